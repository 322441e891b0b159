//! How many deliveries of a short time stand where, in equal steps of it.

use super::{
    PAUSED,
    filter::{ENDED_OF, OPEN_OF},
};
use crate::{StoreError, TenantStore, ids::first_at, sql};
use domain::ProjectId;
use sea_orm::{FromQueryResult, Value};

const COUNT: &str = "SELECT (d.accepted_at - ?) / ? AS step, d.state, COUNT(*) AS deliveries
    FROM delivery_log d WHERE d.tenant_id = ? AND d.id >= ?{ended_of} AND NOT d.is_test
    GROUP BY 1, 2
    UNION ALL SELECT (d.accepted_at - ?) / ? AS step,
        CASE WHEN ({paused}) OR d.integration_id IN (SELECT x.integration_id FROM incident x
                WHERE x.tenant_id = ? AND x.closed_at IS NULL AND x.failing = 'set_up')
            THEN 'held' ELSE d.state END AS state, COUNT(*) AS deliveries
    FROM delivery d WHERE d.tenant_id = ? AND d.id >= ?{open_of} AND NOT d.is_test
    GROUP BY 1, 2";

/// A state as a person tells it apart at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PulseState {
    /// It arrived.
    Delivered,
    /// It is on its way for the first time.
    Waiting,
    /// It is tried again.
    Retrying,
    /// It waits for a person: its integration is paused, or its set-up is to be mended.
    Held,
    /// It ended without arriving.
    Failed,
}

/// How many deliveries of a step stand somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PulseCount {
    /// Which step, from 0.
    pub step: i64,
    /// Where they stand.
    pub state: PulseState,
    /// How many.
    pub count: i64,
}

#[derive(FromQueryResult)]
struct Row {
    step: i64,
    state: String,
    deliveries: i64,
}

impl TenantStore {
    /// The deliveries accepted at `from` or later, all or those of a project, counted by steps of
    /// `step_ms` and by state; tests and what was called off are not counted. Reads every one of them: `from` should
    /// lie hours back, not days.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn pulse(
        &self,
        from: i64,
        step_ms: i64,
        project: Option<ProjectId>,
    ) -> Result<Vec<PulseCount>, StoreError> {
        let (tenant, first): (Value, Value) = (self.id.0.into(), first_at(from).into());
        let steps: [Value; 2] = [from.into(), step_ms.into()];
        let mut whose = vec![tenant.clone(), first];
        whose.extend(project.map(|project| Value::from(project.0)));
        let held = [tenant.clone(), tenant];
        let values = [&steps[..], &whose, &steps, &held, &whose].concat();
        let rows: Vec<Row> = sql::rows(self.store.reader(), &query(project), values).await?;
        let counts = rows.into_iter().filter_map(|row| {
            Some(PulseCount {
                step: row.step,
                state: state(&row.state)?,
                count: row.deliveries,
            })
        });
        Ok(counts.collect())
    }
}

fn query(project: Option<ProjectId>) -> String {
    let (ended, open) = match project {
        None => (String::new(), String::new()),
        Some(_) => (" AND ".to_owned() + ENDED_OF, " AND ".to_owned() + OPEN_OF),
    };
    COUNT
        .replace("{paused}", PAUSED)
        .replace("{ended_of}", &ended)
        .replace("{open_of}", &open)
}

fn state(key: &str) -> Option<PulseState> {
    match key {
        "delivered" => Some(PulseState::Delivered),
        "scheduled" | "sending" => Some(PulseState::Waiting),
        "retrying" => Some(PulseState::Retrying),
        "held" => Some(PulseState::Held),
        "failed" | "expired" | "unanswered" => Some(PulseState::Failed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn the_pulse_reads_no_more_than_its_time() {
        let along = "SEARCH d USING PRIMARY KEY (tenant_id=? AND id>?)";
        assert_served(&query(None), &[along]).await;
        let of_project = query(Some(ProjectId(uuid::Uuid::nil())));
        let along = "delivery_log_by_project (tenant_id=? AND project_id=? AND id>?)";
        assert_served(&of_project, &[along]).await;
    }
}
