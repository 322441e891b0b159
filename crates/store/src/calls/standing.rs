//! How calls stand with the CRM: the conditions, and how many there are of each kind.
//!
//! What is rare is looked up by its index. What arrived is read along the key, so that a count
//! costs as much as its period holds deliveries.

use crate::{StoreError, deliveries::PAUSED, ids::first_at, sql, text};
use domain::{CallStanding, TenantId};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

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

/// Calls of which something arrived.
const ARRIVED: &str = "SELECT d.call_key FROM delivery_log d
    WHERE d.tenant_id = ? AND d.id >= ? AND d.state = 'delivered' AND NOT d.is_test";

/// A delivery that nobody sent again.
pub(crate) const NOT_AGAIN: &str = "NOT EXISTS (SELECT 1 FROM delivery_log r
        WHERE r.tenant_id = d.tenant_id AND r.call_key = d.call_key AND r.resend_of = d.id)
    AND NOT EXISTS (SELECT 1 FROM delivery r
        WHERE r.tenant_id = d.tenant_id AND r.call_key = d.call_key AND r.resend_of = d.id)";

/// The first of the standings that fits a call `c`.
const STANDING: &str = "CASE WHEN c.id IN ({needs_you}) THEN 'needs_you'
    WHEN c.id IN ({open}) THEN 'waiting'
    WHEN c.id IN ({arrived}) THEN 'arrived' ELSE 'nowhere' END";

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
struct Row {
    standing: String,
    calls: i64,
}

/// The text that says how a call `c` stands, judged by its deliveries from `from` on, with the
/// values it takes.
pub(super) fn expression(tenant: TenantId, from: i64) -> (String, Vec<Value>) {
    let needs_you = NEEDS_YOU
        .replace("{not_again}", NOT_AGAIN)
        .replace("{paused}", PAUSED);
    let sql = STANDING
        .replace("{needs_you}", &needs_you)
        .replace("{open}", OPEN)
        .replace("{arrived}", ARRIVED);
    let (tenant, from): (Value, Value) = (tenant.0.into(), first_at(from).into());
    let both = [tenant.clone(), from];
    let values = [&both[..], &both, &[tenant.clone(), tenant], &both, &both];
    (sql, values.concat())
}

/// How many calls of those that began at `from` or later stand where; tests are not counted.
pub(super) async fn counts(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    from: i64,
) -> Result<CallCounts, StoreError> {
    let (sql, values) = counting(tenant, from);
    let rows: Vec<Row> = sql::rows(db, &sql, values).await?;
    let mut counts = CallCounts::default();
    for row in rows {
        counts.total += row.calls;
        let count = match text::key("how a call stands", &row.standing)? {
            CallStanding::NeedsYou => &mut counts.needs_you,
            CallStanding::Waiting => &mut counts.waiting,
            CallStanding::Arrived => &mut counts.arrived,
            CallStanding::Nowhere => &mut counts.nowhere,
        };
        *count = row.calls;
    }
    Ok(counts)
}

fn counting(tenant: TenantId, from: i64) -> (String, Vec<Value>) {
    let (standing, mut values) = expression(tenant, from);
    values.extend([tenant.0.into(), first_at(from).into()]);
    let sql = format!(
        "SELECT standing, COUNT(*) AS calls FROM (SELECT {standing} AS standing FROM call c
            WHERE c.tenant_id = ? AND c.id >= ? AND NOT c.is_test) AS judged GROUP BY standing"
    );
    (sql, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;
    use uuid::Uuid;

    #[tokio::test]
    async fn counting_reads_no_more_than_its_period() {
        let sql = counting(TenantId(Uuid::nil()), 0).0;
        let indexes = [
            "SEARCH c USING PRIMARY KEY (tenant_id=? AND id>?)",
            "delivery_log_by_state (tenant_id=? AND state=? AND id>?)",
            "SEARCH d USING PRIMARY KEY (tenant_id=? AND id>?)",
            "SEARCH r USING INDEX delivery_log_by_call",
        ];
        assert_served(&sql, &indexes).await;
    }
}
