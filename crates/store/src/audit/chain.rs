//! The chain of an audit log, that of a tenant or of the operator's own people: the hash of each
//! entry covers the one before it, under a key that is in the database sealed only. Whoever can
//! write to the tables cannot change, take out or put in an entry, nor cut off the end, without
//! being found: the end has a mark that stands in no entry. What they can do is to put back the
//! tables as they were; then the end lies before one that was kept elsewhere.

use super::{
    AuditRow,
    key::{self, AuditKey},
};
use crate::{Store, StoreError, TenantStore, sql};
use domain::{AuditId, TenantId};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use uuid::Uuid;

/// Entries that are checked at once.
const CHECKED_AT_ONCE: i64 = 1_000;

/// What is asked of the tables of a log; that of a tenant is told which one.
struct Queries {
    /// Takes the next place. Holds the head until the transaction ends, so that entries of one log
    /// follow each other.
    take: &'static str,
    set: &'static str,
    head: &'static str,
    next: &'static str,
}

const OF_TENANT: Queries = Queries {
    take: "INSERT INTO audit_head (tenant_id, seq, hash) VALUES (?, 1, ?)
        ON CONFLICT (tenant_id) DO UPDATE SET seq = audit_head.seq + 1 RETURNING seq, hash, mark",
    set: "UPDATE audit_head SET hash = ?, mark = ? WHERE tenant_id = ?",
    head: "SELECT seq, hash, mark FROM audit_head WHERE tenant_id = ?",
    next: "SELECT id, actor, action, subject, noted_at, detail, seq, hash
        FROM audit WHERE tenant_id = ? AND seq > ? ORDER BY seq LIMIT ?",
};

const OF_STAFF: Queries = Queries {
    take: "INSERT INTO staff_audit_head (id, seq, hash) VALUES (1, 1, ?)
        ON CONFLICT (id) DO UPDATE SET seq = staff_audit_head.seq + 1 RETURNING seq, hash, mark",
    set: "UPDATE staff_audit_head SET hash = ?, mark = ? WHERE id = 1",
    head: "SELECT seq, hash, mark FROM staff_audit_head WHERE id = 1",
    next: "SELECT id, actor, action, subject, noted_at, detail, seq, hash
        FROM staff_audit WHERE seq > ? ORDER BY seq LIMIT ?",
};

/// Whose log it is.
#[derive(Clone, Copy)]
enum Log {
    Tenant(TenantId),
    Staff,
}

impl Log {
    const fn of(row: &AuditRow) -> Self {
        match row.tenant_id {
            Some(tenant) => Self::Tenant(tenant),
            None => Self::Staff,
        }
    }

    const fn queries(self) -> Queries {
        match self {
            Self::Tenant(_) => OF_TENANT,
            Self::Staff => OF_STAFF,
        }
    }

    /// What tells the queries which log is meant.
    fn values(self) -> Vec<Value> {
        match self {
            Self::Tenant(tenant) => vec![tenant.0.into()],
            Self::Staff => Vec::new(),
        }
    }

    /// Whom the hashes name: nobody's id for the staff, as no tenant has it.
    const fn owner(self) -> TenantId {
        match self {
            Self::Tenant(tenant) => tenant,
            Self::Staff => TenantId(Uuid::nil()),
        }
    }
}

#[derive(FromQueryResult)]
struct Linked {
    id: Uuid,
    actor: String,
    action: String,
    subject: String,
    noted_at: i64,
    detail: Option<String>,
    seq: Option<i64>,
    hash: Option<Vec<u8>>,
}

impl Linked {
    fn entry(self, log: Log) -> AuditRow {
        AuditRow {
            tenant_id: match log {
                Log::Tenant(tenant) => Some(tenant),
                Log::Staff => None,
            },
            id: AuditId(self.id),
            actor: self.actor,
            action: self.action,
            subject: self.subject,
            detail: self.detail,
            noted_at: self.noted_at,
        }
    }
}

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
    store: &Store,
    row: &AuditRow,
) -> Result<(i64, Vec<u8>), DbErr> {
    let key = key::of(db, &store.inner.sealer).await?;
    let (log, owner) = (Log::of(row), Log::of(row).owner());
    let mut values = log.values();
    values.push(Vec::<u8>::new().into());
    let head: Option<Head> = sql::row(db, log.queries().take, values).await?;
    let head = head.ok_or_else(|| DbErr::RecordNotFound("the head of an audit log".to_owned()))?;
    let before = key.mark_end(owner, head.seq - 1, &head.hash);
    let is_ours = head.seq == 1 || head.mark == Some(before);
    let hash = hash(&key, owner, head.seq, &head.hash, row);
    let mark = is_ours.then(|| key.mark_end(owner, head.seq, &hash));
    let mut values: Vec<Value> = vec![hash.clone().into(), mark.into()];
    values.extend(log.values());
    sql::execute(db, log.queries().set, values).await?;
    Ok((head.seq, hash))
}

impl Store {
    /// Checks the chain of the audit log of the operator's own people, as
    /// [`TenantStore::verify_audit`] does that of a tenant.
    ///
    /// # Errors
    /// The same.
    pub async fn verify_staff_audit(&self, known: &[AuditEnd]) -> Result<AuditCheck, StoreError> {
        verify(self, Log::Staff, known).await
    }
}

impl TenantStore {
    /// Checks the chain of the audit log from its first entry to its last, and that entries that
    /// were known elsewhere are still in it.
    ///
    /// # Errors
    /// `Unavailable`; `Broken` where the key of the audit log cannot be opened.
    pub async fn verify_audit(&self, known: &[AuditEnd]) -> Result<AuditCheck, StoreError> {
        verify(&self.store, Log::Tenant(self.id), known).await
    }
}

async fn verify(store: &Store, log: Log, known: &[AuditEnd]) -> Result<AuditCheck, StoreError> {
    let key = store.audit_key().await?;
    let mut end = AuditEnd {
        seq: 0,
        hash: Vec::new(),
    };
    loop {
        let mut rows = behind(store, log, &end).await?;
        if rows.is_empty() {
            if is_end(store, log, &key, &end).await? {
                break;
            }
            // The head may be that of an entry that was written meanwhile.
            rows = behind(store, log, &end).await?;
            if rows.is_empty() {
                return Ok(broken(end));
            }
        }
        for row in rows {
            let (seq, place, kept) = (end.seq + 1, row.seq, row.hash.clone());
            let hash = hash(&key, log.owner(), seq, &end.hash, &row.entry(log));
            let is_other = |known: &AuditEnd| known.seq == seq && known.hash != hash;
            if place != Some(seq) || kept.as_ref() != Some(&hash) || known.iter().any(is_other) {
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
async fn behind(store: &Store, log: Log, end: &AuditEnd) -> Result<Vec<Linked>, StoreError> {
    let mut values = log.values();
    values.extend([Value::from(end.seq), Value::from(CHECKED_AT_ONCE)]);
    Ok(sql::rows(store.reader(), log.queries().next, values).await?)
}

/// Whether an entry is the last one, as the head has it.
async fn is_end(
    store: &Store,
    log: Log,
    key: &AuditKey,
    end: &AuditEnd,
) -> Result<bool, StoreError> {
    let head: Option<Head> = sql::row(store.reader(), log.queries().head, log.values()).await?;
    Ok(head.map_or(end.seq == 0, |head| {
        let mark = key.mark_end(log.owner(), end.seq, &end.hash);
        (head.seq, &head.hash, head.mark) == (end.seq, &end.hash, Some(mark))
    }))
}

const fn broken(end: AuditEnd) -> AuditCheck {
    let broken_at = Some(end.seq + 1);
    AuditCheck { end, broken_at }
}

fn hash(key: &AuditKey, owner: TenantId, seq: i64, before: &[u8], row: &AuditRow) -> Vec<u8> {
    let AuditId(id) = row.id;
    let detail = row.detail.as_deref();
    key.mark(&[
        before,
        owner.0.as_bytes(),
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
