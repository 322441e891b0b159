//! The integrations of a tenant as they stand, read at once: their number is not that of the
//! questions.

use super::IntegrationRow;
use crate::{
    StoreError, TenantStore,
    entity::integration::{Column, Entity, Model},
    secrets, sql, text,
};
use domain::{IntegrationDraft, IntegrationId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

const STANDING: &str = "SELECT i.id, i.version, i.switched_off, i.created_at, i.updated_at,
        v.author, v.definition
    FROM integration i JOIN integration_version v
        ON v.tenant_id = i.tenant_id AND v.integration_id = i.id AND v.version = i.version
    WHERE i.tenant_id = ? AND i.deleted_at IS NULL";

/// An integration that is not deleted, with its current version.
#[derive(FromQueryResult)]
pub(super) struct Standing {
    pub(super) id: Uuid,
    pub(super) version: i32,
    pub(super) switched_off: Option<String>,
    created_at: i64,
    updated_at: i64,
    author: String,
    definition: String,
}

impl Standing {
    /// Its words.
    pub(super) fn draft(&self) -> Result<IntegrationDraft, StoreError> {
        text::parsed("a version", &self.definition)
    }

    fn shown(self, secret_names: Vec<String>) -> Result<IntegrationRow, StoreError> {
        Ok(IntegrationRow {
            id: IntegrationId(self.id),
            version: self.version,
            draft: self.draft()?,
            secret_names,
            switched_off: self.switched_off.is_some(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            author: self.author,
        })
    }
}

impl TenantStore {
    /// The integrations that are not deleted, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_integrations(&self) -> Result<Vec<IntegrationRow>, StoreError> {
        let db = self.store.reader();
        let rows = standing(db, self).await?;
        let mut names = secrets::names_by_owner(db, self.id).await?;
        let shown = rows.into_iter().map(|row| {
            let secret_names = names.remove(&row.id).unwrap_or_default();
            row.shown(secret_names)
        });
        let mut listed: Vec<IntegrationRow> = shown.collect::<Result<_, _>>()?;
        listed.sort_by_cached_key(|row| (row.draft.name.to_lowercase(), row.id));
        Ok(listed)
    }

    /// The integrations that are not deleted with their names, by name: less than a list of
    /// them all.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_integration_names(&self) -> Result<Vec<(IntegrationId, String)>, StoreError> {
        let rows = live_rows(self.store.reader(), self).await?;
        let names = rows
            .into_iter()
            .map(|row| (IntegrationId(row.id), row.name));
        let mut names: Vec<_> = names.collect();
        names.sort_by_cached_key(|(id, name)| (name.to_lowercase(), *id));
        Ok(names)
    }
}

/// A tenant's integrations that are not deleted, with their current versions.
pub(super) async fn standing(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
) -> Result<Vec<Standing>, StoreError> {
    Ok(sql::rows(db, STANDING, vec![tenant.id.0.into()]).await?)
}

/// The rows of a tenant's integrations that are not deleted.
pub(super) async fn live_rows(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
) -> Result<Vec<Model>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.id.0))
        .filter(Column::DeletedAt.is_null())
        .all(db)
        .await?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_version_is_found_by_its_key() {
        assert_served(STANDING, &["SEARCH v USING"]).await;
    }
}
