//! What a job does in a turn, and how much of it.

use crate::{StoreError, open::NewDelivery, sql};
use domain::{Integration, IntegrationId, JobState};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use uuid::Uuid;

/// Rows that a job looks at in one turn.
pub(super) const ROWS_PER_TURN: i64 = 200;
/// So many open deliveries of an integration that sends are enough: the job waits for it.
const OPEN_ENOUGH: i64 = 500;

const OPEN_OF: &str = "SELECT COUNT(*) FROM (
        SELECT 1 FROM delivery WHERE tenant_id = ? AND integration_id = ? LIMIT ?
    ) AS open";

/// What a job did in its turn.
pub(super) struct Step {
    /// The last row it looked at.
    pub(super) position: Uuid,
    /// What it owes.
    pub(super) made: Vec<NewDelivery>,
    /// How many it called off.
    pub(super) called_off: usize,
    /// How many rows it left as they were.
    pub(super) skipped: usize,
    /// Where it stands now.
    pub(super) state: JobState,
}

impl Step {
    /// A step that has not begun.
    pub(super) fn at(position: Uuid) -> Self {
        Self {
            position,
            made: Vec::new(),
            called_off: 0,
            skipped: 0,
            state: JobState::Running,
        }
    }
}

/// How many deliveries each integration may still be given.
#[derive(Default)]
pub(super) struct Rooms(HashMap<IntegrationId, i64>);

impl Rooms {
    /// Takes a place at an integration; `false` where it has enough to do. One that is paused
    /// sends nothing, so that what it is given burdens nobody.
    pub(super) async fn take(
        &mut self,
        db: &impl ConnectionTrait,
        integration: &Integration,
    ) -> Result<bool, StoreError> {
        if !integration.draft.enabled {
            return Ok(true);
        }
        let id = integration.id;
        let left = match self.0.get(&id) {
            Some(left) => *left,
            None => {
                let tenant = integration.tenant_id.0;
                let values = vec![tenant.into(), id.0.into(), OPEN_ENOUGH.into()];
                OPEN_ENOUGH - sql::number(db, OPEN_OF, values).await?
            }
        };
        self.0.insert(id, (left - 1).max(0));
        Ok(left > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_an_integration_has_open_is_found_without_a_walk_over_all() {
        assert_served(OPEN_OF, &["delivery_by_integration"]).await;
    }
}
