//! Erasing a number: what is owed is called off, facts and answers become empty, and what
//! remains says that something was there. Whom the data had reached is told, so that it can be
//! erased there, too.

use super::whole;
use crate::{
    Actor, Page, Store, StoreError, TenantStore, audit,
    finish::{self, Finished},
    page, sql, text,
};
use domain::{DeliveryState, ErasureId, IntegrationId, TenantId, number::names};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// For so long answers that come late to erased deliveries are looked for, in milliseconds.
const LATE_MS: i64 = 8 * 24 * 3_600_000;

const OWED: &str = "SELECT tenant_id, id FROM delivery WHERE tenant_id = ? AND call_key IN (
    SELECT id FROM call WHERE tenant_id = ? AND phone_reversed = ?)";
/// Integrations whose receivers got something of the number. A try that was never connected
/// brought nothing there.
const REACHED: &str = "SELECT d.integration_id, i.name, MIN(a.started_at) AS first_at,
        MAX(a.started_at) AS last_at, COUNT(*) AS attempt_count
    FROM call c
    JOIN delivery_log d ON d.tenant_id = c.tenant_id AND d.call_key = c.id
    JOIN attempt a ON a.tenant_id = d.tenant_id AND a.delivery_id = d.id
    JOIN integration i ON i.tenant_id = d.tenant_id AND i.id = d.integration_id
    WHERE c.tenant_id = ? AND c.phone_reversed = ? AND a.receiver_us > 0
    GROUP BY d.integration_id, i.name ORDER BY i.name, d.integration_id";
const COUNT: &str = "SELECT COUNT(*) FROM call WHERE tenant_id = ? AND phone_reversed = ?";

/// In this order: what is found by the number last loses it.
const ERASE: [&str; 7] = [
    "UPDATE event SET facts = '{}', derived = '', erased_at = ? WHERE tenant_id = ?
        AND call_key IN (SELECT id FROM call WHERE tenant_id = ? AND phone_reversed = ?)",
    // Tests that carried the facts of a call belong to none; the log says whose they were.
    "UPDATE event SET facts = '{}', derived = '', erased_at = ? WHERE tenant_id = ?
        AND call_key IS NULL AND id IN (SELECT d.event_key FROM call c
            JOIN delivery_log d ON d.tenant_id = c.tenant_id AND d.call_key = c.id
            WHERE c.tenant_id = ? AND c.phone_reversed = ?)",
    "DELETE FROM event_unmet WHERE tenant_id = ? AND event_key IN (
        SELECT e.id FROM call c JOIN event e ON e.tenant_id = c.tenant_id AND e.call_key = c.id
        WHERE c.tenant_id = ? AND c.phone_reversed = ?)",
    "DELETE FROM call_value WHERE tenant_id = ? AND call_id IN (
        SELECT call_id FROM call WHERE tenant_id = ? AND phone_reversed = ?)",
    "UPDATE attempt SET body = '', headers = '[]', detail = '' WHERE tenant_id = ?
        AND delivery_id IN (SELECT d.id FROM call c
            JOIN delivery_log d ON d.tenant_id = c.tenant_id AND d.call_key = c.id
            WHERE c.tenant_id = ? AND c.phone_reversed = ?)",
    "UPDATE delivery_log SET taken = NULL WHERE tenant_id = ?
        AND call_key IN (SELECT id FROM call WHERE tenant_id = ? AND phone_reversed = ?)",
    "UPDATE call SET phone_reversed = NULL WHERE tenant_id = ? AND phone_reversed = ?",
];

/// Texts of a table in which a number may stand, by the key of their row, and what ends a row
/// that names it.
type Texts = (&'static str, &'static str);

const REQUESTS: [Texts; 2] = [
    (
        "SELECT id, url || ' ' || headers || ' ' || body AS said FROM inspected
            WHERE tenant_id = ?",
        "DELETE FROM inspected WHERE tenant_id = ? AND id = ?",
    ),
    (
        "SELECT id, detail || ' ' || body AS said FROM incoming
            WHERE tenant_id = ? AND (body <> '' OR detail <> '')",
        "DELETE FROM incoming WHERE tenant_id = ? AND id = ?",
    ),
];

pub(super) const FILTERS: [Texts; 3] = [
    (
        "SELECT id, definition AS said FROM job WHERE tenant_id = ?",
        "DELETE FROM job WHERE tenant_id = ? AND id = ?",
    ),
    (
        "SELECT id, name || ' ' || query AS said FROM saved_view WHERE tenant_id = ?",
        "DELETE FROM saved_view WHERE tenant_id = ? AND id = ?",
    ),
    (
        "SELECT id, query || ' ' || mark AS said FROM export WHERE tenant_id = ?",
        "DELETE FROM export WHERE tenant_id = ? AND id = ?",
    ),
];

/// Answers that came after the erasure, from a worker that was sending meanwhile.
const LATE: &str = "UPDATE attempt SET body = '', headers = '[]', detail = ''
    WHERE (tenant_id, delivery_id, id) IN (
        SELECT a.tenant_id, a.delivery_id, a.id FROM event e
        JOIN delivery_log d ON d.tenant_id = e.tenant_id AND d.call_key = e.call_key
            AND d.event_key = e.id
        JOIN attempt a ON a.tenant_id = d.tenant_id AND a.delivery_id = d.id
        WHERE e.erased_at > ? AND (a.body <> '' OR a.headers <> '[]'))";

const LIST: &str = "SELECT id, author, call_count, cancelled_count, receivers, erased_at
    FROM erasure WHERE tenant_id = ? AND id < ? ORDER BY id DESC LIMIT ?";
const INSERT: &str = "INSERT INTO erasure (tenant_id, id, author, call_count, cancelled_count,
        receivers, erased_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)";

/// An erasure that was done. Whose number it was is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Which; the audit log names it.
    pub id: ErasureId,
    /// Who did it, in the text form of [`Actor`].
    pub author: String,
    /// How many calls it emptied.
    pub calls: i64,
    /// How many deliveries it called off.
    pub cancelled: i64,
    /// Whom the data had reached.
    pub receivers: Vec<Received>,
    /// When, in milliseconds since 1970.
    pub erased_at: i64,
}

/// Somebody who got data of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// By which integration.
    pub integration_id: IntegrationId,
    /// What that was called.
    pub name: String,
    /// When the first request went out, in milliseconds since 1970.
    pub first_at: i64,
    /// When the last one did.
    pub last_at: i64,
    /// How many there were.
    pub attempts: i64,
}

#[derive(FromQueryResult)]
struct Key {
    tenant_id: Uuid,
    id: Uuid,
}

#[derive(FromQueryResult)]
pub(super) struct Text {
    id: Uuid,
    pub(super) said: String,
}

#[derive(FromQueryResult)]
struct ReachedRow {
    integration_id: Uuid,
    name: String,
    first_at: i64,
    last_at: i64,
    attempt_count: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    author: String,
    call_count: i64,
    cancelled_count: i64,
    receivers: String,
    erased_at: i64,
}

impl TenantStore {
    /// Erases a number, by all its digits in the international form: at once and for good.
    ///
    /// # Errors
    /// `NotFound` where the text has no digits.
    pub async fn erase_number(
        &self,
        actor: &Actor,
        number: &str,
        now: i64,
    ) -> Result<Erasure, StoreError> {
        let reversed = whole(number)?;
        let db = self.store.write().await?;
        let cancelled = self.call_off(&db, &reversed, now).await?;
        let erasure = Erasure {
            id: ErasureId(self.store.inner.ids.at(now)),
            author: actor.to_string(),
            calls: sql::number(&db, COUNT, self.by(&reversed)).await?,
            cancelled,
            receivers: reached(&db, self.id, &reversed).await?,
            erased_at: now,
        };
        for (at, sql) in ERASE.iter().enumerate() {
            sql::execute(&db, sql, self.values(at, &reversed, now)).await?;
        }
        for (find, forget) in REQUESTS.into_iter().chain(FILTERS) {
            let texts = texts(&db, find, self.id).await?;
            for text in texts.iter().filter(|text| names(&text.said, number)) {
                sql::execute(&db, forget, vec![self.id.0.into(), text.id.into()]).await?;
            }
        }
        self.keep(&db, &erasure).await?;
        let subject = erasure.id.to_string();
        audit::note(&db, self, actor, "number.erase", &subject, now).await?;
        db.commit().await?;
        Ok(erasure)
    }

    /// The erasures, newest first.
    ///
    /// # Errors
    /// `NotFound` where `after` is no cursor of this list.
    pub async fn list_erasures(
        &self,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<Erasure>, StoreError> {
        let after: Option<ErasureId> = page::cursor(after)?;
        let after = after.map_or(Uuid::max(), |after| after.0);
        let values = vec![self.id.0.into(), after.into(), page::one_more(limit).into()];
        let rows: Vec<Row> = sql::rows(self.store.reader(), LIST, values).await?;
        let shown = rows.into_iter().map(shown);
        let rows = shown.collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(rows, limit, |row| row.id.to_string()))
    }

    /// Calls off what is owed of a number, whoever is sending it; how much that was.
    async fn call_off(
        &self,
        db: &impl ConnectionTrait,
        reversed: &str,
        now: i64,
    ) -> Result<i64, StoreError> {
        let mut values = vec![self.id.0.into()];
        values.extend(self.by(reversed));
        let keys: Vec<Key> = sql::rows(db, OWED, values).await?;
        let keys: Vec<_> = keys.iter().map(|key| (key.tenant_id, key.id)).collect();
        let ended = finish::take(db, &keys).await?.into_iter();
        let finished: Vec<_> = ended
            .map(|row| Finished {
                row,
                state: DeliveryState::Cancelled,
                finished_at: now,
            })
            .collect();
        let count = i64::try_from(finished.len()).unwrap_or(i64::MAX);
        finish::log(db, finished).await?;
        Ok(count)
    }

    fn by(&self, reversed: &str) -> Vec<Value> {
        vec![self.id.0.into(), reversed.into()]
    }

    /// The values of a statement of [`ERASE`].
    fn values(&self, at: usize, reversed: &str, now: i64) -> Vec<Value> {
        let tenant = Value::from(self.id.0);
        let mut values = match at {
            0 | 1 => vec![now.into(), tenant],
            2..=5 => vec![tenant],
            _ => Vec::new(),
        };
        values.extend(self.by(reversed));
        values
    }

    async fn keep(&self, db: &impl ConnectionTrait, erasure: &Erasure) -> Result<(), StoreError> {
        let values = vec![
            self.id.0.into(),
            erasure.id.0.into(),
            erasure.author.clone().into(),
            erasure.calls.into(),
            erasure.cancelled.into(),
            text::json("receivers", &erasure.receivers)?.into(),
            erasure.erased_at.into(),
        ];
        sql::execute(db, INSERT, values).await?;
        Ok(())
    }
}

impl Store {
    /// Empties answers that came to erased deliveries after the erasure.
    pub(crate) async fn erase_late_answers(&self, now: i64) -> Result<(), StoreError> {
        sql::execute(&self.inner.writer, LATE, vec![(now - LATE_MS).into()]).await?;
        Ok(())
    }
}

/// The texts of a table.
pub(super) async fn texts(
    db: &impl ConnectionTrait,
    find: &str,
    tenant: TenantId,
) -> Result<Vec<Text>, StoreError> {
    Ok(sql::rows(db, find, vec![tenant.0.into()]).await?)
}

async fn reached(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    reversed: &str,
) -> Result<Vec<Received>, StoreError> {
    let values = vec![tenant.0.into(), reversed.into()];
    let rows: Vec<ReachedRow> = sql::rows(db, REACHED, values).await?;
    let reached = rows.into_iter().map(|row| Received {
        integration_id: IntegrationId(row.integration_id),
        name: row.name,
        first_at: row.first_at,
        last_at: row.last_at,
        attempts: row.attempt_count,
    });
    Ok(reached.collect())
}

fn shown(row: Row) -> Result<Erasure, StoreError> {
    Ok(Erasure {
        id: ErasureId(row.id),
        author: row.author,
        calls: row.call_count,
        cancelled: row.cancelled_count,
        receivers: text::parsed("receivers", &row.receivers)?,
        erased_at: row.erased_at,
    })
}
