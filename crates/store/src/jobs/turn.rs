//! The turns of jobs. A turn is one transaction: it takes the job's row, looks at the next few
//! rows, and moves the cursor with what it made of them. Who holds the row is alone at the job;
//! what ends before the commit has not happened.

use super::{COLUMNS, JobDefinition, JobRow, Row, again, backfill, release, step::Step};
use crate::{Actor, Store, StoreError, TenantStore, integrations, open, sql, wake};
use domain::{Integration, IntegrationId, JobId, JobState, TenantId};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::sync::Arc;
use uuid::Uuid;

/// The least time from one turn of a job to its next, in milliseconds.
const TURN_MS: i64 = 1_000;
/// Jobs that have a turn at once.
const JOBS_AT_ONCE: i64 = 50;

const RUNNING: &str = "SELECT tenant_id, id, updated_at FROM job
    WHERE state = 'running' ORDER BY updated_at LIMIT ?";

const MOVE_ON: &str = "UPDATE job SET state = ?, position = ?, done_count = done_count + ?,
        skipped_count = skipped_count + ?, updated_at = ?
    WHERE tenant_id = ? AND id = ?";

/// Puts a job that cannot go on behind the others.
const PUT_OFF: &str = "UPDATE job SET updated_at = ?
    WHERE tenant_id = ? AND id = ? AND state = 'running'";

/// What came of the turns of all jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobTurn {
    /// Whether deliveries were made.
    pub made: bool,
    /// The integrations that were switched on.
    pub enabled: Vec<(TenantId, IntegrationId)>,
    /// Whether there was a job that runs, be its time come or not.
    pub is_running: bool,
}

#[derive(FromQueryResult)]
struct Key {
    tenant_id: Uuid,
    id: Uuid,
    updated_at: i64,
}

impl Store {
    /// Gives every running job whose time has come a turn. One that cannot go on waits for its
    /// next, and holds up no other.
    ///
    /// # Errors
    /// `Unavailable`; what other jobs did stands.
    pub async fn turn_jobs(&self, now: i64) -> Result<JobTurn, StoreError> {
        let values = vec![JOBS_AT_ONCE.into()];
        let keys: Vec<Key> = sql::rows(self.reader(), RUNNING, values).await?;
        let mut all = JobTurn {
            is_running: !keys.is_empty(),
            ..JobTurn::default()
        };
        let due = |key: &Key| key.updated_at <= now - TURN_MS;
        for key in keys.into_iter().filter(due) {
            let tenant = self.tenant(TenantId(key.tenant_id));
            match tenant.turn_job(JobId(key.id), now).await {
                Ok(turn) => {
                    all.made |= turn.made;
                    all.enabled.extend(turn.enabled);
                }
                Err(error @ StoreError::Unavailable(_)) => return Err(error),
                Err(error) => {
                    tracing::error!(job = %JobId(key.id), %error, "a job cannot go on");
                    let values = vec![now.into(), key.tenant_id.into(), key.id.into()];
                    sql::execute(&self.inner.writer, PUT_OFF, values).await?;
                }
            }
        }
        Ok(all)
    }

    /// Waits until this process makes a job, or changes where one stands.
    pub async fn job_changed(&self) {
        self.inner.jobs.notified().await;
    }
}

impl TenantStore {
    async fn turn_job(&self, id: JobId, now: i64) -> Result<JobTurn, StoreError> {
        let db = self.store.write().await?;
        let Some(job) = self.take_job(&db, id, now).await? else {
            return Ok(JobTurn::default());
        };
        let step = self.step(&db, &job, now).await?;
        let mut turn = JobTurn {
            made: !step.made.is_empty(),
            ..JobTurn::default()
        };
        let done = step.made.len() + step.called_off;
        let values = vec![
            step.state.key().into(),
            step.position.to_string().into(),
            i64::try_from(done).unwrap_or(i64::MAX).into(),
            i64::try_from(step.skipped).unwrap_or(i64::MAX).into(),
            now.into(),
            self.id.0.into(),
            id.0.into(),
        ];
        sql::execute(&db, MOVE_ON, values).await?;
        if turn.made {
            open::insert_late(&db, self.id, step.made).await?;
            wake::due(&db).await?;
        }
        if let JobDefinition::Release { integration, .. } = job.definition
            && step.state == JobState::Done
        {
            let author: Actor = job
                .author
                .parse()
                .map_err(|error| StoreError::unreadable("an author", error))?;
            integrations::enable(&db, self, &author, integration, now).await?;
            turn.enabled.push((self.id, integration));
        }
        db.commit().await?;
        if !turn.enabled.is_empty() {
            self.store.inner.setups.forget(self.id);
        }
        Ok(turn)
    }

    /// The job, if it still runs and nobody else is at it.
    async fn take_job(
        &self,
        db: &impl ConnectionTrait,
        id: JobId,
        now: i64,
    ) -> Result<Option<JobRow>, StoreError> {
        let lock = match sql::for_update(db) {
            "" => String::new(),
            lock => format!("{lock} SKIP LOCKED"),
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM job
             WHERE tenant_id = ? AND id = ? AND state = 'running' AND updated_at <= ? {lock}"
        );
        let values = vec![self.id.0.into(), id.0.into(), (now - TURN_MS).into()];
        let row: Option<Row> = sql::row(db, &sql, values).await?;
        row.map(JobRow::of).transpose()
    }

    async fn step(
        &self,
        db: &impl ConnectionTrait,
        job: &JobRow,
        now: i64,
    ) -> Result<Step, StoreError> {
        match &job.definition {
            JobDefinition::SendAgain { filter } => again::step(self, db, filter, job, now).await,
            JobDefinition::Backfill {
                integration,
                from,
                to,
            } => match self.standing(db, *integration).await? {
                Some(it) => backfill::step(self, db, &it, (*from, *to), job.position, now).await,
                None => Ok(gone(job)),
            },
            JobDefinition::Release { integration, keep } => {
                match self.standing(db, *integration).await? {
                    // Somebody switched it on in the meantime: what it holds is on its way.
                    Some(it) if it.draft.enabled => Ok(gone(job)),
                    Some(it) => release::step(db, &it, *keep, job, now).await,
                    None => Ok(gone(job)),
                }
            }
        }
    }

    /// An integration as it stands, unless it is deleted.
    async fn standing(
        &self,
        db: &impl ConnectionTrait,
        id: IntegrationId,
    ) -> Result<Option<Arc<Integration>>, StoreError> {
        match self.find_integration(db, id).await {
            Ok(found) => Ok(Some(found)),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// There is nothing to go on with.
fn gone(job: &JobRow) -> Step {
    Step {
        state: JobState::Stopped,
        ..Step::at(job.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_turn_walks_over_what_runs_alone() {
        assert_served(RUNNING, &["job_running"]).await;
    }
}
