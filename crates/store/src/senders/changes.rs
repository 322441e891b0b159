//! What is changed alike of a key and of a source.

use crate::{
    Actor, StoreError, TenantStore, audit,
    entity::{api_key, source},
    secrets, sources,
};
use domain::{SenderDraft, SenderId};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};

impl TenantStore {
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
