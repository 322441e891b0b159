//! The query of the log: open and finished deliveries as one list, newest first.

use super::{
    DeliveryRow,
    filter::{Table, Wanted, Where},
};
use crate::{StoreError, phone, sql, text};
use domain::{Class, DeliveryId, Facts, IntegrationId, Moment, TenantId};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

const COMMON: &str = "d.tenant_id, d.id, d.event_key, d.event_id, d.call_id, d.integration_id,
    d.version, d.moment, d.state, d.cause, d.code, d.tries, d.took_ms, d.accepted_at, d.is_test,
    d.resend_of";

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
    took_ms: Option<i64>,
    due_at: Option<i64>,
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
}

/// The rows that pass, newest first.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
    limit: i64,
) -> Result<Vec<DeliveryRow>, StoreError> {
    let parts = [Table::Open, Table::Log]
        .into_iter()
        .filter_map(|table| Some(part(table, wanted.of(table)?, wanted.is_by_phone(), limit)));
    let listed = query(db, parts.collect(), limit).await?;
    Ok(listed.into_iter().map(|(row, _)| row).collect())
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

/// The query of one table, cut to what a page can show of it.
pub(super) fn part(table: Table, mut all: Where, sorts_later: bool, limit: i64) -> Where {
    let (name, times) = match table {
        Table::Open => ("delivery", "d.due_at, CAST(NULL AS BIGINT) AS finished_at"),
        Table::Log => (
            "delivery_log",
            "CAST(NULL AS BIGINT) AS due_at, d.finished_at",
        ),
    };
    let order = if sorts_later {
        ""
    } else {
        all.values.push(limit.into());
        "ORDER BY d.id DESC LIMIT ?"
    };
    all.sql = format!(
        "SELECT * FROM (SELECT {COMMON}, {times} FROM {name} d WHERE {} {order}) AS {name}_part",
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
    let mut texts = Vec::with_capacity(parts.len());
    let mut values: Vec<Value> = Vec::new();
    for mut part in parts {
        texts.push(part.sql);
        values.append(&mut part.values);
    }
    values.push(limit.into());
    let sql = format!(
        "SELECT d.*, i.name AS integration_name, i.enabled AS integration_enabled,
            e.facts, e.occurred_at
         FROM (SELECT * FROM ({}) AS every ORDER BY id DESC LIMIT ?) AS d
         JOIN integration i ON i.tenant_id = d.tenant_id AND i.id = d.integration_id
         JOIN event e ON e.tenant_id = d.tenant_id AND e.id = d.event_key
         ORDER BY d.id DESC",
        texts.join(" UNION ALL ")
    );
    let rows: Vec<Row> = sql::rows(db, &sql, values).await?;
    rows.into_iter().map(shown).collect()
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
        next_try_at: row.due_at.filter(|_| !held),
        accepted_at: row.accepted_at,
        finished_at: row.finished_at,
        took_ms: row.took_ms,
        is_test: row.is_test,
        resend_of: row.resend_of.map(DeliveryId),
        phone: phone::caller(&facts),
    };
    let occurred_at = row.occurred_at;
    Ok((shown, Carried { facts, occurred_at }))
}
