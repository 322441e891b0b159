//! How the whole installation stands, for the operator: queue, workers, receivers, incidents.

use crate::{Store, StoreError, TenantStore, sql, text};
use domain::{Class, DeliveryState, IncidentId, IntegrationId, Moment, TenantId, WorkerId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// Deliveries that are counted at most: beyond it the exact number tells nothing more.
pub const QUEUE_COUNTED_MAX: i64 = 200_000;
/// Receivers that are told at most.
const SLOWEST: i64 = 10;
/// Incidents that are told at most.
const INCIDENTS: i64 = 50;
/// Over how many deliveries the time of a receiver is averaged.
const AVERAGED: i64 = 20;

const QUEUE: &str = "SELECT class, COUNT(*) AS deliveries,
        SUM(CASE WHEN claimed_by IS NOT NULL THEN 1 ELSE 0 END) AS claimed,
        SUM(CASE WHEN claimed_by IS NULL AND waits_for IS NULL AND due_at <= ? AND sends
            THEN 1 ELSE 0 END) AS due,
        SUM(CASE WHEN NOT sends THEN 1 ELSE 0 END) AS held,
        MIN(CASE WHEN claimed_by IS NULL AND waits_for IS NULL AND due_at <= ? AND sends
            THEN due_at END) AS oldest_due_at
    FROM (
        SELECT d.class, d.claimed_by, d.waits_for, d.due_at,
            i.enabled AND i.deleted_at IS NULL AS sends
        FROM (SELECT tenant_id, integration_id, class, claimed_by, waits_for, due_at
            FROM delivery LIMIT ?) AS d
        JOIN integration i ON i.tenant_id = d.tenant_id AND i.id = d.integration_id
    ) AS counted GROUP BY class ORDER BY class";

const WORKERS: &str = "SELECT w.id, w.alive_until,
        (SELECT COUNT(*) FROM slot s WHERE s.worker_id = w.id) AS slots,
        (SELECT COUNT(*) FROM delivery d WHERE d.claimed_by = w.id) AS claims
    FROM worker w ORDER BY w.id";

/// Receivers of integrations that finished anything since a time, by their last deliveries.
const SLOWEST_RECEIVERS: &str = "SELECT tenant_id, integration_id, tenant_name, name, took_ms
    FROM (
        SELECT i.tenant_id, i.id AS integration_id, t.name AS tenant_name, i.name,
            (SELECT CAST(AVG(took_ms) AS BIGINT) FROM (
                SELECT l.took_ms FROM delivery_log l
                WHERE l.tenant_id = i.tenant_id AND l.integration_id = i.id
                ORDER BY l.id DESC LIMIT ?) AS recent) AS took_ms
        FROM integration i JOIN tenant t ON t.id = i.tenant_id
        WHERE i.enabled AND i.deleted_at IS NULL
    ) AS timed WHERE took_ms IS NOT NULL ORDER BY took_ms DESC LIMIT ?";

const OPEN_INCIDENTS: &str = "SELECT n.tenant_id, n.id, n.integration_id, t.name AS tenant_name,
        i.name, n.cause, n.code, n.opened_at
    FROM incident n
    JOIN integration i ON i.tenant_id = n.tenant_id AND i.id = n.integration_id
    JOIN tenant t ON t.id = n.tenant_id
    WHERE n.closed_at IS NULL ORDER BY n.id DESC LIMIT ?";

const MAIL: &str = "SELECT state, COUNT(*) AS mails, MIN(due_at) AS oldest_due_at
    FROM mail GROUP BY state";

const HOURS: &str = "SELECT h.hour_at, h.state, CAST(SUM(h.delivery_count) AS BIGINT) AS deliveries
    FROM integration i JOIN hourly_counter h ON h.tenant_id = i.tenant_id
        AND h.integration_id = i.id AND h.hour_at >= ?";

const RECENT_EVENTS: &str = "SELECT moment, call_id, occurred_at, accepted_at, is_test
    FROM event WHERE tenant_id = ? ORDER BY id DESC LIMIT ?";

/// The open deliveries of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// Live or durable.
    pub class: Class,
    /// All that are not final, up to [`QUEUE_COUNTED_MAX`] of both classes.
    pub open: i64,
    /// Those that a worker holds.
    pub claimed: i64,
    /// Those that could be sent at once.
    pub due: i64,
    /// Those whose integration does not send.
    pub held: i64,
    /// Since when the oldest of the due ones waits.
    pub oldest_due_at: Option<i64>,
}

/// A process that sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRow {
    /// Which.
    pub id: WorkerId,
    /// Until when it counts as alive.
    pub alive_until: i64,
    /// The slots of ownership that are its own; none where it is alone.
    pub slots: i64,
    /// The deliveries that it holds.
    pub claims: i64,
}

/// A receiver, by how long it takes to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverRow {
    /// Whose.
    pub tenant_id: TenantId,
    /// What the tenant is called.
    pub tenant_name: String,
    /// Of which integration.
    pub integration_id: IntegrationId,
    /// What that is called.
    pub name: String,
    /// How long its last answers took on average.
    pub took_ms: i64,
}

/// An open incident of any tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIncident {
    /// Whose.
    pub tenant_id: TenantId,
    /// What the tenant is called.
    pub tenant_name: String,
    /// Which.
    pub id: IncidentId,
    /// Of which integration.
    pub integration_id: IntegrationId,
    /// What that is called.
    pub name: String,
    /// Why the try failed that showed it.
    pub cause: domain::Cause,
    /// The status of its answer.
    pub code: Option<i32>,
    /// Since when.
    pub opened_at: i64,
}

/// How many mails stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailCounts {
    /// Not sent yet.
    pub waiting: i64,
    /// Taken by the mail server.
    pub sent: i64,
    /// Refused for good.
    pub failed: i64,
    /// Since when the oldest is to be sent.
    pub oldest_due_at: Option<i64>,
}

/// How many deliveries ended in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourRow {
    /// The beginning of the hour.
    pub hour_at: i64,
    /// How they ended.
    pub state: DeliveryState,
    /// How many.
    pub deliveries: i64,
}

/// An event as it came in, without what it says of anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentEvent {
    /// The moment.
    pub moment: Moment,
    /// The telephony's name of the call.
    pub call_id: String,
    /// When it happened.
    pub occurred_at: i64,
    /// When it was accepted.
    pub accepted_at: i64,
    /// Whether it is a test.
    pub is_test: bool,
}

#[derive(FromQueryResult)]
struct Queue {
    class: String,
    deliveries: i64,
    claimed: i64,
    due: i64,
    held: i64,
    oldest_due_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct Worker {
    id: Uuid,
    alive_until: i64,
    slots: i64,
    claims: i64,
}

#[derive(FromQueryResult)]
struct Receiver {
    tenant_id: Uuid,
    integration_id: Uuid,
    tenant_name: String,
    name: String,
    took_ms: i64,
}

#[derive(FromQueryResult)]
struct Incident {
    tenant_id: Uuid,
    id: Uuid,
    integration_id: Uuid,
    tenant_name: String,
    name: String,
    cause: String,
    code: Option<i32>,
    opened_at: i64,
}

#[derive(FromQueryResult)]
struct Mail {
    state: String,
    mails: i64,
    oldest_due_at: i64,
}

#[derive(FromQueryResult)]
struct Hour {
    hour_at: i64,
    state: String,
    deliveries: i64,
}

#[derive(FromQueryResult)]
struct Event {
    moment: String,
    call_id: String,
    occurred_at: i64,
    accepted_at: i64,
    is_test: bool,
}

impl Store {
    /// The open deliveries of each class that has any.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn queue(&self, now: i64) -> Result<Vec<QueueRow>, StoreError> {
        let values = vec![now.into(), now.into(), QUEUE_COUNTED_MAX.into()];
        let rows: Vec<Queue> = sql::rows(self.reader(), QUEUE, values).await?;
        let rows = rows.into_iter().map(|row| {
            Ok(QueueRow {
                class: text::key("a class", &row.class)?,
                open: row.deliveries,
                claimed: row.claimed,
                due: row.due,
                held: row.held,
                oldest_due_at: row.oldest_due_at,
            })
        });
        rows.collect()
    }

    /// The processes that send, and what they hold.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_workers(&self) -> Result<Vec<WorkerRow>, StoreError> {
        let rows: Vec<Worker> = sql::rows(self.reader(), WORKERS, Vec::new()).await?;
        let rows = rows.into_iter().map(|row| WorkerRow {
            id: WorkerId(row.id),
            alive_until: row.alive_until,
            slots: row.slots,
            claims: row.claims,
        });
        Ok(rows.collect())
    }

    /// The receivers that take longest to answer.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn slowest_receivers(&self) -> Result<Vec<ReceiverRow>, StoreError> {
        let values = vec![AVERAGED.into(), SLOWEST.into()];
        let rows: Vec<Receiver> = sql::rows(self.reader(), SLOWEST_RECEIVERS, values).await?;
        let rows = rows.into_iter().map(|row| ReceiverRow {
            tenant_id: TenantId(row.tenant_id),
            tenant_name: row.tenant_name,
            integration_id: IntegrationId(row.integration_id),
            name: row.name,
            took_ms: row.took_ms,
        });
        Ok(rows.collect())
    }

    /// The open incidents of all tenants, newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn open_incidents(&self) -> Result<Vec<OpenIncident>, StoreError> {
        let values = vec![INCIDENTS.into()];
        let rows: Vec<Incident> = sql::rows(self.reader(), OPEN_INCIDENTS, values).await?;
        let rows = rows.into_iter().map(|row| {
            Ok(OpenIncident {
                tenant_id: TenantId(row.tenant_id),
                tenant_name: row.tenant_name,
                id: IncidentId(row.id),
                integration_id: IntegrationId(row.integration_id),
                name: row.name,
                cause: text::key("a cause", &row.cause)?,
                code: row.code,
                opened_at: row.opened_at,
            })
        });
        rows.collect()
    }

    /// How many mails stand where.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn mail_counts(&self) -> Result<MailCounts, StoreError> {
        let rows: Vec<Mail> = sql::rows(self.reader(), MAIL, Vec::new()).await?;
        let mut counts = MailCounts::default();
        for row in rows {
            match row.state.as_str() {
                "waiting" => {
                    counts.waiting = row.mails;
                    counts.oldest_due_at = Some(row.oldest_due_at);
                }
                "sent" => counts.sent = row.mails,
                _ => counts.failed += row.mails,
            }
        }
        Ok(counts)
    }

    /// What became of the deliveries of all tenants in each hour since a time.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn hours(&self, since: i64) -> Result<Vec<HourRow>, StoreError> {
        let query = format!("{HOURS} GROUP BY h.hour_at, h.state ORDER BY h.hour_at");
        let rows: Vec<Hour> = sql::rows(self.reader(), &query, vec![since.into()]).await?;
        rows.iter().map(hour).collect()
    }
}

impl TenantStore {
    /// What became of its deliveries in each hour since a time.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn hours(&self, since: i64) -> Result<Vec<HourRow>, StoreError> {
        let query =
            format!("{HOURS} WHERE i.tenant_id = ? GROUP BY h.hour_at, h.state ORDER BY h.hour_at");
        let values = vec![since.into(), self.id.0.into()];
        let rows: Vec<Hour> = sql::rows(self.store.reader(), &query, values).await?;
        rows.iter().map(hour).collect()
    }

    /// The events that came in last.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn recent_events(&self, limit: u64) -> Result<Vec<RecentEvent>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = vec![self.id.0.into(), limit.into()];
        let rows: Vec<Event> = sql::rows(self.store.reader(), RECENT_EVENTS, values).await?;
        let rows = rows.into_iter().map(|row| {
            Ok(RecentEvent {
                moment: text::key("a moment", &row.moment)?,
                call_id: row.call_id,
                occurred_at: row.occurred_at,
                accepted_at: row.accepted_at,
                is_test: row.is_test,
            })
        });
        rows.collect()
    }
}

fn hour(row: &Hour) -> Result<HourRow, StoreError> {
    Ok(HourRow {
        hour_at: row.hour_at,
        state: text::key("a state", &row.state)?,
        deliveries: row.deliveries,
    })
}
