//! How calls stand with the CRM: the conditions, and how many there are of each kind.
//!
//! What is rare is looked up by its index, and what is left simply arrived: so a count costs
//! little more than an index entry for each delivery of its period.

use crate::{
    StoreError,
    deliveries::{NOT_AGAIN, PAUSED},
    ids::first_at,
    sql,
};
use domain::{CallKey, CallStanding, ProjectId, TenantId};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// Calls of which something ended without arriving and was not sent again, or waits for a
/// person.
const NEEDS_YOU: &str = "SELECT d.call_key FROM delivery_log d
    WHERE d.tenant_id = ? AND d.id >= ? AND d.state IN ('failed', 'unanswered')
        AND d.state <> 'delivered' AND NOT d.is_test AND {not_again}
    UNION ALL SELECT d.call_key FROM delivery d
    WHERE d.tenant_id = ? AND d.id >= ? AND NOT d.is_test AND (({paused})
        OR d.integration_id IN (SELECT x.integration_id FROM incident x
            WHERE x.tenant_id = ? AND x.closed_at IS NULL AND x.failing = 'set_up'))";

/// Calls of which something is open.
const OPEN: &str = "SELECT d.call_key FROM delivery d
    WHERE d.tenant_id = ? AND d.id >= ? AND NOT d.is_test";

/// Whether something of a call `c` arrived.
const ARRIVED: &str = "EXISTS (SELECT 1 FROM delivery_log d WHERE d.tenant_id = c.tenant_id
    AND d.call_key = c.id AND d.state = 'delivered' AND NOT d.is_test)";

/// How some calls stand, all their deliveries counted; tests stand nowhere and are left out.
const JUDGED: &str = "SELECT c.id,
        EXISTS (SELECT 1 FROM delivery_log d
            WHERE d.tenant_id = c.tenant_id AND d.call_key = c.id
                AND d.state IN ('failed', 'unanswered') AND NOT d.is_test AND {not_again})
        OR EXISTS (SELECT 1 FROM delivery d
            WHERE d.tenant_id = c.tenant_id AND d.call_key = c.id AND NOT d.is_test
                AND (({paused}) OR d.integration_id IN (SELECT x.integration_id FROM incident x
                    WHERE x.tenant_id = c.tenant_id AND x.closed_at IS NULL
                        AND x.failing = 'set_up'))) AS needs_you,
        EXISTS (SELECT 1 FROM delivery d
            WHERE d.tenant_id = c.tenant_id AND d.call_key = c.id AND NOT d.is_test) AS is_open,
        {arrived} AS has_arrived
    FROM call c WHERE c.tenant_id = ? AND NOT c.is_test AND c.id IN ";

/// How many calls did not simply arrive, by how they stand: something of them is open or ended otherwise, they are
/// tests, or a test was sent with their facts. On most days they are few. Deliveries come after
/// their calls, so none from before the period is looked at: on PostgreSQL, whose log has a part
/// for each month, that spares planning for the others.
const SPECIAL: &str = "WITH ended AS MATERIALIZED (
        SELECT d.tenant_id, d.id, d.call_key, d.state, d.is_test FROM delivery_log d
        WHERE d.tenant_id = ? AND d.id >= ?
            AND d.state IN ('failed', 'expired', 'unanswered', 'cancelled')
            AND d.state <> 'delivered'),
    owed AS MATERIALIZED (
        SELECT d.call_key, d.is_test, (({paused})
            OR d.integration_id IN (SELECT x.integration_id FROM incident x
                WHERE x.tenant_id = ? AND x.closed_at IS NULL AND x.failing = 'set_up')) AS stays
        FROM delivery d WHERE d.tenant_id = ? AND d.id >= ?),
    needing AS MATERIALIZED (
        SELECT ended.call_key FROM ended
        WHERE ended.state IN ('failed', 'unanswered') AND NOT ended.is_test
            AND NOT EXISTS (SELECT 1 FROM delivery_log r
                WHERE r.tenant_id = ended.tenant_id AND r.resend_of = ended.id AND r.id >= ?)
            AND NOT EXISTS (SELECT 1 FROM delivery r
                WHERE r.tenant_id = ended.tenant_id AND r.resend_of = ended.id)
        UNION ALL SELECT owed.call_key FROM owed WHERE owed.stays AND NOT owed.is_test)
    SELECT is_test, needs_you, is_open, came_to, COUNT(*) AS calls FROM (
    SELECT c.is_test, c.id IN (SELECT call_key FROM needing) AS needs_you,
        c.id IN (SELECT call_key FROM owed WHERE NOT owed.is_test) AS is_open,
        (SELECT MAX(CASE WHEN d.state = 'delivered' AND NOT d.is_test THEN 2 ELSE 1 END)
            FROM delivery_log d
            WHERE d.tenant_id = c.tenant_id AND d.call_key = c.id AND d.id >= ?) AS came_to
    FROM call c WHERE c.tenant_id = ? AND c.id >= ?{of_project} AND c.id IN (
        SELECT call_key FROM ended
        UNION SELECT call_key FROM owed
        UNION SELECT d.call_key FROM delivery_log d
            WHERE d.tenant_id = ? AND d.id >= ? AND d.is_test
        UNION SELECT t.id FROM call t WHERE t.tenant_id = ? AND t.id >= ? AND t.is_test)
    ) AS special GROUP BY is_test, needs_you, is_open, came_to";

/// Calls of which anything ended, tests included. The keys of calls are ordered by time, so that
/// the index of deliveries by call answers it without their rows.
const ENDED: &str = "SELECT COUNT(*) FROM (SELECT DISTINCT d.call_key FROM delivery_log d
    WHERE d.tenant_id = ? AND d.call_key >= ? AND d.id >= ?) AS ended";

/// The same of a project.
const ENDED_OF: &str = "SELECT COUNT(*) FROM call c
    WHERE c.tenant_id = ? AND c.id >= ? AND c.project_id = ? AND EXISTS (
        SELECT 1 FROM delivery_log d
        WHERE d.tenant_id = c.tenant_id AND d.call_key = c.id AND d.id >= ?)";

const TOTAL: &str = "SELECT COUNT(*) FROM call c
    WHERE c.tenant_id = ? AND c.id >= ?{of_project} AND NOT c.is_test";

/// Of one project.
const OF_PROJECT: &str = " AND c.project_id = ?";

/// How many calls stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallCounts {
    /// All of them.
    pub total: i64,
    /// Something goes nowhere unless a person does something.
    pub needs_you: i64,
    /// Something is on its way.
    pub waiting: i64,
    /// A CRM has it.
    pub arrived: i64,
    /// No CRM has it, and nothing is on its way.
    pub nowhere: i64,
}

#[derive(FromQueryResult)]
struct Special {
    is_test: bool,
    needs_you: bool,
    is_open: bool,
    came_to: Option<i32>,
    /// How many calls these are.
    calls: i64,
}

impl Special {
    /// Whether anything of them ended, tests included.
    const fn has_ended(&self) -> bool {
        self.came_to.is_some()
    }

    /// Whether a CRM has them.
    fn has_arrived(&self) -> bool {
        self.came_to == Some(2)
    }
}

#[derive(FromQueryResult)]
struct Judged {
    id: Uuid,
    needs_you: bool,
    is_open: bool,
    has_arrived: bool,
}

impl Judged {
    const fn standing(&self) -> CallStanding {
        if self.needs_you {
            CallStanding::NeedsYou
        } else if self.is_open {
            CallStanding::Waiting
        } else if self.has_arrived {
            CallStanding::Arrived
        } else {
            CallStanding::Nowhere
        }
    }
}

/// Where each of these calls stands.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    calls: &[CallKey],
) -> Result<HashMap<CallKey, CallStanding>, StoreError> {
    if calls.is_empty() {
        return Ok(HashMap::new());
    }
    let mut values: Vec<Value> = vec![tenant.0.into()];
    values.extend(calls.iter().map(|call| Value::from(call.0)));
    let rows: Vec<Judged> = sql::rows(db, &judging(calls.len()), values).await?;
    let standings = rows.iter().map(|row| (CallKey(row.id), row.standing()));
    Ok(standings.collect())
}

/// The query for so many calls.
fn judging(calls: usize) -> String {
    let paused = PAUSED.replace('?', "c.tenant_id");
    let judged = JUDGED
        .replace("{not_again}", NOT_AGAIN)
        .replace("{paused}", &paused)
        .replace("{arrived}", ARRIVED);
    format!("{judged}({})", vec!["?"; calls].join(", "))
}

/// The condition that a call `c` stands somewhere, judged by its deliveries from `from` on, with
/// the values it takes.
pub(super) fn condition(
    tenant: TenantId,
    standing: CallStanding,
    from: i64,
) -> (String, Vec<Value>) {
    let sql = match standing {
        CallStanding::NeedsYou => "c.id IN ({needs_you})",
        CallStanding::Waiting => "c.id IN ({open}) AND c.id NOT IN ({needs_you})",
        CallStanding::Arrived => "{arrived} AND c.id NOT IN ({open}) AND c.id NOT IN ({needs_you})",
        CallStanding::Nowhere => {
            "NOT {arrived} AND c.id NOT IN ({open}) AND c.id NOT IN ({needs_you})"
        }
    };
    let [open, needs_you] = asked(tenant, from);
    let values = match standing {
        CallStanding::NeedsYou => needs_you,
        CallStanding::Waiting | CallStanding::Arrived | CallStanding::Nowhere => {
            [open, needs_you].concat()
        }
    };
    (filled(sql), values)
}

/// Puts the parts of a condition in.
fn filled(sql: &str) -> String {
    let needs_you = NEEDS_YOU
        .replace("{not_again}", NOT_AGAIN)
        .replace("{paused}", PAUSED);
    sql.replace("{needs_you}", &needs_you)
        .replace("{open}", OPEN)
        .replace("{arrived}", ARRIVED)
}

/// The values of [`OPEN`] and of [`NEEDS_YOU`].
fn asked(tenant: TenantId, from: i64) -> [Vec<Value>; 2] {
    let tenant: Value = tenant.0.into();
    let open = vec![tenant.clone(), first_at(from).into()];
    let needs_you = [&open[..], &open, &[tenant.clone(), tenant]].concat();
    [open, needs_you]
}

/// How many calls of those that began at `from` or later stand where, all or those of a project;
/// tests are not counted.
pub(super) async fn counts(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    from: i64,
    project: Option<ProjectId>,
) -> Result<CallCounts, StoreError> {
    let (tenant, first): (Value, Value) = (tenant.0.into(), first_at(from).into());
    let began = [tenant.clone(), first.clone()];
    let of: Vec<Value> = project.iter().map(|project| project.0.into()).collect();
    // As the marks come: what ended; who keeps what is owed, and what is; what was sent again and
    // what came of a call; the calls; tests.
    let values = [
        &began[..],
        &[tenant.clone(), tenant],
        &began,
        &[first.clone(), first.clone()],
        &began,
        &of,
        &began,
        &began,
    ];
    let (special, total) = (
        narrowed(&SPECIAL.replace("{paused}", PAUSED), project),
        narrowed(TOTAL, project),
    );
    let ended = project.map_or(ENDED, |_| ENDED_OF);
    let period = [&began[..], &of].concat();
    let within = [&period[..], &[first]].concat();
    let (special, total, ended) = futures::try_join!(
        sql::rows::<Special>(db, &special, values.concat()),
        sql::number(db, &total, period),
        sql::number(db, ended, within),
    )?;
    Ok(counted(total, ended, &special))
}

/// A query of all projects, or of one.
fn narrowed(sql: &str, project: Option<ProjectId>) -> String {
    let of = project.map_or("", |_| OF_PROJECT);
    sql.replace("{of_project}", of)
}

/// Whatever ended and is nothing special simply arrived.
fn counted(total: i64, ended: i64, special: &[Special]) -> CallCounts {
    let mut counts = CallCounts {
        total,
        arrived: ended,
        ..CallCounts::default()
    };
    for special in special {
        if special.has_ended() {
            counts.arrived -= special.calls;
        }
        match special {
            Special { is_test: true, .. } => {}
            Special {
                needs_you: true, ..
            } => counts.needs_you += special.calls,
            Special { is_open: true, .. } => counts.waiting += special.calls,
            other if other.has_arrived() => counts.arrived += special.calls,
            _ => {}
        }
    }
    counts.nowhere = total - counts.needs_you - counts.waiting - counts.arrived;
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn counting_reads_no_more_than_its_period() {
        let indexes = [
            "SEARCH c USING PRIMARY KEY (tenant_id=? AND id=?)",
            "delivery_log_by_state (tenant_id=? AND state=? AND id>?)",
            "delivery_log_by_test (tenant_id=? AND id>?)",
            "SEARCH d USING PRIMARY KEY (tenant_id=? AND id>?)",
            "delivery_log_by_origin (tenant_id=? AND resend_of=? AND id>?)",
        ];
        let special = SPECIAL.replace("{paused}", PAUSED);
        assert_served(&narrowed(&special, None), &indexes).await;
        let covering = "COVERING INDEX delivery_log_by_call (tenant_id=? AND call_key>?)";
        assert_served(ENDED, &[covering]).await;
        let along = "SEARCH c USING PRIMARY KEY (tenant_id=? AND id>?)";
        assert_served(&narrowed(TOTAL, None), &[along]).await;
    }

    #[tokio::test]
    async fn judging_a_call_reads_its_own_deliveries() {
        let by_call = "SEARCH d USING INDEX delivery_log_by_call (tenant_id=? AND call_key=?)";
        let open = "delivery_by_call (tenant_id=? AND call_key=?)";
        assert_served(&judging(50), &[by_call, open]).await;
    }

    #[tokio::test]
    async fn counting_a_project_reads_no_more_than_its_part_of_the_period() {
        let project = Some(ProjectId(Uuid::nil()));
        let special = narrowed(&SPECIAL.replace("{paused}", PAUSED), project);
        let by_state = "delivery_log_by_state (tenant_id=? AND state=? AND id>?)";
        assert_served(&special, &[by_state]).await;
        let along = "call_by_project (tenant_id=? AND project_id=? AND id>?)";
        assert_served(&narrowed(TOTAL, project), &[along]).await;
        let by_call = "COVERING INDEX delivery_log_by_call (tenant_id=? AND call_key=? AND id>?)";
        assert_served(ENDED_OF, &[along, by_call]).await;
    }
}
