//! The chain of a tenant's audit log: the hash of each entry covers the one before it, under a
//! key that is in the database sealed only. Whoever can write to the tables cannot change, take
//! out or put in an entry, nor cut off the end, without being found: the end has a mark that
//! stands in no entry. What they can do is to put back the tables as they were; then the end
//! lies before one that was kept elsewhere.

use super::{
    AuditRow,
    key::{self, AuditKey},
};
use crate::{StoreError, TenantStore, entity::audit::Model, sql};
use domain::{AuditId, TenantId};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

/// Entries that are checked at once.
const CHECKED_AT_ONCE: i64 = 1_000;

/// Takes the next place. Holds the head until the transaction ends, so that entries of one
/// tenant follow each other.
const TAKE: &str = "INSERT INTO audit_head (tenant_id, seq, hash) VALUES (?, 1, ?)
    ON CONFLICT (tenant_id) DO UPDATE SET seq = audit_head.seq + 1 RETURNING seq, hash, mark";
const SET: &str = "UPDATE audit_head SET hash = ?, mark = ? WHERE tenant_id = ?";
const HEAD: &str = "SELECT seq, hash, mark FROM audit_head WHERE tenant_id = ?";
const NEXT: &str = "SELECT tenant_id, id, actor, action, subject, noted_at, detail, seq, hash
    FROM audit WHERE tenant_id = ? AND seq > ? ORDER BY seq LIMIT ?";

#[derive(FromQueryResult)]
struct Head {
    seq: i64,
    hash: Vec<u8>,
    mark: Option<Vec<u8>>,
}

/// An entry of a chain, and with it everything before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEnd {
    /// Its place, from 1 on; 0 where there is none.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// What a check of a chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCheck {
    /// The last entry up to which all are as they were written.
    pub end: AuditEnd,
    /// The first place at which the chain is not what it was; none where it is whole.
    pub broken_at: Option<i64>,
}

/// The place and the hash of a new entry.
///
/// Where the end before it was not marked by us, the new one gets no mark, so that it stays
/// found.
pub(super) async fn link(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    row: &AuditRow,
) -> Result<(i64, Vec<u8>), DbErr> {
    let key = key::of(db, &tenant.store.inner.sealer).await?;
    let of: sea_orm::Value = tenant.id.0.into();
    let head: Option<Head> = sql::row(db, TAKE, vec![of.clone(), Vec::<u8>::new().into()]).await?;
    let head = head.ok_or_else(|| DbErr::RecordNotFound("the head of an audit log".to_owned()))?;
    let before = key.mark_end(tenant.id, head.seq - 1, &head.hash);
    let is_ours = head.seq == 1 || head.mark == Some(before);
    let hash = hash(&key, tenant.id, head.seq, &head.hash, row);
    let mark = is_ours.then(|| key.mark_end(tenant.id, head.seq, &hash));
    sql::execute(db, SET, vec![hash.clone().into(), mark.into(), of]).await?;
    Ok((head.seq, hash))
}

impl TenantStore {
    /// Checks the chain of the audit log from its first entry to its last, and that entries that
    /// were known elsewhere are still in it.
    ///
    /// # Errors
    /// `Unavailable`; `Broken` where the key of the audit log cannot be opened.
    pub async fn verify_audit(&self, known: &[AuditEnd]) -> Result<AuditCheck, StoreError> {
        let key = self.store.audit_key().await?;
        let mut end = AuditEnd {
            seq: 0,
            hash: Vec::new(),
        };
        loop {
            let mut rows = self.behind(&end).await?;
            if rows.is_empty() {
                if self.is_end(&key, &end).await? {
                    break;
                }
                // The head may be that of an entry that was written meanwhile.
                rows = self.behind(&end).await?;
                if rows.is_empty() {
                    return Ok(broken(end));
                }
            }
            for row in rows {
                let (seq, place, kept) = (end.seq + 1, row.seq, row.hash.clone());
                let hash = hash(&key, self.id, seq, &end.hash, &super::of_tenant(row));
                let is_other = |known: &AuditEnd| known.seq == seq && known.hash != hash;
                if place != Some(seq) || kept.as_ref() != Some(&hash) || known.iter().any(is_other)
                {
                    return Ok(broken(end));
                }
                end = AuditEnd { seq, hash };
            }
        }
        if known.iter().any(|known| known.seq > end.seq) {
            return Ok(broken(end));
        }
        Ok(AuditCheck {
            end,
            broken_at: None,
        })
    }

    /// The next entries behind one.
    async fn behind(&self, end: &AuditEnd) -> Result<Vec<Model>, StoreError> {
        let values = vec![self.id.0.into(), end.seq.into(), CHECKED_AT_ONCE.into()];
        Ok(sql::rows(self.store.reader(), NEXT, values).await?)
    }

    /// Whether an entry is the last one, as the head has it.
    async fn is_end(&self, key: &AuditKey, end: &AuditEnd) -> Result<bool, StoreError> {
        let values = vec![self.id.0.into()];
        let head: Option<Head> = sql::row(self.store.reader(), HEAD, values).await?;
        Ok(head.map_or(end.seq == 0, |head| {
            let mark = key.mark_end(self.id, end.seq, &end.hash);
            (head.seq, &head.hash, head.mark) == (end.seq, &end.hash, Some(mark))
        }))
    }
}

const fn broken(end: AuditEnd) -> AuditCheck {
    let broken_at = Some(end.seq + 1);
    AuditCheck { end, broken_at }
}

fn hash(key: &AuditKey, tenant: TenantId, seq: i64, before: &[u8], row: &AuditRow) -> Vec<u8> {
    let AuditId(id) = row.id;
    let detail = row.detail.as_deref();
    key.mark(&[
        before,
        tenant.0.as_bytes(),
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
