//! What reconciliation asks of the server.

use crate::{address::percent, error::AppError, stamp::Stamp};
use domain::{DeliveryId, IntegrationId};
use leptos::{prelude::*, server_fn::codec::Json};
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// The period that is shown where none is chosen.
const PERIOD: &str = "today";

/// What is asked for, as the address holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingQuery {
    /// An integration's id; the first where none is chosen.
    pub integration: String,
    /// One of the periods of the log.
    pub period: String,
    /// Where the page goes on.
    pub after: String,
}

impl MissingQuery {
    /// Reads the address.
    #[must_use]
    pub fn read(address: &ParamsMap) -> Self {
        let field = |name| address.get_str(name).unwrap_or_default().trim().to_owned();
        let period = Some(field("period")).filter(|period| !period.is_empty());
        Self {
            integration: field("integration"),
            period: period.unwrap_or_else(|| PERIOD.to_owned()),
            after: field("after"),
        }
    }

    /// The address of the same view from another row on.
    #[must_use]
    pub fn address(&self, after: &str) -> String {
        format!(
            "/missing?integration={}&period={}&after={}",
            percent(&self.integration),
            percent(&self.period),
            percent(after)
        )
    }
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingView {
    /// What was asked for.
    pub query: MissingQuery,
    /// The integrations that can be chosen: those whose moment is not live.
    pub integrations: Vec<(IntegrationId, String)>,
    /// The one that is shown; none where there is none to choose.
    pub integration: Option<IntegrationId>,
    /// What it never got, newest first.
    pub lines: Vec<MissingLine>,
    /// Where the next part begins.
    pub next: Option<String>,
}

/// A call whose data never arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingLine {
    /// The telephony's name of it.
    pub call_id: String,
    /// The client's number, masked where the role does not see it.
    pub phone: Option<String>,
    /// When the event was accepted.
    pub accepted: Stamp,
    /// The delivery that did not arrive, where there was one.
    pub lost: Option<DeliveryId>,
}

/// What an integration never got of a period.
#[server(input = Json)]
pub async fn list_missing(query: MissingQuery) -> Result<MissingView, AppError> {
    use crate::components::deliveries::query::period;
    use domain::Class;
    let scope = crate::session::require_seat()?;
    let integrations: Vec<_> = scope
        .tenant
        .list_integrations()
        .await?
        .into_iter()
        .filter(|row| row.draft.moment.class() == Class::Durable)
        .map(|row| (row.id, row.draft.name))
        .collect();
    let wished = query.integration.parse().ok();
    let is_there = |id: &IntegrationId| integrations.iter().any(|(known, _)| known == id);
    let first = integrations.first().map(|(id, _)| *id);
    let integration = wished.filter(is_there).or(first);
    let (zone, now) = (&scope.seat.tenant.zone, scope.now());
    let (from, to) = period(zone, now, &query.period);
    let period = (from.unwrap_or_default(), to.unwrap_or(now));
    let (mut lines, mut next) = (Vec::new(), None);
    if let Some(id) = integration {
        let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
        let page = scope.tenant.list_missing(id, period, after).await?;
        let rows = page.items.into_iter();
        lines = rows.map(|row| MissingLine::of(&scope, row)).collect();
        next = page.next;
    }
    Ok(MissingView {
        query: MissingQuery {
            integration: integration.map(|id| id.to_string()).unwrap_or_default(),
            ..query
        },
        integrations,
        integration,
        lines,
        next,
    })
}

#[cfg(feature = "ssr")]
impl MissingLine {
    fn of(scope: &crate::session::Scope, row: store::MissingRow) -> Self {
        let sees_numbers = scope.seat.role.sees_numbers();
        let phone = row.phone.as_ref();
        Self {
            phone: phone.map(|phone| crate::privacy::phone_text(phone, sees_numbers)),
            accepted: scope.stamp(row.accepted_at),
            call_id: row.call_id,
            lost: row.lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_what_is_chosen() {
        let mut address = ParamsMap::new();
        address.insert("integration", "int_1".to_owned());
        let query = MissingQuery::read(&address);
        assert_eq!(query.period, PERIOD);
        let here = query.address("evt_2");
        assert_eq!(here, "/missing?integration=int_1&period=today&after=evt_2");
    }
}
