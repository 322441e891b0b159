//! The chain of a tenant's audit log: the hash of each entry covers the one before it, under a
//! key that is not in the database. Whoever can write to the tables cannot change, take out or
//! put in an entry, nor cut off the end, without being found.

use super::AuditRow;
use crate::{StoreError, TenantStore, entity::audit::Model, sql};
use domain::{AuditId, TenantId};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

/// Entries that are checked at once.
const CHECKED_AT_ONCE: i64 = 1_000;

/// Takes the next place. Holds the head until the transaction ends, so that entries of one
/// tenant follow each other.
const TAKE: &str = "INSERT INTO audit_head (tenant_id, seq, hash) VALUES (?, 1, ?)
    ON CONFLICT (tenant_id) DO UPDATE SET seq = audit_head.seq + 1 RETURNING seq, hash";
const SET: &str = "UPDATE audit_head SET hash = ? WHERE tenant_id = ?";
const HEAD: &str = "SELECT seq, hash FROM audit_head WHERE tenant_id = ?";
const NEXT: &str = "SELECT tenant_id, id, actor, action, subject, noted_at, detail, seq, hash
    FROM audit WHERE tenant_id = ? AND seq > ? ORDER BY seq LIMIT ?";

#[derive(FromQueryResult)]
struct Head {
    seq: i64,
    hash: Vec<u8>,
}

/// What a check of a chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditCheck {
    /// Entries that are as they were written.
    pub entries: i64,
    /// The first place at which the chain is not what it was; none where it is whole.
    pub broken_at: Option<i64>,
}

/// The place and the hash of a new entry.
pub(super) async fn link(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    row: &AuditRow,
) -> Result<(i64, Vec<u8>), DbErr> {
    let key: sea_orm::Value = tenant.id.0.into();
    let head: Option<Head> = sql::row(db, TAKE, vec![key.clone(), Vec::<u8>::new().into()]).await?;
    let head = head.ok_or_else(|| DbErr::RecordNotFound("the head of an audit log".to_owned()))?;
    let hash = hash(tenant, head.seq, &head.hash, row);
    sql::execute(db, SET, vec![hash.clone().into(), key]).await?;
    Ok((head.seq, hash))
}

impl TenantStore {
    /// Checks the chain of the audit log from its first entry to its last.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn verify_audit(&self) -> Result<AuditCheck, StoreError> {
        let db = self.store.reader();
        let (mut seq, mut before) = (0, Vec::new());
        loop {
            let values = vec![self.id.0.into(), seq.into(), CHECKED_AT_ONCE.into()];
            let rows: Vec<Model> = sql::rows(db, NEXT, values).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let (place, kept) = (row.seq, row.hash.clone());
                let expected = hash(self, seq + 1, &before, &super::of_tenant(row));
                if place != Some(seq + 1) || kept.as_ref() != Some(&expected) {
                    return Ok(broken(seq));
                }
                (seq, before) = (seq + 1, expected);
            }
        }
        let head: Option<Head> = sql::row(db, HEAD, vec![self.id.0.into()]).await?;
        let (last, hash) = head.map_or((0, Vec::new()), |head| (head.seq, head.hash));
        if (last, hash) != (seq, before) {
            return Ok(broken(seq));
        }
        Ok(AuditCheck {
            entries: seq,
            broken_at: None,
        })
    }
}

const fn broken(whole: i64) -> AuditCheck {
    AuditCheck {
        entries: whole,
        broken_at: Some(whole + 1),
    }
}

fn hash(tenant: &TenantStore, seq: i64, before: &[u8], row: &AuditRow) -> Vec<u8> {
    let AuditId(id) = row.id;
    let TenantId(of) = tenant.id;
    let detail = row.detail.as_deref();
    tenant.store.inner.sealer.mark(&[
        before,
        of.as_bytes(),
        &seq.to_be_bytes(),
        id.as_bytes(),
        row.actor.as_bytes(),
        row.action.as_bytes(),
        row.subject.as_bytes(),
        &[u8::from(detail.is_some())],
        detail.unwrap_or_default().as_bytes(),
        &row.noted_at.to_be_bytes(),
    ])
}
