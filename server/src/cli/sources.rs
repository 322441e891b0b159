//! `hookline source ...`.

use super::{output, tenants};
use crate::{config::Config, database};
use anyhow::bail;
use clap::{Args, Subcommand};
use domain::{Adapter, TenantId};
use engine::{Clock as _, SystemClock};
use serde_json::json;
use store::Actor;

/// What can be done with sources.
#[derive(Debug, Subcommand)]
pub enum Source {
    /// Make a source; prints its id and the address that the platform is told.
    Create(Create),
}

/// A new source.
#[derive(Debug, Args)]
pub struct Create {
    /// The id of the tenant.
    #[arg(long)]
    tenant: TenantId,
    /// zadarma or twilio.
    #[arg(long)]
    adapter: Adapter,
    /// Read the signing secret from standard input: Zadarma's API secret, Twilio's auth token.
    #[arg(long)]
    secret_stdin: bool,
    /// By which people know it in the settings.
    #[arg(long)]
    name: Option<String>,
}

impl Source {
    /// Runs the command.
    ///
    /// # Errors
    /// In sentences.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let Self::Create(Create {
            tenant,
            adapter,
            secret_stdin,
            name,
        }) = self;
        let draft = output::called(name.as_deref())?;
        if !secret_stdin {
            bail!(
                "--secret-stdin: send the platform's signing secret on standard input, with this flag"
            );
        }
        let secret = output::read_secret("secret")?;
        let store = database::open(config).await?;
        tenants::must_exist(&store, tenant).await?;
        let now = SystemClock.now_ms();
        let id = store
            .tenant(tenant)
            .create_source(&Actor::System, draft, adapter, &secret, now)
            .await?;
        let url = format!("{}/api/v1/ingest/{adapter}/{id}", config.public_url);
        output::print(&json!({"id": id, "url": url}))
    }
}
