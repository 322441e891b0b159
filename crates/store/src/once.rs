//! What a person is told only once, while it waits for the page that tells it where no script
//! runs: sealed, bound to a session, for one view and a few minutes.

use crate::{Store, StoreError, seal::Place, sql};
use domain::TenantId;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// How long it waits for its page, in milliseconds: five minutes.
pub const ONCE_KEPT_MS: i64 = 5 * 60_000;

const PUT: &str = "INSERT INTO shown_once (session_id, place, sealed, until_at)
    VALUES (?, ?, ?, ?)
    ON CONFLICT (session_id, place) DO UPDATE SET sealed = excluded.sealed,
        until_at = excluded.until_at";
const FIND: &str = "SELECT sealed FROM shown_once
    WHERE session_id = ? AND place = ? AND until_at > ?";
/// The very one that was found: what replaced it meanwhile has not been seen.
const TAKE: &str = "DELETE FROM shown_once WHERE session_id = ? AND place = ? AND sealed = ?";

#[derive(FromQueryResult)]
struct Row {
    sealed: Vec<u8>,
}

impl Store {
    /// Keeps a text for one view at a place, in this session alone, for [`ONCE_KEPT_MS`]; in place
    /// of an earlier one. It ends with the session.
    ///
    /// # Errors
    /// `NotFound` where the session has ended.
    pub async fn keep_once(
        &self,
        session: &str,
        place: &str,
        text: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let name = name(session, place);
        let sealed = self.inner.sealer.seal(stands(&name), text)?;
        let values = vec![
            session.into(),
            place.into(),
            sealed.into(),
            (now + ONCE_KEPT_MS).into(),
        ];
        sql::execute(&self.inner.writer, PUT, values).await?;
        Ok(())
    }

    /// Takes what waits at a place for this session; nothing where it was taken before, or is too
    /// old.
    ///
    /// # Errors
    /// `Broken` where it was sealed with another key.
    pub async fn take_once(
        &self,
        session: &str,
        place: &str,
        now: i64,
    ) -> Result<Option<String>, StoreError> {
        let values = vec![session.into(), place.into(), now.into()];
        let row: Option<Row> = sql::row(self.reader(), FIND, values).await?;
        let Some(Row { sealed }) = row else {
            return Ok(None);
        };
        let values = vec![session.into(), place.into(), sealed.clone().into()];
        let taken = sql::execute(&self.inner.writer, TAKE, values).await?;
        if taken.rows_affected() == 0 {
            return Ok(None);
        }
        let name = name(session, place);
        Ok(Some(self.inner.sealer.open(stands(&name), &sealed)?))
    }

    /// Forgets what nobody has looked at in time.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn forget_once(&self, now: i64) -> Result<(), StoreError> {
        // Nearly always there is none, and nobody waits for the one who writes.
        let count = "SELECT COUNT(*) FROM shown_once WHERE until_at <= ?";
        if sql::number(self.reader(), count, vec![now.into()]).await? > 0 {
            let forget = "DELETE FROM shown_once WHERE until_at <= ?";
            sql::execute(&self.inner.writer, forget, vec![now.into()]).await?;
        }
        Ok(())
    }
}

/// Forgets all of it: it is not worth a new seal.
pub(crate) async fn forget_all(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    sql::execute(db, "DELETE FROM shown_once", Vec::new()).await?;
    Ok(())
}

fn name(session: &str, place: &str) -> String {
    format!("once {session} {place}")
}

/// Where a text stands that is told once; its row is named by its session and place.
fn stands(name: &str) -> Place<'_> {
    Place {
        tenant: TenantId(Uuid::nil()),
        owner: Uuid::nil(),
        name,
    }
}
