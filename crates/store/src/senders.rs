//! What keys and sources share: name and addresses, when they were used, and the end of what a
//! rotation left behind.

use crate::{
    Actor, Store, StoreError, TenantStore, audit,
    entity::{api_key, source},
    secrets, sources, sql,
};
use domain::{Networks, SenderDraft, SenderId};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};

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

    /// Says how a key or source is called and from where it may be used.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn update_sender(
        &self,
        actor: &Actor,
        id: SenderId,
        draft: SenderDraft,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let (name, networks) = (Set(draft.name), Set(draft.networks.to_string()));
        let action = match id {
            SenderId::Key(key) => {
                let row = api_key::Entity::find_by_id((self.id.0, key.0));
                let row = row.one(&db).await?.ok_or(StoreError::NotFound)?;
                let mut row = api_key::ActiveModel::from(row);
                (row.name, row.networks) = (name, networks);
                row.update(&db).await?;
                "key.update"
            }
            SenderId::Source(source) => {
                let row = sources::live(&db, self, source).await?;
                let mut row = source::ActiveModel::from(row);
                (row.name, row.networks) = (name, networks);
                row.update(&db).await?;
                "source.update"
            }
        };
        audit::note(&db, self, actor, action, &id.to_string(), now).await?;
        db.commit().await?;
        self.forget(id);
        Ok(())
    }

    /// Ends at once what a rotation left behind; nothing where it has ended.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn end_replaced(
        &self,
        actor: &Actor,
        id: SenderId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let action = match id {
            SenderId::Key(key) => {
                let row = api_key::Entity::find_by_id((self.id.0, key.0));
                let row = row.one(&db).await?.ok_or(StoreError::NotFound)?;
                let mut row = api_key::ActiveModel::from(row);
                row.old_hash = Set(None);
                row.old_ends_at = Set(None);
                row.update(&db).await?;
                "key.end_old"
            }
            SenderId::Source(source) => {
                let row = sources::live(&db, self, source).await?;
                let mut row = source::ActiveModel::from(row);
                row.old_ends_at = Set(None);
                row.update(&db).await?;
                secrets::remove(&db, self.id, source.0, sources::OLD_SECRET).await?;
                "source.end_old"
            }
        };
        audit::note(&db, self, actor, action, &id.to_string(), now).await?;
        db.commit().await?;
        self.forget(id);
        Ok(())
    }

    /// Has this process ask for a key anew.
    pub(crate) fn forget(&self, id: SenderId) {
        if let SenderId::Key(key) = id {
            self.store.inner.keys.forget(key);
        }
    }
}

/// The networks of a row.
pub(crate) fn networks(text: &str) -> Result<Networks, StoreError> {
    text.parse()
        .map_err(|error| StoreError::Broken(format!("networks of a sender: {error}")))
}
