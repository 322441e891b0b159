//! What the telephony sent: the last requests of each key and source, accepted or refused.

use crate::{
    Actor, BroughtIn, Page, Store, StoreError, TenantStore, audit, batch::Batch, page, silences,
    sql, text,
};
use domain::{IncomingId, Refusal, Sender, TenantId};
use sea_orm::{FromQueryResult, Value};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many accepted requests are kept for a key or source, and how many refused ones; the oldest
/// go first. A busy one takes no room from another. A tenant has few keys and sources, so that its
/// requests are looked through without an index by them.
pub const INCOMING_KEPT_MAX: i64 = 200;

static INSERT: Batch = Batch::inserting(
    "INSERT INTO incoming (tenant_id, id, sender_id, sender, received_at, event_count, refusal,
        detail, body, body_cut)",
    10,
    "",
);

const DROP_ACCEPTED: &str =
    "DELETE FROM incoming WHERE tenant_id = ? AND sender_id = ? AND refusal IS NULL AND id <= (
    SELECT id FROM incoming WHERE tenant_id = ? AND sender_id = ? AND refusal IS NULL
    ORDER BY id DESC LIMIT 1 OFFSET ?)";

const DROP_REFUSED: &str =
    "DELETE FROM incoming WHERE tenant_id = ? AND sender_id = ? AND refusal IS NOT NULL AND id <= (
    SELECT id FROM incoming WHERE tenant_id = ? AND sender_id = ? AND refusal IS NOT NULL
    ORDER BY id DESC LIMIT 1 OFFSET ?)";

const COLUMNS: &str = "SELECT id, sender_id, sender, received_at, event_count, refusal, detail,
    body, body_cut, mended_at FROM incoming WHERE tenant_id = ?";

const MEND: &str = "UPDATE incoming SET mended_at = ? WHERE tenant_id = ? AND id = ?
    AND refusal IS NOT NULL";

/// Which requests are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IncomingFilter {
    /// Only refused ones.
    pub refused: bool,
    /// Only those that came with this key or source.
    pub sender_id: Option<Uuid>,
}

/// A request that came in, as it is noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingIn {
    /// Whose.
    pub tenant_id: TenantId,
    /// Which; its UUIDv7 orders the list.
    pub id: IncomingId,
    /// The key or the source that it came with.
    pub sender_id: Uuid,
    /// What that is.
    pub sender: Sender,
    /// Milliseconds since 1970.
    pub received_at: i64,
    /// How many events it told; none of a refused one.
    pub event_count: i32,
    /// Why it was refused, with what was expected in English.
    pub refused: Option<(Refusal, String)>,
    /// Its body as text, where it was refused.
    pub body: String,
    /// Whether the body was cut.
    pub body_cut: bool,
}

/// A request that came in, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingRow {
    /// Which.
    pub id: IncomingId,
    /// The key or the source that it came with.
    pub sender_id: Uuid,
    /// What that is.
    pub sender: Sender,
    /// Milliseconds since 1970.
    pub received_at: i64,
    /// How many events it told.
    pub event_count: i32,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// What was expected, in English; empty where it was accepted.
    pub detail: String,
    /// Its body as text, where it was refused.
    pub body: String,
    /// Whether the body was cut.
    pub body_cut: bool,
    /// When a person sent it again, mended.
    pub mended_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    sender_id: Uuid,
    sender: String,
    received_at: i64,
    event_count: i32,
    refusal: Option<String>,
    detail: String,
    body: String,
    body_cut: bool,
    mended_at: Option<i64>,
}

impl Store {
    /// Notes requests that came in and what they brought, and lets the oldest of their senders go.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_incoming(
        &self,
        requests: &[IncomingIn],
        brought: &[BroughtIn],
        now: i64,
    ) -> Result<(), StoreError> {
        if requests.is_empty() && brought.is_empty() {
            return Ok(());
        }
        let db = self.write().await?;
        silences::count(&db, self, brought, now).await?;
        let rows = requests.iter().map(|request| {
            let (refusal, detail) = request.refused.clone().unzip();
            [
                request.tenant_id.0.into(),
                request.id.0.into(),
                request.sender_id.into(),
                request.sender.key().into(),
                request.received_at.into(),
                request.event_count.into(),
                refusal.map(Refusal::key).into(),
                text::storable(&detail.unwrap_or_default()).into(),
                text::storable(&request.body).into(),
                request.body_cut.into(),
            ]
        });
        INSERT.insert(&db, rows.collect()).await?;
        let ends = requests.iter().map(|it| {
            let drop = match it.refused {
                None => DROP_ACCEPTED,
                Some(_) => DROP_REFUSED,
            };
            (it.tenant_id, it.sender_id, drop)
        });
        for (tenant, sender, drop) in ends.collect::<BTreeSet<_>>() {
            let [tenant, sender] = [tenant.0, sender].map(Value::from);
            let values = vec![
                tenant.clone(),
                sender.clone(),
                tenant,
                sender,
                INCOMING_KEPT_MAX.into(),
            ];
            sql::execute(&db, drop, values).await?;
        }
        db.commit().await?;
        Ok(())
    }
}

impl TenantStore {
    /// The requests that came in, newest first.
    ///
    /// # Errors
    /// `NotFound` where `after` is no cursor of this list.
    pub async fn list_incoming(
        &self,
        filter: IncomingFilter,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<IncomingRow>, StoreError> {
        let after: Option<IncomingId> = page::cursor(after)?;
        let mut values = vec![self.id.0.into()];
        let mut sql = COLUMNS.to_owned();
        if filter.refused {
            sql.push_str(" AND refusal IS NOT NULL");
        }
        if let Some(sender) = filter.sender_id {
            sql.push_str(" AND sender_id = ?");
            values.push(sender.into());
        }
        if let Some(after) = after {
            sql.push_str(" AND id < ?");
            values.push(after.0.into());
        }
        sql.push_str(" ORDER BY id DESC LIMIT ?");
        values.push(page::one_more(limit).into());
        let rows: Vec<Row> = sql::rows(self.store.reader(), &sql, values).await?;
        let rows: Result<Vec<IncomingRow>, StoreError> = rows.into_iter().map(shown).collect();
        Ok(Page::cut(rows?, limit, |row| row.id.to_string()))
    }

    /// One request that came in.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_incoming(&self, id: IncomingId) -> Result<IncomingRow, StoreError> {
        let sql = format!("{COLUMNS} AND id = ?");
        let values = vec![self.id.0.into(), id.0.into()];
        let row: Option<Row> = sql::row(self.store.reader(), &sql, values).await?;
        shown(row.ok_or(StoreError::NotFound)?)
    }

    /// Notes that a person sent a refused request again, mended.
    ///
    /// # Errors
    /// `NotFound` where none was refused.
    pub async fn note_mended(
        &self,
        actor: &Actor,
        id: IncomingId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let values = vec![now.into(), self.id.0.into(), id.0.into()];
        if sql::execute(&db, MEND, values).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit::note(&db, self, actor, "incoming.mend", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }
}

fn shown(row: Row) -> Result<IncomingRow, StoreError> {
    let refusal = row.refusal.map(|key| text::key("a refusal", &key));
    Ok(IncomingRow {
        id: IncomingId(row.id),
        sender_id: row.sender_id,
        sender: text::key("a sender", &row.sender)?,
        received_at: row.received_at,
        event_count: row.event_count,
        refusal: refusal.transpose()?,
        detail: row.detail,
        body: row.body,
        body_cut: row.body_cut,
        mended_at: row.mended_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn the_oldest_go_by_their_key() {
        assert_served(DROP_REFUSED, &["PRIMARY KEY (tenant_id=? AND id<?)"]).await;
        let one = format!("{COLUMNS} AND id = ?");
        assert_served(&one, &["PRIMARY KEY (tenant_id=? AND id=?)"]).await;
    }
}
