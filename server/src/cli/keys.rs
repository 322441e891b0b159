//! `hookline key ...`.

use super::{output, tenants};
use crate::{config::Config, database};
use clap::{Args, Subcommand};
use domain::{KeyScope, TenantId};
use engine::{Clock as _, SystemClock};
use serde_json::json;
use store::Actor;

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make a key; prints its id and, this once, the key itself.
    Create(Create),
}

/// A new key.
#[derive(Debug, Args)]
pub struct Create {
    /// The id of the tenant.
    #[arg(long)]
    tenant: TenantId,
    /// ingest (reports events) or manage (integrations and deliveries).
    #[arg(long)]
    scope: KeyScope,
    /// By which people know it in the settings.
    #[arg(long)]
    name: Option<String>,
}

impl Key {
    /// Runs the command.
    ///
    /// # Errors
    /// In sentences.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let Self::Create(Create {
            tenant,
            scope,
            name,
        }) = self;
        let draft = output::called(name.as_deref())?;
        let store = database::open(config).await?;
        tenants::must_exist(&store, tenant).await?;
        let now = SystemClock.now_ms();
        let (id, key) = store
            .tenant(tenant)
            .create_key(&Actor::System, draft, scope, now)
            .await?;
        output::print(&json!({"id": id, "key": key}))
    }
}
