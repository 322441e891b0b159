//! The processes that claim deliveries: that they live, which slots they own, and what becomes
//! of the claims of one that died.

use crate::{
    StandingOut, Store, StoreError,
    entity::worker::{ActiveModel, Column, Entity},
    sql,
};
use domain::{Slots, WorkerId, ownership::share};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, Set,
    Value, sea_query::OnConflict,
};
use uuid::Uuid;

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

/// Who lives, and who owns what, in one look.
const STANDING: &str = "SELECT id AS worker_id, CAST(NULL AS INTEGER) AS slot, alive_until
    FROM worker
    UNION ALL SELECT worker_id, id AS slot, CAST(NULL AS BIGINT) AS alive_until FROM slot";

const TAKE_SLOTS: &str = "UPDATE slot SET worker_id = ?
    WHERE worker_id IS NULL AND (CAST(? AS BIGINT) >> id) & 1 = 1";
const LEAVE_SLOTS: &str = "UPDATE slot SET worker_id = NULL
    WHERE worker_id = ? AND (CAST(? AS BIGINT) >> id) & 1 = 1";
/// What belongs to a worker that is no more.
const ORPHAN_SLOTS: &str = "UPDATE slot SET worker_id = NULL
    WHERE worker_id IS NOT NULL AND worker_id NOT IN (SELECT id FROM worker)";

#[derive(FromQueryResult)]
struct StandingRow {
    worker_id: Option<Uuid>,
    slot: Option<i32>,
    alive_until: Option<i64>,
}

/// The workers and the slots as they are.
struct Table {
    alive: Vec<WorkerId>,
    dead: Vec<Uuid>,
    slots: Vec<(u8, Option<Uuid>)>,
}

impl Table {
    async fn read(db: &impl ConnectionTrait, now: i64) -> Result<Self, DbErr> {
        let mut table = Self {
            alive: Vec::new(),
            dead: Vec::new(),
            slots: Vec::new(),
        };
        for row in sql::rows::<StandingRow>(db, STANDING, Vec::new()).await? {
            match (row.slot, row.worker_id, row.alive_until) {
                (Some(slot), owner, _) => {
                    table
                        .slots
                        .push((u8::try_from(slot).unwrap_or(u8::MAX), owner));
                }
                (None, Some(worker), Some(until)) if until > now => {
                    table.alive.push(WorkerId(worker));
                }
                (None, Some(worker), _) => table.dead.push(worker),
                (None, None, _) => {}
            }
        }
        Ok(table)
    }

    fn owned_by(&self, owner: Option<WorkerId>) -> Slots {
        let owned = self
            .slots
            .iter()
            .filter(|(_, known)| *known == owner.map(|it| it.0));
        owned.map(|(slot, _)| *slot).collect()
    }

    /// Whether something is to be taken over: of a worker that died, or whose row is gone.
    fn is_unsettled(&self, wanted: Slots) -> bool {
        let is_free = |(slot, owner): &(u8, Option<Uuid>)| match owner {
            None => wanted.contains(*slot),
            Some(owner) => !self.alive.contains(&WorkerId(*owner)),
        };
        !self.dead.is_empty() || self.slots.iter().any(is_free)
    }
}

impl Store {
    /// Says that a worker lives until a time, and takes the slots that are its share and
    /// nobody's. The first call writes its row. On SQLite one worker owns everything.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn heartbeat(
        &self,
        worker: WorkerId,
        now: i64,
        alive_until: i64,
    ) -> Result<StandingOut, StoreError> {
        say_alive(&self.inner.writer, worker, alive_until).await?;
        if self.is_sqlite() {
            return Ok(StandingOut {
                owned: Slots::ALL,
                asked: Slots::NONE,
            });
        }
        let table = Table::read(self.reader(), now).await?;
        let wanted = share(worker, &table.alive);
        let table = if table.is_unsettled(wanted) {
            self.take_over(worker, now).await?
        } else {
            table
        };
        let owned = table.owned_by(Some(worker));
        Ok(StandingOut {
            owned,
            asked: owned.without(share(worker, &table.alive)),
        })
    }

    /// Ends what dead workers hold, and takes what is nobody's of the own share.
    async fn take_over(&self, worker: WorkerId, now: i64) -> Result<Table, StoreError> {
        let db = self.write().await?;
        free_dead(&db, now).await?;
        sql::execute(&db, ORPHAN_SLOTS, Vec::new()).await?;
        let wanted = share(worker, &Table::read(&db, now).await?.alive);
        let values = vec![worker.0.into(), bits(wanted).into()];
        sql::execute(&db, TAKE_SLOTS, values).await?;
        sql::execute(&db, FREE_WAITING, Vec::new()).await?;
        let table = Table::read(&db, now).await?;
        db.commit().await?;
        Ok(table)
    }

    /// Gives slots up, so that others can take them.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn give_up(&self, worker: WorkerId, slots: Slots) -> Result<(), StoreError> {
        let values = vec![worker.0.into(), bits(slots).into()];
        sql::execute(&self.inner.writer, LEAVE_SLOTS, values).await?;
        Ok(())
    }

    /// Frees the claims and the slots of workers whose time is over at `now`; with `all_but`
    /// those of every other worker, alive or not. Returns how many claims.
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
            None => free_dead(&db, now).await?,
        };
        sql::execute(&db, ORPHAN_SLOTS, Vec::new()).await?;
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
        let values = vec![worker.0.into(), bits(Slots::ALL).into()];
        sql::execute(&db, LEAVE_SLOTS, values).await?;
        db.commit().await?;
        Ok(())
    }
}

/// Whether a worker's row is there, and stays until the transaction ends: nobody takes over
/// what it owns meanwhile. On SQLite there is no other.
pub(crate) async fn holds_on(db: &impl ConnectionTrait, worker: WorkerId) -> Result<bool, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(true);
    }
    let hold = "SELECT alive_until FROM worker WHERE id = ? FOR SHARE";
    let row = sql::statement(DbBackend::Postgres, hold, vec![worker.0.into()]);
    Ok(db.query_one_raw(row).await?.is_some())
}

async fn say_alive(
    db: &impl ConnectionTrait,
    worker: WorkerId,
    alive_until: i64,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(worker.0),
        alive_until: Set(alive_until),
    };
    let over = OnConflict::column(Column::Id)
        .update_column(Column::AliveUntil)
        .to_owned();
    Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Takes away the rows of dead workers first: one that just writes ends before.
async fn free_dead(db: &impl ConnectionTrait, now: i64) -> Result<u64, DbErr> {
    let dead = Entity::delete_many().filter(Column::AliveUntil.lte(now));
    dead.exec(db).await?;
    let alive = "claimed_by NOT IN (SELECT id FROM worker WHERE alive_until > ?)";
    free(db, alive, now.into()).await
}

async fn free(db: &impl ConnectionTrait, whose: &str, value: Value) -> Result<u64, DbErr> {
    let freed = sql::execute(db, &format!("{FREE}{whose}"), vec![value]).await?;
    Ok(freed.rows_affected())
}

/// A set of slots as a column holds it: the same bits, read as a signed number.
pub(crate) fn bits(slots: Slots) -> i64 {
    i64::from_ne_bytes(slots.bits().to_ne_bytes())
}
