//! The processes that claim deliveries, and what becomes of the claims of one that died.

use crate::{
    Store, StoreError,
    entity::worker::{ActiveModel, Column, Entity},
    sql,
};
use domain::WorkerId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set, Value,
    sea_query::OnConflict,
};

/// Gives claims back. A send whose outcome nobody noted counts no try.
const FREE: &str = "UPDATE delivery SET claimed_by = NULL,
    state = CASE WHEN tries = 0 THEN 'scheduled' ELSE 'retrying' END
    WHERE claimed_by IS NOT NULL AND ";

/// Frees what waits for a delivery that is over. The settlement does so itself; this finds
/// what another process inserted while that settlement was under way.
const FREE_WAITING: &str = "UPDATE delivery SET waits_for = NULL
    WHERE waits_for IS NOT NULL AND claimed_by IS NULL AND NOT EXISTS (
        SELECT 1 FROM delivery earlier
        WHERE earlier.tenant_id = delivery.tenant_id AND earlier.id = delivery.waits_for
    )";

impl Store {
    /// Says that a worker lives until a time; the first call writes its row.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn heartbeat(&self, worker: WorkerId, alive_until: i64) -> Result<(), StoreError> {
        let row = ActiveModel {
            id: Set(worker.0),
            alive_until: Set(alive_until),
        };
        let over = OnConflict::column(Column::Id)
            .update_column(Column::AliveUntil)
            .to_owned();
        Entity::insert(row)
            .on_conflict(over)
            .exec_without_returning(&self.inner.writer)
            .await?;
        Ok(())
    }

    /// Frees the claims of workers whose time is over at `now`; with `all_but` those of every
    /// other worker, alive or not. Returns how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn free_claims(
        &self,
        now: i64,
        all_but: Option<WorkerId>,
    ) -> Result<u64, StoreError> {
        let db = self.write().await?;
        let freed = match all_but {
            Some(worker) => {
                let others = Entity::delete_many().filter(Column::Id.ne(worker.0));
                others.exec(&db).await?;
                free(&db, "claimed_by <> ?", worker.0.into()).await?
            }
            None => {
                let alive = "claimed_by NOT IN (SELECT id FROM worker WHERE alive_until > ?)";
                let freed = free(&db, alive, now.into()).await?;
                let dead = Entity::delete_many().filter(Column::AliveUntil.lte(now));
                dead.exec(&db).await?;
                freed
            }
        };
        sql::execute(&db, FREE_WAITING, Vec::new()).await?;
        db.commit().await?;
        Ok(freed)
    }

    /// Takes the worker's row away and frees what it holds: a clean stop counts no try.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn retire(&self, worker: WorkerId) -> Result<(), StoreError> {
        let db = self.write().await?;
        free(&db, "claimed_by = ?", worker.0.into()).await?;
        Entity::delete_by_id(worker.0).exec(&db).await?;
        db.commit().await?;
        Ok(())
    }
}

async fn free(db: &impl ConnectionTrait, whose: &str, value: Value) -> Result<u64, DbErr> {
    let freed = sql::execute(db, &format!("{FREE}{whose}"), vec![value]).await?;
    Ok(freed.rows_affected())
}
