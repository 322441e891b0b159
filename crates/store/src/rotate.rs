//! A new key at rest: everything that is sealed is opened with the old key and sealed with the
//! new one, in one transaction.

use crate::{
    Store, StoreError, audit, key_check, once, outbox,
    seal::{Place, Sealer},
    second_factors, sql, tokens,
};
use domain::{SignInId, TenantId};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

#[derive(FromQueryResult)]
struct SecretRow {
    tenant_id: Uuid,
    owner_id: Uuid,
    name: String,
    sealed: Vec<u8>,
}

#[derive(FromQueryResult)]
struct TokenRow {
    tenant_id: Uuid,
    owner_id: Uuid,
    sealed: Vec<u8>,
}

#[derive(FromQueryResult)]
struct FactorRow {
    sign_in_id: Uuid,
    sealed: Vec<u8>,
}

/// The two keys of a rotation.
struct Keys<'a> {
    old: &'a Sealer,
    new: Sealer,
}

impl Keys<'_> {
    fn moved(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.new.seal(place, &self.old.open(place, sealed)?)
    }
}

impl Store {
    /// Seals everything with a new key; how many secrets that were. This store still has the old
    /// one, and is of no use afterwards.
    ///
    /// # Errors
    /// `Conflict` while a server works on the database: it would go on with the old key.
    /// `Broken` where something cannot be opened with the old key; nothing has changed then.
    pub async fn rotate_key(&self, key: [u8; 32], now: i64) -> Result<u64, StoreError> {
        let keys = Keys {
            old: &self.inner.sealer,
            new: Sealer::new(key),
        };
        let db = self.write().await?;
        let alive = "SELECT COUNT(*) FROM worker WHERE alive_until > ?";
        if sql::number(&db, alive, vec![now.into()]).await? > 0 {
            return Err(StoreError::Conflict);
        }
        let mut count = secrets(&db, &keys).await?;
        count += tokens_of(&db, &keys).await?;
        count += factors(&db, &keys).await?;
        count += outbox::reseal(&db, keys.old, &keys.new).await?;
        audit::reseal_key(&db, keys.old, &keys.new).await?;
        key_check::replace(&db, &keys.new).await?;
        once::forget_all(&db).await?;
        db.commit().await?;
        Ok(count)
    }
}

async fn secrets(db: &impl ConnectionTrait, keys: &Keys<'_>) -> Result<u64, StoreError> {
    let find = "SELECT tenant_id, owner_id, name, sealed FROM secret";
    let rows: Vec<SecretRow> = sql::rows(db, find, Vec::new()).await?;
    let set = "UPDATE secret SET sealed = ? WHERE tenant_id = ? AND owner_id = ? AND name = ?";
    let mut count = 0;
    for row in rows {
        let place = Place {
            tenant: TenantId(row.tenant_id),
            owner: row.owner_id,
            name: &row.name,
        };
        let sealed = keys.moved(place, &row.sealed)?;
        let values = vec![
            sealed.into(),
            row.tenant_id.into(),
            row.owner_id.into(),
            row.name.clone().into(),
        ];
        count += sql::execute(db, set, values).await?.rows_affected();
    }
    Ok(count)
}

async fn tokens_of(db: &impl ConnectionTrait, keys: &Keys<'_>) -> Result<u64, StoreError> {
    let find = "SELECT tenant_id, owner_id, sealed FROM token WHERE sealed IS NOT NULL";
    let rows: Vec<TokenRow> = sql::rows(db, find, Vec::new()).await?;
    let set = "UPDATE token SET sealed = ? WHERE tenant_id = ? AND owner_id = ?";
    let mut count = 0;
    for row in rows {
        let place = tokens::place(TenantId(row.tenant_id), row.owner_id);
        let sealed = keys.moved(place, &row.sealed)?;
        let values = vec![sealed.into(), row.tenant_id.into(), row.owner_id.into()];
        count += sql::execute(db, set, values).await?.rows_affected();
    }
    Ok(count)
}

async fn factors(db: &impl ConnectionTrait, keys: &Keys<'_>) -> Result<u64, StoreError> {
    let find = "SELECT sign_in_id, sealed FROM second_factor";
    let rows: Vec<FactorRow> = sql::rows(db, find, Vec::new()).await?;
    let set = "UPDATE second_factor SET sealed = ? WHERE sign_in_id = ?";
    let mut count = 0;
    for row in rows {
        let place = second_factors::place(SignInId(row.sign_in_id));
        let sealed = keys.moved(place, &row.sealed)?;
        let values = vec![sealed.into(), row.sign_in_id.into()];
        count += sql::execute(db, set, values).await?.rows_affected();
    }
    Ok(count)
}
