//! `hookline audit ...`: whether the audit log is what it was, and the log as a file.

use super::{output, tenants};
use crate::{config::Config, database};
use anyhow::ensure;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use clap::{Args, Subcommand};
use domain::TenantId;
use serde_json::{Value, json};
use std::{fmt, process::ExitCode, str::FromStr};
use store::{AuditEnd, Store};

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
    /// An end that an earlier check printed and that was kept elsewhere, as
    /// `<tenant>:<entry>:<hash>`: the log must still have it. Several may be given.
    #[arg(long)]
    expect: Vec<End>,
}

/// The end of a tenant's log, as it is printed and expected.
#[derive(Debug, Clone)]
struct End {
    tenant: TenantId,
    end: AuditEnd,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = BASE64_URL_SAFE_NO_PAD.encode(&self.end.hash);
        write!(f, "{}:{}:{hash}", self.tenant, self.end.seq)
    }
}

impl FromStr for End {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (tenant, end) = text.split_once(':')?;
            let (seq, hash) = end.split_once(':')?;
            let seq = seq.parse::<i64>().ok().filter(|seq| *seq >= 0)?;
            let hash = BASE64_URL_SAFE_NO_PAD.decode(hash).ok()?;
            let (tenant, end) = (tenant.parse().ok()?, AuditEnd { seq, hash });
            Some(Self { tenant, end })
        };
        read().ok_or("it is not `<tenant>:<entry>:<hash>`, as `audit verify` prints it")
    }
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
            Self::Verify(wanted) => verify(&store, wanted).await,
            Self::Export(Export { tenant }) => export(&store, tenant).await,
        }
    }
}

async fn verify(store: &Store, wanted: Verify) -> anyhow::Result<ExitCode> {
    let tenants = match wanted.tenant {
        Some(tenant) => {
            tenants::must_exist(store, tenant).await?;
            vec![tenant]
        }
        None => store.tenant_ids().await?,
    };
    for End { tenant, .. } in &wanted.expect {
        let is_checked = tenants.contains(tenant);
        ensure!(
            is_checked,
            "{tenant} is expected, but is not among the tenants"
        );
    }
    let (mut entries, mut ends, mut broken) = (0, Vec::new(), Vec::new());
    for tenant in &tenants {
        let expected = wanted.expect.iter().filter(|it| it.tenant == *tenant);
        let known: Vec<AuditEnd> = expected.map(|it| it.end.clone()).collect();
        let check = store.tenant(*tenant).verify_audit(&known).await?;
        entries += check.end.seq;
        match check.broken_at {
            Some(seq) => broken.push(json!({"tenant": tenant, "entry": seq})),
            None => {
                let (tenant, end) = (*tenant, check.end);
                ends.push(End { tenant, end }.to_string());
            }
        }
    }
    let ok = broken.is_empty();
    output::print(&json!({
        "ok": ok, "tenants": tenants.len(), "entries": entries, "ends": ends, "broken": broken,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_read_as_it_is_printed() {
        let text = format!("{}:12:AQID", TenantId(uuid::Uuid::from_u128(1)));
        let end: End = text.parse().unwrap();
        assert_eq!(
            (end.end.seq, end.end.hash.as_slice()),
            (12, [1, 2, 3].as_slice())
        );
        assert_eq!(end.to_string(), text);
        for wrong in ["", "12:AQID", "ten_1:2:AQID", &text.replace("12", "-1")] {
            assert!(wrong.parse::<End>().is_err(), "{wrong}");
        }
    }
}
