//! The secret of the stamp, made anew: the old one signs too for a while, so that nothing is
//! refused until the receiver knows the new one.

use super::change::{Current, made_signature};
use crate::{
    Actor, Store, StoreError, TenantStore, audit,
    entity::secret::{Entity, Model},
    secrets, sql, tenants,
};
use domain::{
    Fault, FieldError, IntegrationId, Overlap, TenantId,
    integration::{SIGNATURE_SECRET, SIGNATURE_SECRET_OLD},
};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult};
use std::sync::atomic::Ordering;
use uuid::Uuid;

const OLD: &str = "SELECT tenant_id, owner_id, ends_at FROM secret
    WHERE ends_at > 0 AND name = ?";

const FORGET: &str = "DELETE FROM secret
    WHERE tenant_id = ? AND owner_id = ? AND name = ? AND ends_at <= ?";

/// The secret that signed before the current one, and signs too while it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldStamp {
    /// Until when, in milliseconds since 1970; nothing of one that a program wrote, which goes
    /// on until somebody ends it.
    pub ends_at: Option<i64>,
}

/// A secret that was made in place of another.
#[derive(Clone, PartialEq, Eq)]
pub struct NewStamp {
    /// Its text.
    pub secret: String,
    /// Until when the old one signs too, in milliseconds since 1970.
    pub old_ends_at: i64,
}

#[derive(FromQueryResult)]
struct Old {
    tenant_id: Uuid,
    owner_id: Uuid,
    ends_at: i64,
}

impl TenantStore {
    /// Makes the secret of the stamp anew. It counts at once; the old one signs too for a while.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` where there is no secret yet, and `Conflict` while one that was
    /// replaced before goes on.
    pub async fn rotate_stamp(
        &self,
        actor: &Actor,
        id: IntegrationId,
        overlap: Overlap,
        now: i64,
    ) -> Result<NewStamp, StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        Current::get(&db, self, id).await?;
        if find_old(&db, self.id, id, now).await?.is_some() {
            return Err(StoreError::Conflict);
        }
        let mut owned = secrets::open_all(&self.store, &db, self.id, id.0).await?;
        let old = owned.remove(SIGNATURE_SECRET).ok_or_else(without)?;
        let new = NewStamp {
            secret: made_signature(),
            old_ends_at: now + overlap.ms(),
        };
        let (before, ends_at) = (SIGNATURE_SECRET_OLD, Some(new.old_ends_at));
        secrets::put(&db, self, id.0, before, &old, now).await?;
        secrets::set_end(&db, self.id, id.0, before, ends_at).await?;
        secrets::put(&db, self, id.0, SIGNATURE_SECRET, &new.secret, now).await?;
        let subject = id.to_string();
        audit::note(&db, self, actor, "integration.rotate_stamp", &subject, now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        self.store.note_old_stamp();
        Ok(new)
    }

    /// Ends at once the secret of the stamp that was replaced; nothing where it has ended.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn end_old_stamp(
        &self,
        actor: &Actor,
        id: IntegrationId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        Current::get(&db, self, id).await?;
        secrets::remove(&db, self.id, id.0, SIGNATURE_SECRET_OLD).await?;
        let subject = id.to_string();
        audit::note(&db, self, actor, "integration.end_old_stamp", &subject, now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(())
    }

    /// The secret of the stamp that was replaced, while it goes on.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn find_old_stamp(
        &self,
        id: IntegrationId,
        now: i64,
    ) -> Result<Option<OldStamp>, StoreError> {
        let db = self.store.reader();
        Current::get(db, self, id).await?;
        find_old(db, self.id, id, now).await
    }
}

impl Store {
    /// Forgets the replaced secrets of stamps whose time is over: from then on the current one
    /// signs alone. Asks nothing of the database where this process knows of none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn forget_old_stamps(&self, now: i64) -> Result<(), StoreError> {
        if !self.inner.old_stamps.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        let forgetting = self.forget_ended_stamps(now).await;
        // What goes on, or could not be looked at, is looked at again.
        if !matches!(forgetting, Ok(0)) {
            self.note_old_stamp();
        }
        forgetting.map(drop)
    }

    /// Notes that a replaced secret goes on, which has to be forgotten some day.
    pub(crate) fn note_old_stamp(&self) {
        self.inner.old_stamps.store(true, Ordering::Relaxed);
    }

    /// Forgets those that have ended; how many go on.
    async fn forget_ended_stamps(&self, now: i64) -> Result<usize, StoreError> {
        let values = vec![SIGNATURE_SECRET_OLD.into()];
        let all: Vec<Old> = sql::rows(self.reader(), OLD, values).await?;
        let (ended, going_on): (Vec<Old>, Vec<Old>) =
            all.into_iter().partition(|old| old.ends_at <= now);
        for old in ended {
            let tenant = TenantId(old.tenant_id);
            let values = vec![
                old.tenant_id.into(),
                old.owner_id.into(),
                SIGNATURE_SECRET_OLD.into(),
                now.into(),
            ];
            let db = self.write().await?;
            tenants::raise_revision(&db, tenant).await?;
            sql::execute(&db, FORGET, values).await?;
            db.commit().await?;
            self.inner.setups.forget(tenant);
        }
        Ok(going_on.len())
    }
}

/// The replaced secret of an integration, if one goes on.
async fn find_old(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: IntegrationId,
    now: i64,
) -> Result<Option<OldStamp>, StoreError> {
    let key = (tenant.0, id.0, SIGNATURE_SECRET_OLD.to_owned());
    let row: Option<Model> = Entity::find_by_id(key).one(db).await?;
    let goes_on = row.filter(|row| row.ends_at.is_none_or(|ends_at| ends_at > now));
    Ok(goes_on.map(|row| OldStamp {
        ends_at: row.ends_at,
    }))
}

/// What is told of an integration that has never signed.
fn without() -> StoreError {
    let fault = FieldError::new("signature", Fault::SecretMissing).with("name", SIGNATURE_SECRET);
    StoreError::Invalid(vec![fault])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn replaced_secrets_are_found_among_all_others() {
        assert_served(OLD, &["secret_ends"]).await;
    }
}
