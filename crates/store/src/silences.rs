//! Calls that stopped coming: what each key and source brings by the hour, and the times in which
//! it is odd that nothing came. Each is told once, and stands until the next call, which is told
//! too, or until its key or source is taken away.

use crate::{
    Store, StoreError, TenantStore,
    batch::Batch,
    outbox::{
        self, MailArguments,
        argument::{EVENTS, HOURS, SENDER, SINCE, UNTIL},
    },
    sql, text,
};
use domain::{
    Sender, SenderId, Tenant, TenantId, Time,
    notice::Notice,
    silence::{self, HOUR_MS, LOOKED_BACK_MS, SILENT_HOURS_MIN, Silence, WEEK_MS, WEEKS},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::BTreeSet;
use uuid::Uuid;

/// For so long the hours are kept, in milliseconds; a clock that was put back asks for one more.
pub(crate) const HOURS_KEPT_MS: i64 = WEEKS * WEEK_MS + LOOKED_BACK_MS + 2 * HOUR_MS;

static COUNT: Batch = Batch::inserting(
    "INSERT INTO sender_hour (tenant_id, sender_id, hour_at, event_count)",
    4,
    "ON CONFLICT (tenant_id, sender_id, hour_at)
        DO UPDATE SET event_count = sender_hour.event_count + excluded.event_count",
);

const OPEN: &str = "SELECT tenant_id, sender_id, sender, since_at FROM silence";

const END: &str = "DELETE FROM silence WHERE tenant_id = ? AND sender_id = ?";

/// Everyone who may bring calls and is not known to be silent, with the last hour in which they
/// did: the end of their part of the index, however much came before.
const LAST: &str = "SELECT k.tenant_id, k.id AS sender_id, 'key' AS sender, (
        SELECT MAX(h.hour_at) FROM sender_hour h
        WHERE h.tenant_id = k.tenant_id AND h.sender_id = k.id) AS last_at
    FROM api_key k WHERE k.scope = 'ingest' AND k.revoked_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM silence q
            WHERE q.tenant_id = k.tenant_id AND q.sender_id = k.id)
    UNION ALL
    SELECT s.tenant_id, s.id, s.adapter, (
        SELECT MAX(h.hour_at) FROM sender_hour h
        WHERE h.tenant_id = s.tenant_id AND h.sender_id = s.id)
    FROM source s WHERE s.deleted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM silence q
            WHERE q.tenant_id = s.tenant_id AND q.sender_id = s.id)";

const HOURS_OF: &str = "SELECT hour_at, event_count FROM sender_hour
    WHERE tenant_id = ? AND sender_id = ? AND hour_at >= ?";

const BEGIN: &str = "INSERT INTO silence (tenant_id, sender_id, sender, since_at, found_at,
        usual_hours, usual_events)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, sender_id) DO NOTHING";

/// A key that was revoked meanwhile is silent for good, as is a source that was taken away.
const LIST: &str = "SELECT s.sender_id, s.sender, s.since_at, s.usual_hours, s.usual_events
    FROM silence s
    LEFT JOIN api_key k ON k.tenant_id = s.tenant_id AND k.id = s.sender_id
    LEFT JOIN source o ON o.tenant_id = s.tenant_id AND o.id = s.sender_id AND o.deleted_at IS NULL
    WHERE s.tenant_id = ? AND k.revoked_at IS NULL
        AND (s.sender = 'key' OR o.id IS NOT NULL)
    ORDER BY s.found_at DESC";

/// How many events a key or source brought within an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BroughtIn {
    /// Whose.
    pub tenant_id: TenantId,
    /// The key or the source.
    pub sender_id: Uuid,
    /// When the hour began, in milliseconds since 1970.
    pub hour_at: i64,
    /// So many more.
    pub events: i64,
}

/// A key or source that brings no calls, although it usually would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SilenceRow {
    /// Which.
    pub sender: SenderId,
    /// Since when, and what usually comes meanwhile.
    pub silence: Silence,
}

#[derive(FromQueryResult)]
struct OpenRow {
    tenant_id: Uuid,
    sender_id: Uuid,
    sender: String,
    since_at: i64,
}

#[derive(FromQueryResult)]
struct LastRow {
    tenant_id: Uuid,
    sender_id: Uuid,
    sender: String,
    last_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct HourRow {
    hour_at: i64,
    event_count: i64,
}

#[derive(FromQueryResult)]
struct ListRow {
    sender_id: Uuid,
    sender: String,
    since_at: i64,
    usual_hours: i64,
    usual_events: i64,
}

/// Counts what came, ends the silences of those who brought it, and tells their tenants.
pub(crate) async fn count(
    db: &impl ConnectionTrait,
    store: &Store,
    brought: &[BroughtIn],
    now: i64,
) -> Result<(), StoreError> {
    if brought.is_empty() {
        return Ok(());
    }
    let rows = brought.iter().map(|it| {
        [
            it.tenant_id.0.into(),
            it.sender_id.into(),
            it.hour_at.into(),
            it.events.into(),
        ]
    });
    COUNT.insert(db, rows.collect()).await?;
    let brought: BTreeSet<(Uuid, Uuid)> = brought
        .iter()
        .map(|it| (it.tenant_id.0, it.sender_id))
        .collect();
    for open in sql::rows::<OpenRow>(db, OPEN, Vec::new()).await? {
        if brought.contains(&(open.tenant_id, open.sender_id)) {
            end(db, store, &open, now).await?;
        }
    }
    Ok(())
}

/// Ends a silence and owes the mail that says so; nothing where another process did.
async fn end(
    db: &impl ConnectionTrait,
    store: &Store,
    open: &OpenRow,
    now: i64,
) -> Result<(), StoreError> {
    if !forget(db, TenantId(open.tenant_id), open.sender_id).await? {
        return Ok(());
    }
    let sender: Sender = text::key("a sender", &open.sender)?;
    let arguments = named([
        (SENDER, sender.with_id(open.sender_id).to_string()),
        (SINCE, open.since_at.to_string()),
        (UNTIL, now.to_string()),
    ]);
    let tenant = store.tenant(TenantId(open.tenant_id));
    outbox::tell_managers(db, &tenant, Notice::CallsResumed, &arguments, now).await
}

/// Ends a silence without a word; tells whether there was one.
pub(crate) async fn forget(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    sender: Uuid,
) -> Result<bool, StoreError> {
    let ended = sql::execute(db, END, vec![tenant.0.into(), sender.into()]).await?;
    Ok(ended.rows_affected() > 0)
}

fn named<const LENGTH: usize>(all: [(&str, String); LENGTH]) -> MailArguments {
    all.map(|(name, value)| (name.to_owned(), value)).into()
}

impl Store {
    /// Looks who brings no calls although they usually would, and tells their tenants. `clock`
    /// tells what a company's clock shows at an instant, in milliseconds since 1970. Safe to be
    /// called by several processes at once: each silence is begun by one of them.
    ///
    /// # Errors
    /// `Unavailable`; what was told before stands.
    pub async fn watch_silences(
        &self,
        now: i64,
        clock: impl Fn(&Tenant, i64) -> Time + Sync,
    ) -> Result<(), StoreError> {
        let quiet = now - LOOKED_BACK_MS - HOUR_MS..=now - (SILENT_HOURS_MIN + 1) * HOUR_MS;
        for row in sql::rows::<LastRow>(self.reader(), LAST, Vec::new()).await? {
            if row.last_at.is_some_and(|last| quiet.contains(&last)) {
                self.look_at(&row, now, &clock).await?;
            }
        }
        Ok(())
    }

    async fn look_at(
        &self,
        row: &LastRow,
        now: i64,
        clock: &(impl Fn(&Tenant, i64) -> Time + Sync),
    ) -> Result<(), StoreError> {
        let tenant = self.find_tenant(TenantId(row.tenant_id)).await?;
        let tenant = tenant.ok_or(StoreError::NotFound)?;
        let key = vec![row.tenant_id.into(), row.sender_id.into()];
        let from = (now - HOURS_KEPT_MS).into();
        let values = key.iter().cloned().chain([from]).collect();
        let hours: Vec<HourRow> = sql::rows(self.reader(), HOURS_OF, values).await?;
        let hours = hours.into_iter().map(|row| (row.hour_at, row.event_count));
        let clock = |at| clock(&tenant, at);
        let working = tenant.hours.as_ref();
        let Some(found) = silence::silence(&hours.collect(), now, clock, working) else {
            return Ok(());
        };
        let sender: Sender = text::key("a sender", &row.sender)?;
        let db = self.write().await?;
        let told = [
            sender.key().into(),
            found.since.into(),
            now.into(),
            found.usual_hours.into(),
            found.usual_events.into(),
        ];
        let values = key.into_iter().chain(told).collect();
        let is_new = sql::execute(&db, BEGIN, values).await?.rows_affected() == 1;
        if is_new {
            let arguments = named([
                (SENDER, sender.with_id(row.sender_id).to_string()),
                (SINCE, found.since.to_string()),
                (HOURS, found.usual_hours.to_string()),
                (EVENTS, found.usual_events.to_string()),
            ]);
            let tenant = self.tenant(tenant.id);
            outbox::tell_managers(&db, &tenant, Notice::CallsStopped, &arguments, now).await?;
        }
        db.commit().await?;
        Ok(())
    }
}

impl TenantStore {
    /// The keys and sources that bring no calls although they usually would, the newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_silences(&self) -> Result<Vec<SilenceRow>, StoreError> {
        let values = vec![self.id.0.into()];
        let rows: Vec<ListRow> = sql::rows(self.store.reader(), LIST, values).await?;
        let shown = rows.into_iter().map(|row| {
            let sender: Sender = text::key("a sender", &row.sender)?;
            Ok(SilenceRow {
                sender: sender.with_id(row.sender_id),
                silence: Silence {
                    since: row.since_at,
                    usual_hours: row.usual_hours,
                    usual_events: row.usual_events,
                },
            })
        });
        shown.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn who_is_quiet_is_found_by_the_last_hour_alone() {
        let of_one = "PRIMARY KEY (tenant_id=? AND sender_id=?)";
        let (last, known) = (
            format!("SEARCH h USING {of_one}"),
            format!("SEARCH q USING {of_one}"),
        );
        assert_served(LAST, &[last.as_str(), known.as_str()]).await;
        let hours = "sender_hour USING PRIMARY KEY (tenant_id=? AND sender_id=? AND hour_at>?)";
        assert_served(HOURS_OF, &[hours]).await;
    }
}
