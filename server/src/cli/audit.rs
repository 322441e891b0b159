//! `hookline audit ...`: whether the audit log is what it was, and the log as a file.

use super::{output, tenants};
use crate::{config::Config, database};
use anyhow::ensure;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use clap::{Args, Subcommand};
use domain::TenantId;
use serde_json::{Value, json};
use std::{fmt, process::ExitCode, str::FromStr};
use store::{AuditCheck, AuditEnd, Store, StoreError};

/// Entries that are read at once.
const ENTRIES_AT_ONCE: u64 = 500;
/// What the log of the operator's own people is called beside the ids of tenants.
const OPERATOR: &str = "operator";

/// What can be done with the audit log.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check that nobody changed, took out or added an entry; fails where somebody did.
    Verify(Verify),
    /// Print the entries of a tenant, the newest first.
    Export(Export),
}

/// Whose logs are checked.
#[derive(Debug, Args)]
pub struct Verify {
    /// The id of one tenant; without it those of all, and that of the operator's own people.
    #[arg(long)]
    tenant: Option<TenantId>,
    /// An end that an earlier check printed and that was kept elsewhere, as
    /// `<tenant>:<entry>:<hash>` or `operator:<entry>:<hash>`: the log must still have it. Several
    /// may be given.
    #[arg(long)]
    expect: Vec<End>,
}

/// Whose log it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Log {
    Tenant(TenantId),
    Operator,
}

impl Log {
    async fn check(self, store: &Store, known: &[AuditEnd]) -> Result<AuditCheck, StoreError> {
        match self {
            Self::Tenant(tenant) => store.tenant(tenant).verify_audit(known).await,
            Self::Operator => store.verify_staff_audit(known).await,
        }
    }
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tenant(tenant) => write!(f, "{tenant}"),
            Self::Operator => f.write_str(OPERATOR),
        }
    }
}

/// The end of a log, as it is printed and expected.
#[derive(Debug, Clone)]
struct End {
    log: Log,
    end: AuditEnd,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = BASE64_URL_SAFE_NO_PAD.encode(&self.end.hash);
        write!(f, "{}:{}:{hash}", self.log, self.end.seq)
    }
}

impl FromStr for End {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (log, end) = text.split_once(':')?;
            let log = match log {
                OPERATOR => Log::Operator,
                tenant => Log::Tenant(tenant.parse().ok()?),
            };
            let (seq, hash) = end.split_once(':')?;
            let seq = seq.parse::<i64>().ok().filter(|seq| *seq >= 0)?;
            let hash = BASE64_URL_SAFE_NO_PAD.decode(hash).ok()?;
            let end = AuditEnd { seq, hash };
            Some(Self { log, end })
        };
        read().ok_or(
            "it is not `<tenant>:<entry>:<hash>` or `operator:<entry>:<hash>`, as `audit verify` \
             prints it",
        )
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
    let logs = logs(store, wanted.tenant).await?;
    for End { log, .. } in &wanted.expect {
        let is_checked = logs.contains(log);
        ensure!(is_checked, "{log} is expected, but is not checked");
    }
    let (mut entries, mut ends, mut broken) = (0, Vec::new(), Vec::new());
    for &log in &logs {
        let expected = wanted.expect.iter().filter(|it| it.log == log);
        let known: Vec<AuditEnd> = expected.map(|it| it.end.clone()).collect();
        let AuditCheck { end, broken_at } = log.check(store, &known).await?;
        entries += end.seq;
        match broken_at {
            Some(seq) => broken.push(json!({"log": log.to_string(), "entry": seq})),
            None => ends.push(End { log, end }.to_string()),
        }
    }
    let ok = broken.is_empty();
    output::print(&json!({
        "ok": ok, "logs": logs.len(), "entries": entries, "ends": ends, "broken": broken,
    }))?;
    Ok(if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// That of one tenant, or every log that there is.
async fn logs(store: &Store, tenant: Option<TenantId>) -> anyhow::Result<Vec<Log>> {
    if let Some(tenant) = tenant {
        tenants::must_exist(store, tenant).await?;
        return Ok(vec![Log::Tenant(tenant)]);
    }
    let tenants = store.tenant_ids().await?.into_iter().map(Log::Tenant);
    Ok(tenants.chain([Log::Operator]).collect())
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
        for text in [text.as_str(), "operator:12:AQID"] {
            let end: End = text.parse().unwrap();
            assert_eq!(
                (end.end.seq, end.end.hash.as_slice()),
                (12, [1, 2, 3].as_slice())
            );
            assert_eq!(end.to_string(), text);
        }
        for wrong in ["", "12:AQID", "ten_1:2:AQID", &text.replace("12", "-1")] {
            assert!(wrong.parse::<End>().is_err(), "{wrong}");
        }
    }
}
