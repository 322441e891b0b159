//! Failed sign-ins, which slow guessing down. They are rows, so that a restart forgives nothing.

use crate::{
    Store, StoreError,
    entity::sign_in_failure::{ActiveModel, Column, Entity},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

/// A try that is noted as failed, and can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotedTry(Uuid);

/// Most failures that are read for one address; more make no difference.
const FAILURES_READ_MAX: u64 = 1_000;

impl Store {
    /// Notes that a sign-in from an address failed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_sign_in_failure(&self, address: &str, now: i64) -> Result<(), StoreError> {
        self.note_try(address, now).await?;
        Ok(())
    }

    /// Notes a try as failed before anybody knows what comes of it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_try(&self, address: &str, now: i64) -> Result<NotedTry, StoreError> {
        let id = self.inner.ids.at(now);
        let row = ActiveModel {
            id: Set(id),
            address: Set(address.to_owned()),
            failed_at: Set(now),
        };
        Entity::insert(row)
            .exec_without_returning(&self.inner.writer)
            .await?;
        Ok(NotedTry(id))
    }

    /// Takes back that a try failed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn take_back_try(&self, noted: NotedTry) -> Result<(), StoreError> {
        Entity::delete_by_id(noted.0)
            .exec(&self.inner.writer)
            .await?;
        Ok(())
    }

    /// When sign-ins from an address failed since a time, oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn sign_in_failures(
        &self,
        address: &str,
        since: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let times = Entity::find()
            .select_only()
            .column(Column::FailedAt)
            .filter(Column::Address.eq(address))
            .filter(Column::FailedAt.gte(since))
            .order_by_asc(Column::FailedAt)
            .limit(FAILURES_READ_MAX)
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(times)
    }

    /// Forgets the failures before a time.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn forget_sign_in_failures(&self, before: i64) -> Result<(), StoreError> {
        Entity::delete_many()
            .filter(Column::FailedAt.lt(before))
            .exec(&self.inner.writer)
            .await?;
        Ok(())
    }
}
