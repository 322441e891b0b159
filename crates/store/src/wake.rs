//! Waking other processes that share the database: what they hear is that something is due, or
//! that an integration was changed. On SQLite there are none.

use crate::{Store, StoreError, sql};
use domain::{IntegrationId, TenantId};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sqlx::postgres::PgListener;

/// The channel of PostgreSQL's notifications.
const CHANNEL: &str = "hookline";
/// What says that something is due.
const DUE: &str = "due";

/// What another process says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Something may be claimed.
    Due,
    /// An integration was changed, or answered a test: it is to be looked at again.
    Changed(TenantId, IntegrationId),
}

/// Hears what other processes say.
pub struct Calls {
    heard: PgListener,
    store: Store,
}

impl Store {
    /// Listens to other processes; `None` on SQLite.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn listen(&self) -> Result<Option<Calls>, StoreError> {
        if self.is_sqlite() {
            return Ok(None);
        }
        let unavailable = |error: sqlx::Error| StoreError::Unavailable(error.to_string());
        let pool = self.inner.writer.get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(unavailable)?;
        listener.listen(CHANNEL).await.map_err(unavailable)?;
        Ok(Some(Calls {
            heard: listener,
            store: self.clone(),
        }))
    }
}

impl Calls {
    /// The next call. After a lost connection, which is made anew, everything may be due. The
    /// set-up of a tenant of which something changed is read anew from here on.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn next(&mut self) -> Result<Call, StoreError> {
        match self.heard.try_recv().await {
            Ok(Some(said)) => {
                let call = read(said.payload());
                if let Call::Changed(tenant, _) = call {
                    // What is remembered of it may be older than what was just said.
                    self.store.inner.setups.forget(tenant);
                }
                Ok(call)
            }
            Ok(None) => Ok(Call::Due),
            Err(error) => Err(StoreError::Unavailable(error.to_string())),
        }
    }
}

fn read(said: &str) -> Call {
    let changed = said.split_once(' ').and_then(|(tenant, integration)| {
        Some(Call::Changed(
            tenant.parse().ok()?,
            integration.parse().ok()?,
        ))
    });
    changed.unwrap_or(Call::Due)
}

/// Says in a transaction that something may be claimed once it stands.
pub(crate) async fn due(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    say(db, DUE).await
}

/// Says in a transaction that an integration is to be looked at again once it stands.
pub(crate) async fn changed(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    integration: IntegrationId,
) -> Result<(), DbErr> {
    say(db, &format!("{tenant} {integration}")).await
}

async fn say(db: &impl ConnectionTrait, what: &str) -> Result<(), DbErr> {
    if db.get_database_backend() == DbBackend::Postgres {
        let values = vec![CHANNEL.into(), what.into()];
        sql::execute(db, "SELECT pg_notify(?, ?)", values).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_is_said_is_heard_and_anything_else_means_that_something_is_due() {
        let (tenant, integration) = (
            TenantId(Uuid::from_u128(1)),
            IntegrationId(Uuid::from_u128(2)),
        );
        let said = format!("{tenant} {integration}");
        assert_eq!(read(&said), Call::Changed(tenant, integration));
        for said in [DUE, "", "ten_1 int_2"] {
            assert_eq!(read(said), Call::Due);
        }
    }
}
