//! Tokens of OAuth2: the one that was given last, sealed, and who asks for the next.

use crate::{Store, StoreError, TenantStore, seal::Place, secrets, sql};
use domain::{
    TenantId, WorkerId,
    connection::{CLIENT_SECRET, REFRESH_TOKEN_SECRET},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::fmt;
use uuid::Uuid;

/// The name under which a token is sealed.
const ACCESS_TOKEN: &str = "access_token";

const FIND: &str = "SELECT sealed, expires_at FROM token
    WHERE tenant_id = ? AND owner_id = ? AND sealed IS NOT NULL";

/// Taken where nobody asks, or whoever did has had the time.
const BEGIN: &str = "INSERT INTO token (tenant_id, owner_id, expires_at, renewed_by, renewed_until)
    VALUES (?, ?, 0, ?, ?)
    ON CONFLICT (tenant_id, owner_id) DO UPDATE
    SET renewed_by = excluded.renewed_by, renewed_until = excluded.renewed_until
    WHERE token.renewed_by IS NULL OR token.renewed_until <= ?";

const KEEP: &str = "UPDATE token SET sealed = ?, expires_at = ?
    WHERE tenant_id = ? AND owner_id = ?";

const END: &str = "UPDATE token SET renewed_by = NULL, renewed_until = NULL, failed_at = ?
    WHERE tenant_id = ? AND owner_id = ? AND renewed_by = ?";

const FORGET: &str = "DELETE FROM token WHERE tenant_id = ? AND owner_id = ?";

const STANDING: &str = "SELECT owner_id, CASE WHEN sealed IS NULL THEN 0 ELSE expires_at END
    AS expires_at, failed_at FROM token WHERE tenant_id = ?";

/// A token that was given.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptToken {
    /// Its text.
    pub access: String,
    /// Until when it is good, in milliseconds since 1970.
    pub expires_at: i64,
}

impl fmt::Debug for KeptToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptToken")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The secrets that a token is asked for with: of the client, and the refresh token.
pub type RenewalSecrets = (Option<String>, Option<String>);

/// How it stands with the tokens of an integration or a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct TokenStanding {
    /// Whose they are.
    pub owner_id: Uuid,
    /// Until when the last one is good, in milliseconds since 1970; 0 where there was none.
    pub expires_at: i64,
    /// When one was last asked for in vain, where none was given since.
    pub failed_at: Option<i64>,
}

impl TenantStore {
    /// How it stands with the tokens of everything that signs in.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_token_standings(&self) -> Result<Vec<TokenStanding>, StoreError> {
        let standings = sql::rows(self.store.reader(), STANDING, vec![self.id.0.into()]);
        Ok(standings.await?)
    }
}

#[derive(FromQueryResult)]
struct Row {
    sealed: Vec<u8>,
    expires_at: i64,
}

impl Store {
    /// The token that was given last to an integration or a connection.
    ///
    /// # Errors
    /// `Broken` where it was sealed with another key.
    pub async fn find_token(
        &self,
        tenant: TenantId,
        owner: Uuid,
    ) -> Result<Option<KeptToken>, StoreError> {
        let values = vec![tenant.0.into(), owner.into()];
        let row: Option<Row> = sql::row(self.reader(), FIND, values).await?;
        let opened = row.map(|row| {
            let access = self.inner.sealer.open(place(tenant, owner), &row.sealed)?;
            Ok(KeptToken {
                access,
                expires_at: row.expires_at,
            })
        });
        opened.transpose()
    }

    /// Lets a worker alone ask for a new token until a time; `None` where another one does.
    /// The secrets are read now: the refresh token may have changed a moment ago.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn begin_renewal(
        &self,
        worker: WorkerId,
        tenant: TenantId,
        owner: Uuid,
        now: i64,
        until: i64,
    ) -> Result<Option<RenewalSecrets>, StoreError> {
        let values = vec![
            tenant.0.into(),
            owner.into(),
            worker.0.into(),
            until.into(),
            now.into(),
        ];
        let begun = sql::execute(&self.inner.writer, BEGIN, values).await?;
        if begun.rows_affected() == 0 {
            return Ok(None);
        }
        let mut opened = secrets::open_all(self, &self.inner.writer, tenant, owner).await?;
        Ok(Some((
            opened.remove(CLIENT_SECRET),
            opened.remove(REFRESH_TOKEN_SECRET),
        )))
    }

    /// Keeps what was given, a new refresh token with it, and lets others ask again; nothing
    /// given is noted as a failure.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn end_renewal(
        &self,
        worker: WorkerId,
        tenant: TenantId,
        owner: Uuid,
        given: Option<&KeptToken>,
        refresh_token: Option<&str>,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.write().await?;
        if let Some(given) = given {
            let sealed = self
                .inner
                .sealer
                .seal(place(tenant, owner), &given.access)?;
            let values = vec![
                sealed.into(),
                given.expires_at.into(),
                tenant.0.into(),
                owner.into(),
            ];
            let is_kept = sql::execute(&db, KEEP, values).await?.rows_affected() > 0;
            // What was given to a sign-in that was changed meanwhile belongs to nothing.
            if let Some(refresh) = refresh_token.filter(|_| is_kept) {
                let tenant = self.tenant(tenant);
                secrets::put(&db, &tenant, owner, REFRESH_TOKEN_SECRET, refresh, now).await?;
            }
        }
        let failed_at = given.is_none().then_some(now);
        let values = vec![
            failed_at.into(),
            tenant.0.into(),
            owner.into(),
            worker.0.into(),
        ];
        sql::execute(&db, END, values).await?;
        db.commit().await?;
        Ok(())
    }
}

/// Forgets the token of a sign-in that was changed. Whoever asks for one at this moment uses it
/// once, and keeps nothing.
pub(crate) async fn forget(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    owner: Uuid,
) -> Result<(), StoreError> {
    sql::execute(db, FORGET, vec![tenant.0.into(), owner.into()]).await?;
    Ok(())
}

/// Where a token stands.
pub(crate) fn place(tenant: TenantId, owner: Uuid) -> Place<'static> {
    Place {
        tenant,
        owner,
        name: ACCESS_TOKEN,
    }
}
