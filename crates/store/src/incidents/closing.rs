//! The end of an incident, whoever or whatever ends it.

use crate::{TenantStore, sql};
use domain::{IncidentId, IntegrationId};
use sea_orm::{ConnectionTrait, DbErr};

const CLOSE: &str = "UPDATE incident SET closed_at = ?, closed_by = ?
    WHERE tenant_id = ? AND integration_id = ? AND closed_at IS NULL RETURNING id";

/// How an incident ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The integration works again.
    Recovered,
    /// A person paused it.
    Paused,
    /// It was switched off.
    SwitchedOff,
    /// It was taken away.
    Deleted,
}

impl Closed {
    /// Its stable text.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Recovered => "recovered",
            Self::Paused => "paused",
            Self::SwitchedOff => "switched_off",
            Self::Deleted => "deleted",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        [
            Self::Recovered,
            Self::Paused,
            Self::SwitchedOff,
            Self::Deleted,
        ]
        .into_iter()
        .find(|closed| closed.key() == key)
    }
}

/// Ends the open incident of an integration, if it has one.
pub(crate) async fn close(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    id: IntegrationId,
    how: Closed,
    now: i64,
) -> Result<Option<IncidentId>, DbErr> {
    let values = vec![
        now.into(),
        how.key().into(),
        tenant.id.0.into(),
        id.0.into(),
    ];
    let statement = sql::statement(db.get_database_backend(), CLOSE, values);
    let row = db.query_one_raw(statement).await?;
    let id = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(id.map(IncidentId))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn the_open_incident_is_found_by_its_index() {
        assert_served(CLOSE, &["incident_open"]).await;
    }

    #[test]
    fn every_end_reads_back_as_it_is_written() {
        for how in [
            Closed::Recovered,
            Closed::Paused,
            Closed::SwitchedOff,
            Closed::Deleted,
        ] {
            assert_eq!(Closed::from_key(how.key()), Some(how));
        }
    }
}
