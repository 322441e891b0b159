//! What keys and sources share: name and addresses, when they were used, and the end of what a
//! rotation left behind.

mod changes;

use crate::{
    Store, StoreError, TenantStore,
    entity::{api_key, source},
    sql,
};
use domain::{Networks, SenderId};
use sea_orm::EntityTrait;

/// The key or secret that a rotation replaced. It opens nothing from `ends_at` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// By which the owner knows a key again; empty of a secret.
    pub hint: String,
    /// Milliseconds since 1970.
    pub ends_at: i64,
    /// When it was last used after the rotation, in milliseconds since 1970, to the minute.
    pub used_at: Option<i64>,
}

impl Store {
    /// Notes that a key or source was used, the replaced one or the current; writes at most once
    /// a minute for each.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_use(
        &self,
        sender: SenderId,
        replaced: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        if !self.inner.uses.is_due((sender, replaced), now) {
            return Ok(());
        }
        let table = match sender {
            SenderId::Key(_) => "api_key",
            SenderId::Source(_) => "source",
        };
        let column = if replaced {
            "old_used_at"
        } else {
            "last_used_at"
        };
        let sql = format!("UPDATE {table} SET {column} = ? WHERE id = ?");
        let values = vec![now.into(), sender.uuid().into()];
        sql::execute(&self.inner.writer, &sql, values).await?;
        Ok(())
    }
}

impl TenantStore {
    /// By what people know a key or source: its name, or else the beginning of the key or the
    /// platform.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn sender_name(&self, id: SenderId) -> Result<String, StoreError> {
        let db = self.store.reader();
        let (name, else_name) = match id {
            SenderId::Key(key) => {
                let row = api_key::Entity::find_by_id((self.id.0, key.0));
                let row = row.one(db).await?.ok_or(StoreError::NotFound)?;
                (row.name, row.hint)
            }
            SenderId::Source(source) => {
                let row = source::Entity::find_by_id((self.id.0, source.0));
                let row = row.one(db).await?.ok_or(StoreError::NotFound)?;
                (row.name, row.adapter)
            }
        };
        Ok(if name.is_empty() { else_name } else { name })
    }
}

/// The networks of a row.
pub(crate) fn networks(text: &str) -> Result<Networks, StoreError> {
    text.parse()
        .map_err(|error| StoreError::Broken(format!("networks of a sender: {error}")))
}
