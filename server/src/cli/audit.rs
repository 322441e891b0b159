//! `hookline audit ...`: whether the audit log is what it was, and the log as a file.

use super::{output, tenants};
use crate::{config::Config, database};
use clap::{Args, Subcommand};
use domain::TenantId;
use serde_json::{Value, json};
use std::process::ExitCode;
use store::Store;

/// Entries that are read at once.
const ENTRIES_AT_ONCE: u64 = 500;

/// What can be done with the audit log.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check that nobody changed, took out or added an entry; fails where somebody did.
    Verify(Verify),
    /// Print the entries of a tenant, the newest first.
    Export(Export),
}

/// Whose log is checked.
#[derive(Debug, Args)]
pub struct Verify {
    /// The id of one tenant; without it those of all.
    #[arg(long)]
    tenant: Option<TenantId>,
}

/// Whose log is printed.
#[derive(Debug, Args)]
pub struct Export {
    /// The id of the tenant.
    #[arg(long)]
    tenant: TenantId,
}

impl Audit {
    /// Runs the command.
    ///
    /// # Errors
    /// In sentences.
    pub async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let store = database::open(config).await?;
        match self {
            Self::Verify(Verify { tenant }) => verify(&store, tenant).await,
            Self::Export(Export { tenant }) => export(&store, tenant).await,
        }
    }
}

async fn verify(store: &Store, tenant: Option<TenantId>) -> anyhow::Result<ExitCode> {
    let tenants = match tenant {
        Some(tenant) => {
            tenants::must_exist(store, tenant).await?;
            vec![tenant]
        }
        None => store.tenant_ids().await?,
    };
    let (mut entries, mut broken) = (0, Vec::new());
    for tenant in &tenants {
        let check = store.tenant(*tenant).verify_audit().await?;
        entries += check.entries;
        let at = check
            .broken_at
            .map(|seq| json!({"tenant": tenant, "entry": seq}));
        broken.extend(at);
    }
    let ok = broken.is_empty();
    output::print(&json!({
        "ok": ok, "tenants": tenants.len(), "entries": entries, "broken": broken,
    }))?;
    Ok(if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn export(store: &Store, tenant: TenantId) -> anyhow::Result<ExitCode> {
    tenants::must_exist(store, tenant).await?;
    let scope = store.tenant(tenant);
    let mut entries: Vec<Value> = Vec::new();
    let mut after = None;
    loop {
        let page = scope.page_audit(after.as_deref(), ENTRIES_AT_ONCE).await?;
        entries.extend(page.items.iter().map(|row| {
            json!({
                "id": row.id, "at": row.noted_at, "actor": row.actor, "action": row.action,
                "subject": row.subject, "detail": row.detail,
            })
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    output::print(&json!({"tenant": tenant, "entries": entries}))?;
    Ok(ExitCode::SUCCESS)
}
