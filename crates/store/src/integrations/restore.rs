//! Bringing a deleted integration back, as long as that can be.

use super::{pause, versions};
use crate::{
    Actor, StoreError, TenantStore, audit, connections, entity::integration::ActiveModel,
    entity::integration::Entity, tenants, undo::is_undoable, wake,
};
use domain::IntegrationId;
use sea_orm::{ActiveModelTrait, EntityTrait, Set};

impl TenantStore {
    /// Takes the deletion of an integration back: what waited goes on. Nothing was owed to it of
    /// the events that came in between.
    ///
    /// # Errors
    /// `NotFound` where it was not deleted, or too long ago; `Conflict` where its connection is
    /// gone, or was changed meanwhile.
    pub async fn restore_integration(
        &self,
        actor: &Actor,
        id: IntegrationId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let row = Entity::find_by_id((self.id.0, id.0)).one(&db).await?;
        let row = row.filter(|row| is_undoable(row.deleted_at, now));
        let row = row.ok_or(StoreError::NotFound)?;
        let version = versions::find(&db, self.id, id, row.version).await?;
        let version = version.ok_or(StoreError::NotFound)?;
        let draft = version.draft()?;
        if let Some(connection) = draft.connection {
            let current = connections::find_current(&db, self.id, connection).await?;
            let (current, _) = current.ok_or(StoreError::Conflict)?;
            // The keys of a connection that was changed are not for where it led before.
            let then = version.connection(&db, self.id).await?;
            if then.is_none_or(|then| then.version != current.version) {
                return Err(StoreError::Conflict);
            }
        }
        // The tenant may have been suspended meanwhile, or let go.
        let sends = draft.enabled && !tenants::is_suspended(&db, self.id).await?;
        pause::restart_clocks(&db, &row, sends, now).await?;
        let paused_at = pause::paused_at(&row, sends, now);
        let mut row = ActiveModel::from(row);
        row.deleted_at = Set(None);
        row.enabled = Set(sends);
        row.paused_at = Set(paused_at);
        row.update(&db).await?;
        audit::note(
            &db,
            self,
            actor,
            "integration.restore",
            &id.to_string(),
            now,
        )
        .await?;
        wake::changed(&db, self.id, id).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(())
    }
}
