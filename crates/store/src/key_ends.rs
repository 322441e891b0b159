//! Keys of CRMs that end some day: when, and whether it was told.

use crate::{
    Actor, Store, StoreError, TenantStore, audit,
    outbox::argument,
    secrets, sql,
    told::{self, Told},
};
use domain::{
    ConnectionId, IntegrationId, TenantId,
    integration::SIGNATURE_SECRET_OLD,
    key_end::{KeyOwner, near_before, warning},
    notice::Notice,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

const LIST: &str = "SELECT owner_id, name, ends_at FROM secret
    WHERE tenant_id = ? AND ends_at IS NOT NULL AND name <> ? ORDER BY ends_at, owner_id, name";

/// Keys that end soon, with what owns them where it is not deleted.
const NEAR: &str = "SELECT s.tenant_id, s.name, s.ends_at, s.end_told,
        i.id AS integration, c.id AS connection
    FROM secret s
    LEFT JOIN integration i
        ON i.tenant_id = s.tenant_id AND i.id = s.owner_id AND i.deleted_at IS NULL
    LEFT JOIN connection c
        ON c.tenant_id = s.tenant_id AND c.id = s.owner_id AND c.deleted_at IS NULL
    WHERE s.ends_at > ? AND s.ends_at <= ? AND s.name <> ?";

/// Noted by whoever is first, so that of several processes one tells.
const NOTE: &str = "UPDATE secret SET end_told = ?
    WHERE tenant_id = ? AND owner_id = ? AND name = ? AND ends_at = ?
        AND (end_told IS NULL OR end_told > ?)";

/// A key that ends.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct KeyEndRow {
    /// The integration or connection that has it.
    pub owner_id: Uuid,
    /// The name of the secret.
    pub name: String,
    /// The first instant after its last day, in milliseconds since 1970.
    pub ends_at: i64,
}

#[derive(FromQueryResult)]
struct Near {
    tenant_id: Uuid,
    name: String,
    ends_at: i64,
    end_told: Option<i32>,
    integration: Option<Uuid>,
    connection: Option<Uuid>,
}

impl TenantStore {
    /// Says when a key ends, or that it does not. A new text of the key has no end at first.
    ///
    /// # Errors
    /// `NotFound` without the secret.
    pub async fn set_key_end(
        &self,
        actor: &Actor,
        owner: KeyOwner,
        name: &str,
        ends_at: Option<i64>,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        if !secrets::set_end(&db, self.id, owner.id(), name, ends_at).await? {
            return Err(StoreError::NotFound);
        }
        let subject = match owner {
            KeyOwner::Integration(id) => id.to_string(),
            KeyOwner::Connection(id) => id.to_string(),
        };
        audit::note(&db, self, actor, "key_end.set", &subject, now).await?;
        db.commit().await?;
        Ok(())
    }

    /// The keys that end, the next first; not the replaced secret of a stamp, which has to.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_key_ends(&self) -> Result<Vec<KeyEndRow>, StoreError> {
        let values = vec![self.id.0.into(), SIGNATURE_SECRET_OLD.into()];
        Ok(sql::rows(self.store.reader(), LIST, values).await?)
    }
}

impl Store {
    /// Tells of keys that end soon, each time once, those who are told of failures.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn tell_key_ends(&self, now: i64) -> Result<(), StoreError> {
        let values = vec![
            now.into(),
            near_before(now).into(),
            SIGNATURE_SECRET_OLD.into(),
        ];
        let near: Vec<Near> = sql::rows(self.reader(), NEAR, values).await?;
        for key in near {
            let owner = match (key.integration, key.connection) {
                (Some(id), _) => KeyOwner::Integration(IntegrationId(id)),
                (None, Some(id)) => KeyOwner::Connection(ConnectionId(id)),
                (None, None) => continue,
            };
            if let Some(days) = warning(key.ends_at, key.end_told, now) {
                self.tell_key_end(&key, owner, days, now).await?;
            }
        }
        Ok(())
    }

    async fn tell_key_end(
        &self,
        key: &Near,
        owner: KeyOwner,
        days: i32,
        now: i64,
    ) -> Result<(), StoreError> {
        let tenant = self.tenant(TenantId(key.tenant_id));
        let note = vec![
            days.into(),
            tenant.id.0.into(),
            owner.id().into(),
            key.name.as_str().into(),
            key.ends_at.into(),
            days.into(),
        ];
        let db = self.write().await?;
        if sql::execute(&db, NOTE, note).await?.rows_affected() > 0 {
            let told = Told::of_owner(Notice::KeyEnds, owner)
                .with(argument::KEY, &key.name)
                .with(argument::UNTIL, key.ends_at);
            told::tell(&db, &tenant, told, now).await?;
        }
        db.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn keys_that_end_are_found_among_all_others() {
        assert_served(NEAR, &["secret_ends"]).await;
    }
}
