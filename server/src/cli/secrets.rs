//! `hookline secrets ...`: the key that seals secrets at rest.

use super::output;
use crate::{
    config::{Config, secret_key::NewKey},
    database,
};
use anyhow::{Context as _, anyhow};
use clap::Subcommand;
use engine::{Clock as _, SystemClock};
use serde_json::json;
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
        // No server begins with the old key meanwhile.
        let _lock = match config.sqlite_file() {
            Some(file) => {
                database::make_folder_of(&file)?;
                Some(database::lock(&file)?)
            }
            None => None,
        };
        let store = database::open(config).await?;
        // It is on the disk before anything is sealed with it.
        let new = NewKey::make(&config.data_dir)?;
        let now = SystemClock.now_ms();
        match store.rotate_key(new.key().bytes(), now).await {
            Ok(sealed) => hand_over(new, config, sealed),
            Err(error) => Err(refused(error, new)),
        }
    }
}

/// Puts the key in its place, or tells it. One that nobody read stays in its file.
fn hand_over(new: NewKey, config: &Config, sealed: u64) -> anyhow::Result<()> {
    if config.secret_key.is_none() {
        new.put_in_place()?;
        return output::print(&json!({"sealed": sealed, "key": null}));
    }
    let answer = json!({"sealed": sealed, "key": new.told()});
    output::print(&answer).with_context(|| {
        format!(
            "everything is sealed with a new key, which could not be printed; it lies in {}: set it \
             as HOOKLINE_SECRET_KEY",
            new.path().display()
        )
    })?;
    new.drop_file();
    Ok(())
}

/// Why nothing was sealed. Where that is not known, the new key stays in its file.
fn refused(error: StoreError, new: NewKey) -> anyhow::Error {
    match error {
        StoreError::Conflict => {
            new.drop_file();
            anyhow!("a server works on this database; stop it, wait a minute, and try again")
        }
        StoreError::Unavailable(_) => {
            let path = new.path();
            anyhow::Error::new(error).context(format!(
                "the database broke off; if it does not take the old key any more, the new one lies \
                 in {}",
                path.display()
            ))
        }
        other => {
            new.drop_file();
            other.into()
        }
    }
}
