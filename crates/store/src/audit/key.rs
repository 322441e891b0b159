//! The key of the audit log: random, sealed in the database, and the same before and after a new
//! key at rest, so that the chains stay what they are.

use crate::{
    Store, StoreError,
    seal::{Place, Sealer},
    sql,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::TenantId;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Where the key stands: it belongs to no tenant.
const PLACE: Place<'_> = Place {
    tenant: TenantId(Uuid::nil()),
    owner: Uuid::nil(),
    name: "audit_key",
};

const FIND: &str = "SELECT sealed FROM audit_key WHERE id = 1";
// Of two processes that make one together, the second one keeps nothing.
const INSERT: &str = "INSERT INTO audit_key (id, sealed) VALUES (1, ?) ON CONFLICT DO NOTHING";
const SET: &str = "UPDATE audit_key SET sealed = ? WHERE id = 1";
const HEADS: &str = "SELECT tenant_id, seq, hash FROM audit_head";
const MARK: &str = "UPDATE audit_head SET mark = ? WHERE tenant_id = ? AND seq = ?";

/// Marks what must not be changed.
pub(super) struct AuditKey([u8; 32]);

#[derive(FromQueryResult)]
struct Row {
    sealed: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Unmarked {
    tenant_id: Uuid,
    seq: i64,
    hash: Vec<u8>,
}

impl AuditKey {
    /// A hash over the parts, each with its length, that only who has the key can make.
    pub(super) fn mark(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut inner = Sha256::new().chain_update(self.0);
        for part in parts {
            let bytes = u64::try_from(part.len()).unwrap_or(u64::MAX);
            inner.update(bytes.to_be_bytes());
            inner.update(part);
        }
        // Hashed twice, so that nothing can be appended to what was hashed.
        let outer = Sha256::new().chain_update(self.0);
        outer.chain_update(inner.finalize()).finalize().to_vec()
    }

    /// The mark of the end of a tenant's chain: its last place and hash.
    pub(super) fn mark_end(&self, tenant: TenantId, seq: i64, hash: &[u8]) -> Vec<u8> {
        let of = tenant.0.as_bytes();
        self.mark(&[b"end", of, &seq.to_be_bytes(), hash])
    }

    fn sealed(&self, sealer: &Sealer) -> Result<Vec<u8>, DbErr> {
        let plain = BASE64_STANDARD.encode(self.0);
        sealer.seal(PLACE, &plain).map_err(unusable)
    }

    fn opened(sealer: &Sealer, sealed: &[u8]) -> Result<Self, DbErr> {
        let plain = sealer.open(PLACE, sealed).map_err(unusable)?;
        let bytes = BASE64_STANDARD.decode(plain).map_err(unusable)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| unusable("its length"))?;
        Ok(Self(bytes))
    }
}

/// The key of the audit log, made where there is none.
///
/// A database whose chains are older than this key goes on with what they were made with, and
/// the ends that they have now are marked.
pub(super) async fn of(db: &impl ConnectionTrait, sealer: &Sealer) -> Result<AuditKey, DbErr> {
    if let Some(key) = find(db, sealer).await? {
        return Ok(key);
    }
    let is_first = sql::number(db, "SELECT COUNT(*) FROM audit_head", Vec::new()).await? == 0;
    let new = AuditKey(if is_first {
        rand::random()
    } else {
        sealer.marking()
    });
    let made = sql::execute(db, INSERT, vec![new.sealed(sealer)?.into()]).await?;
    if made.rows_affected() == 1 {
        mark_heads(db, &new).await?;
        return Ok(new);
    }
    let key = find(db, sealer).await?;
    key.ok_or_else(|| DbErr::RecordNotFound("the key of the audit log".to_owned()))
}

/// Seals the key of the audit log with a new key at rest.
pub(crate) async fn reseal(
    db: &impl ConnectionTrait,
    old: &Sealer,
    new: &Sealer,
) -> Result<(), StoreError> {
    let sealed = of(db, old).await?.sealed(new)?;
    sql::execute(db, SET, vec![sealed.into()]).await?;
    Ok(())
}

impl Store {
    /// The key of the audit log outside of a transaction.
    pub(super) async fn audit_key(&self) -> Result<AuditKey, StoreError> {
        let db = self.write().await?;
        let key = of(&db, &self.inner.sealer).await?;
        db.commit().await?;
        Ok(key)
    }
}

/// Marks the ends of chains that have none yet.
async fn mark_heads(db: &impl ConnectionTrait, key: &AuditKey) -> Result<(), DbErr> {
    let heads: Vec<Unmarked> = sql::rows(db, HEADS, Vec::new()).await?;
    for head in heads {
        let mark = key.mark_end(TenantId(head.tenant_id), head.seq, &head.hash);
        let values = vec![mark.into(), head.tenant_id.into(), head.seq.into()];
        sql::execute(db, MARK, values).await?;
    }
    Ok(())
}

async fn find(db: &impl ConnectionTrait, sealer: &Sealer) -> Result<Option<AuditKey>, DbErr> {
    let row: Option<Row> = sql::row(db, FIND, Vec::new()).await?;
    let key = row.map(|row| AuditKey::opened(sealer, &row.sealed));
    key.transpose()
}

fn unusable(error: impl std::fmt::Display) -> DbErr {
    DbErr::Custom(format!("the key of the audit log cannot be used: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_from_before_this_key_are_made_as_ever() {
        let key = AuditKey(Sealer::new([7; 32]).marking());
        let mark = key.mark(&[b"a", b"bc"]);
        let first: String = mark.iter().map(|byte| format!("{byte:02x}")).collect();
        let known = "d71768252ed22f8ce2b5e791876458715d764764210aba9f9baee6f2db9d0f60";
        assert_eq!(first, known);
    }

    #[test]
    fn a_key_is_sealed_and_opened_by_its_sealer_alone() {
        let (sealer, key) = (Sealer::new([7; 32]), AuditKey([3; 32]));
        let sealed = key.sealed(&sealer).unwrap();
        assert_eq!(AuditKey::opened(&sealer, &sealed).unwrap().0, [3; 32]);
        assert!(AuditKey::opened(&Sealer::new([8; 32]), &sealed).is_err());
    }
}
