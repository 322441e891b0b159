//! The proof that a key is that of its database: a text that is sealed when the database is
//! first opened, and that no other key opens.

use crate::{
    Store, StoreError,
    seal::{KEY_ID, Place, Sealer},
    sql,
};
use domain::TenantId;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// Where the text stands: it belongs to no tenant.
const PLACE: Place<'_> = Place {
    tenant: TenantId(Uuid::nil()),
    owner: Uuid::nil(),
    name: "key_check",
};

const PLAIN: &str = "the key of this database";

#[derive(FromQueryResult)]
struct Row {
    sealed: Vec<u8>,
}

/// Proves a new key from now on.
pub(crate) async fn replace(db: &impl ConnectionTrait, new: &Sealer) -> Result<(), StoreError> {
    let set = "UPDATE key_check SET sealed = ? WHERE key_id = ?";
    let values = vec![new.seal(PLACE, PLAIN)?.into(), i32::from(KEY_ID).into()];
    sql::execute(db, set, values).await?;
    Ok(())
}

impl Store {
    /// Whether the key is that of this database. The first key that asks becomes it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn bind_key(&self) -> Result<bool, StoreError> {
        if let Some(fits) = self.key_fits().await? {
            return Ok(fits);
        }
        let sealed = self.inner.sealer.seal(PLACE, PLAIN)?;
        // Of two processes that open a new database together, the second one keeps nothing.
        let insert = "INSERT INTO key_check (key_id, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING";
        let values = vec![i32::from(KEY_ID).into(), sealed.into()];
        sql::execute(&self.inner.writer, insert, values).await?;
        Ok(self.key_fits().await?.unwrap_or_default())
    }

    /// Whether the key is that of this database; none where it was never opened with one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn key_fits(&self) -> Result<Option<bool>, StoreError> {
        let find = "SELECT sealed FROM key_check WHERE key_id = ?";
        let values = vec![i32::from(KEY_ID).into()];
        let row: Option<Row> = sql::row(&self.inner.writer, find, values).await?;
        Ok(row.map(|row| self.inner.sealer.open(PLACE, &row.sealed).is_ok()))
    }
}
