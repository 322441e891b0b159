//! `hookline secrets ...`: the key that seals secrets at rest.

use super::output;
use crate::{
    config::{Config, secret_key::NewKey},
    database,
};
use anyhow::bail;
use clap::Subcommand;
use engine::{Clock as _, SystemClock};
use serde_json::json;
use std::path::PathBuf;
use store::StoreError;

/// What can be done with the key at rest.
#[derive(Debug, Subcommand)]
pub enum Secrets {
    /// Seal everything with a new key. Stop every server first. Where the key lies in the data
    /// folder it is replaced there; else the new one is printed, for `HOOKLINE_SECRET_KEY`.
    Rotate,
}

impl Secrets {
    /// Runs the command.
    ///
    /// # Errors
    /// In sentences.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let Self::Rotate = self;
        let store = database::open(config).await?;
        let folder = config.secret_key.is_none().then_some(&config.data_dir);
        // It is on the disk before anything is sealed with it.
        let new = NewKey::make(folder.map(PathBuf::as_path))?;
        let sealed = match store
            .rotate_key(new.key().bytes(), SystemClock.now_ms())
            .await
        {
            Ok(sealed) => sealed,
            Err(error) => {
                new.drop_file();
                if let StoreError::Conflict = error {
                    bail!("a server works on this database; stop it, wait a minute, and try again");
                }
                return Err(error.into());
            }
        };
        let told = new.put_in_place()?;
        output::print(&json!({"sealed": sealed, "key": told}))
    }
}
