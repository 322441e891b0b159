//! Reconciliation: the events of a period that an integration wants as it is now, and that never
//! arrived.

use crate::{
    StoreError, TenantStore,
    ids::first_at,
    jobs::{Before, EVENT, Event, before, hold},
    page, phone, sql, text,
};
use domain::{DeliveryId, EventId, Facts, IntegrationId, Phone};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of a page.
const ROWS: usize = 50;
/// Events that are read at once.
const READ_AT_ONCE: i64 = 500;
/// Events that one page looks at; where there is little to find it goes on at the next.
const LOOKED_AT_MAX: usize = 5_000;

const FOUND: &str = "FROM event e
    WHERE e.tenant_id = ? AND e.id < ? AND e.id >= ? AND e.moment = ? AND NOT e.is_test
    ORDER BY e.id DESC LIMIT ?";

/// An event that an integration never got.
#[derive(Debug, Clone)]
pub struct MissingRow {
    /// The telephony's name of the call.
    pub call_id: String,
    /// The client's number.
    pub phone: Option<Phone>,
    /// When it was accepted, in milliseconds since 1970.
    pub accepted_at: i64,
    /// The last delivery of it, where there was one: it did not arrive.
    pub lost: Option<DeliveryId>,
}

/// A part of the list.
#[derive(Debug, Clone)]
pub struct MissingPage {
    /// Those that were found, newest first.
    pub items: Vec<MissingRow>,
    /// Where the next part begins; none at the end of the period.
    pub next: Option<String>,
}

impl TenantStore {
    /// The events of a period that an integration wants and never got, newest first.
    ///
    /// # Errors
    /// `NotFound` without the integration, or where `after` is no cursor of this list.
    pub async fn list_missing(
        &self,
        integration: IntegrationId,
        (from, to): (i64, i64),
        after: Option<&str>,
    ) -> Result<MissingPage, StoreError> {
        let db = self.store.reader();
        let integration = self.find_integration(db, integration).await?;
        let hours = self.get().await?.hours;
        let after: Option<EventId> = page::cursor(after)?;
        let mut below = after.map_or_else(|| first_at(to), |after| after.0);
        let mut items = Vec::new();
        let mut looked_at = 0;
        while items.len() < ROWS && looked_at < LOOKED_AT_MAX {
            let values = vec![
                self.id.0.into(),
                below.into(),
                first_at(from).into(),
                integration.draft.moment.key().into(),
                READ_AT_ONCE.into(),
            ];
            let events: Vec<Event> = sql::rows(db, &found(), values).await?;
            let known = before(db, &integration, &events).await?;
            let is_last = events.len() < usize::try_from(READ_AT_ONCE).unwrap_or(usize::MAX);
            looked_at += events.len();
            for event in events {
                if items.len() == ROWS {
                    let next = Some(EventId(below).to_string());
                    return Ok(MissingPage { items, next });
                }
                below = event.id;
                let row = missing(event, &known, |facts| {
                    hold(&integration.draft.conditions, hours.as_ref(), facts)
                })?;
                items.extend(row);
            }
            if is_last {
                return Ok(MissingPage { items, next: None });
            }
        }
        let next = Some(EventId(below).to_string());
        Ok(MissingPage { items, next })
    }
}

fn found() -> String {
    format!("SELECT {EVENT} {FOUND}")
}

/// What it got is told first: it is most, and what was known of the call need not be read.
fn missing(
    event: Event,
    known: &HashMap<Uuid, Before>,
    is_wanted: impl FnOnce(Facts) -> bool,
) -> Result<Option<MissingRow>, StoreError> {
    let lost = match known.get(&event.id) {
        Some(Before::Got) => return Ok(None),
        Some(Before::Lost(id)) => Some(*id),
        None => None,
    };
    let facts: Facts = text::parsed("facts", &event.facts)?;
    let phone = phone::caller(&facts);
    Ok(is_wanted(facts).then_some(MissingRow {
        call_id: event.call_id,
        phone,
        accepted_at: event.accepted_at,
        lost,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_period_is_walked_along_by_key() {
        let along = "sqlite_autoindex_event_1 (tenant_id=? AND id>? AND id<?)";
        assert_served(&found(), &[along]).await;
    }
}
