//! The query of the log: open and finished deliveries as one list, newest first.

use super::{
    DeliveryRow,
    filter::{Table, Wanted, Where},
};
use crate::{StoreError, open, phone, recording::AWAITS, sql, text};
use domain::{Class, DeliveryId, Facts, IntegrationId, Moment, TenantId, delivery::Progress};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

const COMMON: &str = "d.tenant_id, d.id, d.event_key, d.event_id, d.call_id, d.integration_id,
    d.version, d.moment, d.state, d.cause, d.code, d.tries, d.step, d.taken, d.took_ms,
    d.accepted_at, d.is_test, d.resend_of";

/// A row of either table with what belongs to it.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    event_id: String,
    call_id: String,
    integration_id: Uuid,
    integration_name: String,
    integration_enabled: bool,
    version: i32,
    moment: String,
    state: String,
    cause: Option<String>,
    code: Option<i32>,
    tries: i32,
    step: i32,
    taken: Option<String>,
    took_ms: Option<i64>,
    due_at: Option<i64>,
    awaits_recording: bool,
    accepted_at: i64,
    finished_at: Option<i64>,
    is_test: bool,
    resend_of: Option<Uuid>,
    facts: String,
    occurred_at: i64,
}

/// What a delivery carries.
pub(super) struct Carried {
    pub(super) facts: Facts,
    pub(super) occurred_at: i64,
    pub(super) progress: Progress,
}

/// The rows that pass, newest first.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
    limit: i64,
) -> Result<Vec<DeliveryRow>, StoreError> {
    let listed = query(db, parts(wanted, limit), limit).await?;
    Ok(listed.into_iter().map(|(row, _)| row).collect())
}

/// The query of each table that can have such rows.
fn parts(wanted: &Wanted<'_>, limit: i64) -> Vec<Where> {
    [Table::Open, Table::Log]
        .into_iter()
        .filter_map(|table| Some(part(table, wanted.of(table)?, wanted.is_by_call(), limit)))
        .collect()
}

/// One delivery, wherever it stands.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: DeliveryId,
) -> Result<Option<(DeliveryRow, Carried)>, StoreError> {
    let parts = [Table::Open, Table::Log].map(|table| {
        let one = Where {
            sql: "d.tenant_id = ? AND d.id = ?".to_owned(),
            values: vec![tenant.0.into(), id.0.into()],
        };
        part(table, one, false, 1)
    });
    Ok(query(db, parts.into(), 1).await?.pop())
}

/// The query of one table, cut to what a page can show of it. Which rows pass is asked first, so
/// that an index which holds all that is asked for is read alone, and only the rows of the page
/// are looked up.
fn part(table: Table, mut all: Where, sorts_later: bool, limit: i64) -> Where {
    let (name, times) = match table {
        Table::Open => (
            "delivery",
            format!(
                "d.due_at, CAST(NULL AS BIGINT) AS finished_at,
                 ({AWAITS}) AS awaits_recording"
            ),
        ),
        Table::Log => (
            "delivery_log",
            "CAST(NULL AS BIGINT) AS due_at, d.finished_at, FALSE AS awaits_recording".to_owned(),
        ),
    };
    let order = if sorts_later {
        ""
    } else {
        all.values.push(limit.into());
        "ORDER BY d.id DESC LIMIT ?"
    };
    all.sql = format!(
        "SELECT {COMMON}, {times}
         FROM (SELECT d.tenant_id, d.id FROM {name} d WHERE {} {order}) AS {name}_found
         JOIN {name} d ON d.tenant_id = {name}_found.tenant_id AND d.id = {name}_found.id",
        all.sql
    );
    all
}

async fn query(
    db: &impl ConnectionTrait,
    parts: Vec<Where>,
    limit: i64,
) -> Result<Vec<(DeliveryRow, Carried)>, StoreError> {
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let Where { sql, values } = joined(parts, limit);
    let rows: Vec<Row> = sql::rows(db, &sql, values).await?;
    rows.into_iter().map(shown).collect()
}

/// One query of the parts, with what belongs to each row of the page. What was sent again outlives
/// its event, and is a row of the page all the same.
fn joined(parts: Vec<Where>, limit: i64) -> Where {
    let mut texts = Vec::with_capacity(parts.len());
    let mut values: Vec<Value> = Vec::new();
    for mut part in parts {
        texts.push(part.sql);
        values.append(&mut part.values);
    }
    values.push(limit.into());
    let sql = format!(
        "SELECT page.*, i.name AS integration_name, i.enabled AS integration_enabled,
            COALESCE(e.facts, '{{}}') AS facts,
            COALESCE(e.occurred_at, page.accepted_at) AS occurred_at
         FROM (SELECT * FROM ({}) AS every ORDER BY id DESC LIMIT ?) AS page
         JOIN integration i ON i.tenant_id = page.tenant_id AND i.id = page.integration_id
         LEFT JOIN event e ON e.tenant_id = page.tenant_id AND e.id = page.event_key
         ORDER BY page.id DESC",
        texts.join(" UNION ALL ")
    );
    Where { sql, values }
}

fn shown(row: Row) -> Result<(DeliveryRow, Carried), StoreError> {
    let facts: Facts = text::parsed("facts", &row.facts)?;
    let moment: Moment = text::key("a moment", &row.moment)?;
    let is_open = row.finished_at.is_none();
    let held = is_open && moment.class() == Class::Durable && !row.integration_enabled;
    let shown = DeliveryRow {
        id: DeliveryId(row.id),
        event_id: row.event_id,
        call_id: row.call_id,
        integration_id: IntegrationId(row.integration_id),
        integration_name: row.integration_name,
        version: row.version,
        moment,
        state: text::key("a state", &row.state)?,
        held,
        cause: row
            .cause
            .map(|key| text::key("a cause", &key))
            .transpose()?,
        code: row.code,
        tries: row.tries,
        awaits_recording: row.awaits_recording,
        next_try_at: row.due_at.filter(|_| !held),
        accepted_at: row.accepted_at,
        finished_at: row.finished_at,
        took_ms: row.took_ms,
        is_test: row.is_test,
        resend_of: row.resend_of.map(DeliveryId),
        phone: phone::caller(&facts),
    };
    let carried = Carried {
        facts,
        occurred_at: row.occurred_at,
        progress: open::progress(row.step, row.taken.as_deref())?,
    };
    Ok((shown, carried))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeliveryFilter, StateFilter, testing::assert_served};
    use domain::{DeliveryState, ProjectId};

    /// The query of a page that is not the first.
    fn asked(filter: &DeliveryFilter) -> String {
        let after = Some(DeliveryId(Uuid::max()));
        let wanted = Wanted::new(TenantId(Uuid::nil()), filter, after);
        joined(parts(&wanted, 9), 9).sql
    }

    fn set(set: impl FnOnce(&mut DeliveryFilter)) -> DeliveryFilter {
        let mut filter = DeliveryFilter::default();
        set(&mut filter);
        filter
    }

    #[tokio::test]
    async fn each_filter_is_answered_by_an_index() {
        let failed = StateFilter::State(DeliveryState::Failed);
        let integration = IntegrationId(Uuid::nil());
        let project = ProjectId(Uuid::nil());
        for (filter, index) in [
            (set(|_| {}), "PRIMARY KEY (tenant_id=? AND id<?)"),
            (
                set(|all| all.state = Some(failed)),
                "COVERING INDEX delivery_log_by_state",
            ),
            (
                set(|all| (all.state, all.integration) = (Some(failed), Some(integration))),
                "COVERING INDEX delivery_log_by_state",
            ),
            (
                set(|all| all.integration = Some(integration)),
                "delivery_log_by_integration",
            ),
            (
                set(|all| all.integration = Some(integration)),
                "delivery_by_integration",
            ),
            (
                set(|all| all.moment = Some(Moment::Answered)),
                "delivery_log_by_moment",
            ),
            (set(|all| all.code = Some(404)), "delivery_log_by_code"),
            (
                set(|all| all.project = Some(project)),
                "delivery_log_by_project",
            ),
            (
                set(|all| all.project = Some(project)),
                "call_by_project (tenant_id=? AND project_id=? AND id=?)",
            ),
            // What is rarer than the calls of a project.
            (
                set(|all| (all.project, all.state) = (Some(project), Some(failed))),
                "COVERING INDEX delivery_log_by_state",
            ),
            (
                set(|all| (all.project, all.moment) = (Some(project), Some(Moment::AfterCall))),
                "delivery_log_by_project",
            ),
            (
                set(|all| all.call_id = Some(String::new())),
                "delivery_log_by_call",
            ),
            (
                set(|all| all.call_id = Some(String::new())),
                "delivery_by_call",
            ),
            (
                set(|all| all.phone = Some("0501112233".to_owned())),
                "delivery_log_by_call",
            ),
            (
                set(|all| all.phone = Some("0501112233".to_owned())),
                "delivery_by_call",
            ),
            (
                set(|all| {
                    (all.phone, all.state) = (Some("0501112233".to_owned()), Some(failed));
                }),
                "delivery_log_by_call",
            ),
        ] {
            assert_served(&asked(&filter), &[index]).await;
        }
    }

    #[tokio::test]
    async fn what_is_lost_is_found_by_its_state() {
        let lost = StateFilter::Lost;
        for filter in [
            set(|all| all.state = Some(lost)),
            set(|all| {
                (all.integration, all.state) = (Some(IntegrationId(Uuid::nil())), Some(lost));
            }),
        ] {
            let resent = "COVERING INDEX delivery_log_by_origin (tenant_id=? AND resend_of=?)";
            assert_served(&asked(&filter), &["delivery_log_by_state", resent]).await;
        }
    }
}
