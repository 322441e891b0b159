//! The versions of an integration as a list: who made which, when, and with which words.

use super::{
    background::{Author, author},
    change::Current,
};
use crate::{
    Page, StoreError, TenantStore,
    entity::integration_version::{Column, Entity},
    page, text,
};
use domain::{IntegrationDraft, IntegrationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// A version of an integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRow {
    /// Its number; the first is 1.
    pub version: i32,
    /// Who made it.
    pub author: Author,
    /// When, in milliseconds since 1970.
    pub made_at: i64,
    /// Its words.
    pub draft: IntegrationDraft,
    /// The version of the connection that it belonged to.
    pub connection_version: Option<i32>,
}

impl TenantStore {
    /// The versions of an integration that is not deleted, newest first. `after` is a number:
    /// the page begins with the version before it.
    ///
    /// # Errors
    /// `NotFound`, also where `after` is no cursor of this list.
    pub async fn list_versions(
        &self,
        id: IntegrationId,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<VersionRow>, StoreError> {
        let db = self.store.reader();
        Current::get(db, self, id).await?;
        let after: i32 = page::cursor(after)?.unwrap_or(i32::MAX);
        let rows = Entity::find()
            .filter(Column::TenantId.eq(self.id.0))
            .filter(Column::IntegrationId.eq(id.0))
            .filter(Column::Version.lt(after))
            .order_by_desc(Column::Version)
            .limit(page::one_more(limit).unsigned_abs())
            .all(db)
            .await?;
        let Page { items, next } = Page::cut(rows, limit, |row| row.version.to_string());
        let mut authors = HashMap::new();
        for row in &items {
            if !authors.contains_key(&row.author) {
                let known = author(db, self.id, &row.author).await?;
                authors.insert(row.author.clone(), known);
            }
        }
        let version = |row: crate::entity::integration_version::Model| {
            Ok(VersionRow {
                version: row.version,
                author: authors.get(&row.author).cloned().unwrap_or(Author::System),
                made_at: row.created_at,
                draft: text::parsed("a version", &row.definition)?,
                connection_version: row.connection_version,
            })
        };
        let items = items.into_iter().map(version);
        let items = items.collect::<Result<_, StoreError>>()?;
        Ok(Page { items, next })
    }
}
