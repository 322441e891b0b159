//! Agreements to connections: a person goes to the CRM, agrees there, and comes back once, soon,
//! in the same session.

use crate::{Actor, StoreError, TenantStore, audit, connections, sql, tenants};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::ConnectionId;
use sea_orm::FromQueryResult;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// How long a person has to agree, in milliseconds.
pub const AGREEMENT_MS: i64 = 10 * 60_000;

const FORGET: &str = "DELETE FROM agreement WHERE tenant_id = ? AND expires_at <= ?";

const BEGIN: &str = "INSERT INTO agreement
    (tenant_id, state_hash, session_hash, connection_id, expires_at) VALUES (?, ?, ?, ?, ?)";

const TAKE: &str = "DELETE FROM agreement WHERE tenant_id = ? AND state_hash = ?
    AND session_hash = ? AND expires_at > ? RETURNING connection_id";

#[derive(FromQueryResult)]
struct Taken {
    connection_id: Uuid,
}

impl TenantStore {
    /// Notes that somebody goes to agree to a connection; returns the text that must come back
    /// with them. Only its hash is kept.
    ///
    /// # Errors
    /// `NotFound` without the connection.
    pub async fn begin_agreement(
        &self,
        id: ConnectionId,
        session: &str,
        now: i64,
    ) -> Result<String, StoreError> {
        let state = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let db = self.store.write().await?;
        let found = connections::find_current(&db, self.id, id).await?;
        found.ok_or(StoreError::NotFound)?;
        sql::execute(&db, FORGET, vec![self.id.0.into(), now.into()]).await?;
        let values = vec![
            self.id.0.into(),
            hash(&state).into(),
            hash(session).into(),
            id.0.into(),
            now.saturating_add(AGREEMENT_MS).into(),
        ];
        sql::execute(&db, BEGIN, values).await?;
        db.commit().await?;
        Ok(state)
    }

    /// Ends an agreement that began in the same session: the connection that it is for. Nothing
    /// where there is none, it took too long, or somebody came back with it before.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn take_agreement(
        &self,
        state: &str,
        session: &str,
        now: i64,
    ) -> Result<Option<ConnectionId>, StoreError> {
        let values = vec![
            self.id.0.into(),
            hash(state).into(),
            hash(session).into(),
            now.into(),
        ];
        let taken: Vec<Taken> = sql::rows(&self.store.inner.writer, TAKE, values).await?;
        let first = taken.into_iter().next();
        Ok(first.map(|taken| ConnectionId(taken.connection_id)))
    }

    /// Notes that somebody agreed, so that no process uses a token from before any more.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn end_agreement(
        &self,
        actor: &Actor,
        id: ConnectionId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        audit::note(&db, self, actor, "connection.sign_in", &id.to_string(), now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(())
    }
}

fn hash(text: &str) -> Vec<u8> {
    Sha256::digest(text).to_vec()
}
