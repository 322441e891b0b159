//! Mails of failures: of an integration or a connection, to those who are told of it.

use crate::{
    StoreError, TenantStore, integrations,
    outbox::{
        self, MailArguments,
        argument::{CONNECTION, INCIDENT, INTEGRATION},
    },
};
use domain::{IncidentId, IntegrationId, key_end::KeyOwner, notice::Notice};
use sea_orm::ConnectionTrait;
use std::fmt::Display;

/// What is to be told of an integration or a connection.
pub(crate) struct Told {
    notice: Notice,
    about: KeyOwner,
    arguments: MailArguments,
}

impl Told {
    /// Something about an integration.
    pub(crate) fn of(notice: Notice, integration: IntegrationId) -> Self {
        Self::of_owner(notice, KeyOwner::Integration(integration))
    }

    /// Something about a key, for those who are told of what sends with it.
    pub(crate) fn of_owner(notice: Notice, about: KeyOwner) -> Self {
        let told = Self {
            notice,
            about,
            arguments: MailArguments::new(),
        };
        match about {
            KeyOwner::Integration(id) => told.with(INTEGRATION, id),
            KeyOwner::Connection(id) => told.with(CONNECTION, id),
        }
    }

    /// Something about an incident of it.
    pub(crate) fn of_incident(
        notice: Notice,
        integration: IntegrationId,
        incident: IncidentId,
    ) -> Self {
        Self::of(notice, integration).with(INCIDENT, incident)
    }

    /// Names something more.
    pub(crate) fn with(mut self, name: &str, value: impl Display) -> Self {
        self.arguments.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Owes a mail to everyone who is told of an integration or connection: those it names, or
/// owners and managers, without those who want no mail; where none of them is left, the owners.
pub(crate) async fn tell(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    told: Told,
    now: i64,
) -> Result<(), StoreError> {
    let wanted = match told.about {
        KeyOwner::Integration(id) => integrations::failure_recipients(db, tenant.id, id).await?,
        KeyOwner::Connection(id) => integrations::recipients_below(db, tenant.id, id).await?,
    };
    outbox::tell_wanted(db, tenant, &wanted, (told.notice, &told.arguments), now).await
}
