//! Bulk jobs: a row with a cursor, worked on a few deliveries at a time, so that it survives a
//! restart and floods nobody.

mod again;
mod backfill;
mod release;
mod step;
mod turn;

pub(crate) use backfill::hold;
pub use turn::JobTurn;

use crate::{
    Actor, DeliveryFilter, StoreError, TenantStore, audit, deliveries::count_ended, sql, text,
};
use domain::{
    Class, Fault, FieldError, Integration, IntegrationId, JobId, JobKind, JobState, Kept,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// Most rows that one job looks at.
pub const JOB_ROWS_MAX: i64 = 1_000_000;
/// Most jobs of a tenant that are not over.
pub const JOBS_OPEN_MAX: i64 = 20;

const INSERT: &str = "INSERT INTO job (tenant_id, id, kind, state, definition, integration_id,
        position, total_count, done_count, skipped_count, author, created_at, updated_at)
    VALUES (?, ?, ?, 'running', ?, ?, NULL, ?, 0, 0, ?, ?, ?)";

const COLUMNS: &str = "id, state, definition, position, total_count, done_count, skipped_count,
    author, created_at, updated_at";

const OPEN: &str = "SELECT COUNT(*) FROM job
    WHERE tenant_id = ? AND state IN ('running', 'paused')";

/// What a job does to which deliveries. Times are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobDefinition {
    /// Sends again what has ended and passes a filter, with the integrations as they are when
    /// its turn comes. Tests are left out, and what was sent again already with success; of one
    /// event, one is sent to each integration, however many deliveries of it match.
    SendAgain {
        /// Which.
        filter: DeliveryFilter,
    },
    /// Sends the events of a period to an integration that wants them now and never got them.
    Backfill {
        /// Which.
        integration: IntegrationId,
        /// Accepted at or after.
        from: i64,
        /// Accepted before.
        to: i64,
    },
    /// Calls off what a paused integration holds, but for what is kept, and switches it on.
    Release {
        /// Which.
        integration: IntegrationId,
        /// What is sent of it.
        keep: Kept,
    },
}

impl JobDefinition {
    /// What kind it is.
    #[must_use]
    pub const fn kind(&self) -> JobKind {
        match self {
            Self::SendAgain { .. } => JobKind::SendAgain,
            Self::Backfill { .. } => JobKind::Backfill,
            Self::Release { .. } => JobKind::Release,
        }
    }

    /// The one integration that it is about, if it is one.
    #[must_use]
    pub const fn integration(&self) -> Option<IntegrationId> {
        match self {
            Self::SendAgain { filter } => filter.integration,
            Self::Backfill { integration, .. } | Self::Release { integration, .. } => {
                Some(*integration)
            }
        }
    }

    /// What is sent of what waited, where it is released.
    #[must_use]
    pub const fn kept(&self) -> Option<Kept> {
        match self {
            Self::Release { keep, .. } => Some(*keep),
            Self::SendAgain { .. } | Self::Backfill { .. } => None,
        }
    }

    /// The same, without what comes after it was asked for: what a job makes is not its work.
    fn until(self, now: i64) -> Self {
        match self {
            Self::SendAgain { mut filter } => {
                filter.to = Some(filter.to.map_or(now, |to| to.min(now)));
                Self::SendAgain { filter }
            }
            Self::Backfill {
                integration,
                from,
                to,
            } => Self::Backfill {
                integration,
                from,
                to: to.min(now),
            },
            Self::Release { .. } => self,
        }
    }
}

/// A job as it stands.
#[derive(Debug, Clone)]
pub struct JobRow {
    /// Which.
    pub id: JobId,
    /// What it does.
    pub definition: JobDefinition,
    /// Where it stands.
    pub state: JobState,
    /// How many rows it looks at.
    pub total: i64,
    /// Deliveries that it made, or called off.
    pub done: i64,
    /// Rows that it left as they were.
    pub skipped: i64,
    /// Who asked for it, in the text form of [`Actor`].
    pub author: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
    /// When it last moved, in milliseconds since 1970.
    pub updated_at: i64,
    /// The last row that it looked at.
    position: Uuid,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    state: String,
    definition: String,
    position: Option<String>,
    total_count: i64,
    done_count: i64,
    skipped_count: i64,
    author: String,
    created_at: i64,
    updated_at: i64,
}

impl JobRow {
    fn of(row: Row) -> Result<Self, StoreError> {
        let position = row.position.as_deref().map(str::parse).transpose();
        Ok(Self {
            id: JobId(row.id),
            definition: text::parsed("a job", &row.definition)?,
            state: text::key("a state", &row.state)?,
            total: row.total_count,
            done: row.done_count,
            skipped: row.skipped_count,
            author: row.author,
            created_at: row.created_at,
            updated_at: row.updated_at,
            position: position
                .map_err(|error| StoreError::unreadable("a position", error))?
                .unwrap_or_default(),
        })
    }
}

impl TenantStore {
    /// How many rows a job would look at; at most one more than [`JOB_ROWS_MAX`].
    ///
    /// # Errors
    /// As for making it.
    pub async fn count_job(&self, definition: JobDefinition, now: i64) -> Result<i64, StoreError> {
        let definition = definition.until(now);
        let db = self.store.reader();
        if let Some(id) = definition.integration() {
            self.integration_of_job(db, &definition, id).await?;
        }
        self.count(db, &definition, now).await
    }

    /// Makes a job; its first turn comes with the next [`crate::Store::turn_jobs`].
    ///
    /// # Errors
    /// `NotFound` without its integration, `Conflict` where that is to be released and sends
    /// already, `Invalid` for a backfill of a live moment, and where it or the jobs are too many.
    pub async fn create_job(
        &self,
        actor: &Actor,
        definition: JobDefinition,
        now: i64,
    ) -> Result<JobId, StoreError> {
        let definition = definition.until(now);
        let db = self.store.write().await?;
        if let Some(id) = definition.integration() {
            self.integration_of_job(&db, &definition, id).await?;
        }
        let total = self.count(&db, &definition, now).await?;
        check("filter", total, JOB_ROWS_MAX)?;
        let open = sql::number(&db, OPEN, vec![self.id.0.into()]).await?;
        check("kind", open + 1, JOBS_OPEN_MAX)?;
        let id = JobId(self.store.inner.ids.at(now));
        let values = vec![
            self.id.0.into(),
            id.0.into(),
            definition.kind().key().into(),
            text::json("a job", &definition)?.into(),
            definition.integration().map(|id| id.0).into(),
            total.into(),
            actor.to_string().into(),
            now.into(),
            now.into(),
        ];
        sql::execute(&db, INSERT, values).await?;
        audit::note(&db, self, actor, "job.create", &id.to_string(), now).await?;
        db.commit().await?;
        self.store.inner.jobs.notify_one();
        Ok(id)
    }

    /// The newest jobs.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_jobs(&self, limit: u64) -> Result<Vec<JobRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM job WHERE tenant_id = ? ORDER BY id DESC LIMIT ?");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = vec![self.id.0.into(), limit.into()];
        let rows: Vec<Row> = sql::rows(self.store.reader(), &sql, values).await?;
        rows.into_iter().map(JobRow::of).collect()
    }

    /// What some jobs do; those that are forgotten by now are left out.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_jobs(
        &self,
        ids: &[JobId],
    ) -> Result<HashMap<JobId, JobDefinition>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let marks = vec!["?"; ids.len()].join(", ");
        let sql = format!("SELECT {COLUMNS} FROM job WHERE tenant_id = ? AND id IN ({marks})");
        let mut values: Vec<Value> = vec![self.id.0.into()];
        values.extend(ids.iter().map(|id| Value::from(id.0)));
        let rows: Vec<Row> = sql::rows(self.store.reader(), &sql, values).await?;
        let jobs = rows.into_iter().map(JobRow::of);
        jobs.map(|job| job.map(|job| (job.id, job.definition)))
            .collect()
    }

    /// One job.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_job(&self, id: JobId) -> Result<JobRow, StoreError> {
        self.job(self.store.reader(), id, "").await
    }

    /// Pauses a job, lets it go on, or ends it.
    ///
    /// # Errors
    /// `NotFound`, and `Conflict` where it cannot come to that state.
    pub async fn set_job_state(
        &self,
        actor: &Actor,
        id: JobId,
        state: JobState,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let job = self.job(&db, id, sql::for_update(&db)).await?;
        if job.state == state {
            return Ok(());
        }
        if !job.state.may_become(state) {
            return Err(StoreError::Conflict);
        }
        let set = "UPDATE job SET state = ?, updated_at = ? WHERE tenant_id = ? AND id = ?";
        let values = vec![
            state.key().into(),
            now.into(),
            self.id.0.into(),
            id.0.into(),
        ];
        sql::execute(&db, set, values).await?;
        let action = format!("job.{state}");
        audit::note(&db, self, actor, &action, &id.to_string(), now).await?;
        db.commit().await?;
        self.store.inner.jobs.notify_one();
        Ok(())
    }

    async fn job(
        &self,
        db: &impl ConnectionTrait,
        id: JobId,
        lock: &str,
    ) -> Result<JobRow, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM job WHERE tenant_id = ? AND id = ? {lock}");
        let values = vec![self.id.0.into(), id.0.into()];
        let row: Option<Row> = sql::row(db, &sql, values).await?;
        JobRow::of(row.ok_or(StoreError::NotFound)?)
    }

    async fn count(
        &self,
        db: &impl ConnectionTrait,
        definition: &JobDefinition,
        now: i64,
    ) -> Result<i64, StoreError> {
        let max = JOB_ROWS_MAX + 1;
        match definition {
            JobDefinition::SendAgain { filter } => Ok(count_ended(db, self.id, filter, max).await?),
            JobDefinition::Backfill {
                integration,
                from,
                to,
            } => {
                let integration = self.find_integration(db, *integration).await?;
                backfill::count(db, &integration, *from, *to, max).await
            }
            JobDefinition::Release { integration, .. } => {
                release::count(db, self.id, *integration, now, max).await
            }
        }
    }

    /// Whether a job can be about an integration.
    async fn integration_of_job(
        &self,
        db: &impl ConnectionTrait,
        definition: &JobDefinition,
        id: IntegrationId,
    ) -> Result<(), StoreError> {
        let found = self.find_integration(db, id).await;
        match definition {
            // Its log stays when an integration is deleted; each row then says so.
            JobDefinition::SendAgain { .. } => Ok(()),
            JobDefinition::Backfill { .. } => match found?.draft.moment.class() {
                Class::Durable => Ok(()),
                Class::Live => Err(StoreError::Invalid(vec![FieldError::new(
                    "integration",
                    Fault::LiveMoment,
                )])),
            },
            JobDefinition::Release { .. } if found?.draft.enabled => Err(StoreError::Conflict),
            JobDefinition::Release { .. } => Ok(()),
        }
    }

    /// An integration as it stands, that is not deleted.
    pub(crate) async fn find_integration(
        &self,
        db: &impl ConnectionTrait,
        id: IntegrationId,
    ) -> Result<Arc<Integration>, StoreError> {
        let wanted = |integration: &&Arc<Integration>| integration.id == id;
        let known = self.integrations_now(db).await?;
        let found = known.iter().find(wanted).map(Arc::clone);
        found.ok_or(StoreError::NotFound)
    }

    /// The integrations that are not deleted, as a transaction sees them.
    async fn integrations_now(
        &self,
        db: &impl ConnectionTrait,
    ) -> Result<Vec<Arc<Integration>>, StoreError> {
        let tenants = BTreeSet::from([self.id]);
        let mut setups = self.store.setups_within(db, &tenants).await?;
        let setup = setups.remove(&self.id).ok_or(StoreError::NotFound)?;
        Ok(setup.integrations.clone())
    }
}

/// Refuses what is more than a limit.
fn check(field: &str, count: i64, max: i64) -> Result<(), StoreError> {
    if count <= max {
        return Ok(());
    }
    let fault = FieldError::new(field, Fault::TooMany).with("max", max);
    Err(StoreError::Invalid(vec![fault]))
}
