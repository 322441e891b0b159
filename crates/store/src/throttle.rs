//! Failed sign-ins, which slow guessing down. They are rows, so that a restart forgives nothing.

use crate::{
    Store, StoreError,
    entity::sign_in_failure::{ActiveModel, Column, Entity},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

/// Most failures that are read for one address; more make no difference.
const FAILURES_READ_MAX: u64 = 1_000;

impl Store {
    /// Notes that a sign-in from an address failed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_sign_in_failure(&self, address: &str, now: i64) -> Result<(), StoreError> {
        let row = ActiveModel {
            id: Set(self.inner.ids.at(now)),
            address: Set(address.to_owned()),
            failed_at: Set(now),
        };
        Entity::insert(row)
            .exec_without_returning(&self.inner.writer)
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
