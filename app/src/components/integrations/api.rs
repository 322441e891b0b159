//! What the list of integrations asks of the server.

use super::pulse::Tick;
use super::standing::Standing;
use crate::error::AppError;
use domain::{IntegrationId, Method, Moment};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// An integration as a row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationLine {
    /// Which.
    pub id: IntegrationId,
    /// As the customer calls it.
    pub name: String,
    /// With which method it sends.
    pub method: Method,
    /// Where it sends, without the query.
    pub address: String,
    /// When it fires.
    pub moment: Moment,
    /// Whether it sends.
    pub enabled: bool,
    /// How it stands.
    pub standing: Standing,
    /// Its last deliveries, the oldest first.
    pub ticks: Vec<Tick>,
    /// Delivered in the last 24 hours.
    pub delivered: i64,
    /// Ended otherwise in the last 24 hours.
    pub failed: i64,
    /// Not final yet: they would be lost with the integration.
    pub open: i64,
    /// Its key, or its connection's, that ends soon or has ended.
    pub key_end: Option<KeyEndNote>,
}

/// A key that ends soon or has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyEndNote {
    /// Its last day.
    pub day: String,
    /// Whether that is over.
    pub is_over: bool,
}

/// The tenant's integrations by name.
#[server]
pub async fn list_integrations() -> Result<Vec<IntegrationLine>, AppError> {
    let scope = crate::session::require_seat()?;
    let cards = scope.tenant.list_integration_cards(scope.now()).await?;
    let ends = scope.tenant.list_key_ends().await?;
    let incidents = scope.tenant.standing_incidents().await?;
    let lasts = |id: IntegrationId| {
        let mut of_it = incidents.iter().filter(|of| of.integration_id == id);
        of_it.any(|incident| incident.closed.is_none())
    };
    let at = |at_ms| scope.stamp(at_ms);
    let lines = cards.into_iter().map(|card| {
        let key_end = key_end(&scope, &ends, &card);
        let row = line(at, card);
        IntegrationLine {
            standing: row.standing.while_incident(lasts(row.id)),
            key_end,
            ..row
        }
    });
    Ok(lines.collect())
}

/// Enables or pauses an integration.
#[server]
pub async fn set_integration_enabled(id: IntegrationId, enabled: bool) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    scope
        .tenant
        .set_enabled(&scope.actor(), id, enabled, scope.now())
        .await?;
    scope.desk.changed(scope.seat.tenant.id, id).await;
    Ok(())
}

/// Makes a paused copy of an integration.
#[server]
pub async fn duplicate_integration(id: IntegrationId) -> Result<IntegrationId, AppError> {
    use crate::i18n::text;
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    let name = scope.tenant.get_integration(id).await?.draft.name;
    let name = scope
        .texts()
        .with(text::INTEGRATIONS_COPY_OF, &[("name", &name)]);
    let name: String = name
        .chars()
        .take(domain::integration::NAME_CHARS_MAX)
        .collect();
    let copy = scope
        .tenant
        .duplicate_integration(&scope.actor(), id, &name, scope.now())
        .await?;
    Ok(copy.id)
}

/// Deletes an integration; what is open is called off, the log stays.
#[server]
pub async fn delete_integration(id: IntegrationId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    Ok(scope
        .tenant
        .delete_integration(&scope.actor(), id, scope.now())
        .await?)
}

/// Takes the deletion of an integration back.
#[server]
pub async fn restore_integration(id: IntegrationId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    scope
        .tenant
        .restore_integration(&scope.actor(), id, scope.now())
        .await?;
    scope.desk.changed(scope.seat.tenant.id, id).await;
    Ok(())
}

/// A row of the store, with times on a clock.
#[cfg(feature = "ssr")]
pub fn line(
    at: impl Fn(i64) -> crate::stamp::Stamp,
    card: store::IntegrationCard,
) -> IntegrationLine {
    let states: Vec<_> = card.recent.iter().map(|delivery| delivery.state).collect();
    let tick = |delivery: &store::RecentDelivery| Tick {
        state: delivery.state,
        time: at(delivery.accepted_at).text,
    };
    IntegrationLine {
        standing: Standing::of(card.enabled, &states),
        ticks: card.recent.iter().rev().map(tick).collect(),
        address: without_query(&card.url),
        id: card.id,
        name: card.name,
        method: card.method,
        moment: card.moment,
        enabled: card.enabled,
        delivered: card.delivered_24h,
        failed: card.failed_24h,
        open: card.open,
        key_end: None,
    }
}

/// The key that ends first of those that it sends with, where that is near.
#[cfg(feature = "ssr")]
fn key_end(
    scope: &crate::session::Scope,
    ends: &[store::KeyEndRow],
    card: &store::IntegrationCard,
) -> Option<KeyEndNote> {
    let owners = [
        Some(card.id.0),
        card.connection.map(|connection| connection.0),
    ];
    let mut own = ends
        .iter()
        .filter(|end| owners.contains(&Some(end.owner_id)));
    let ends_at = own.next()?.ends_at;
    domain::key_end::is_near(ends_at, scope.now()).then(|| KeyEndNote {
        // The first instant after the last day is another day.
        day: crate::stamp::day_and_year(scope.texts(), &scope.seat.tenant.zone, ends_at - 1),
        is_over: ends_at <= scope.now(),
    })
}

/// Host and path: what tells one receiver from another at a glance.
#[cfg(feature = "ssr")]
fn without_query(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    bare.split(['?', '#'])
        .next()
        .unwrap_or(bare)
        .trim_end_matches('/')
        .to_owned()
}
