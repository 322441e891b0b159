//! Reconciliation: the events of a period that an integration wants as it is now, and that never
//! arrived.

use crate::{
    StoreError, TenantStore,
    batch::Batch,
    ids::first_at,
    jobs::{Before, Came, before, hold},
    page, phone, sql, text,
};
use domain::{
    DeliveryId, EventId, Facts, IntegrationId, Phone, TenantId, WorkingHours, condition::Condition,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of a page.
const ROWS: usize = 50;
/// Events that are read at once.
const READ_AT_ONCE: i64 = 1_000;
/// Events of which is read at once what was known.
const KNOWN_AT_ONCE: usize = 64;
/// Events that one page looks at; where there is little to find it goes on at the next.
const LOOKED_AT_MAX: usize = 5_000;

/// Without what was known of the calls: most arrived, and it need not be read.
const FOUND: &str = "SELECT e.id, e.call_key, e.accepted_at FROM event e
    WHERE e.tenant_id = ? AND e.id < ? AND e.id >= ? AND e.moment = ? AND NOT e.is_test
        AND e.erased_at IS NULL
    ORDER BY e.id DESC LIMIT ?";

static KNOWN: Batch = Batch::new(
    "WITH k(tenant_id, id) AS (VALUES",
    2,
    ") SELECT e.id, e.call_id, e.accepted_at, e.facts FROM k CROSS JOIN event e
     WHERE e.tenant_id = k.tenant_id AND e.id = k.id",
);

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
        let after: Option<EventId> = page::cursor(after)?;
        let mut search = Search {
            hours: self.get().await?.hours,
            conditions: &integration.draft.conditions,
            below: after.map_or_else(|| first_at(to), |after| after.0),
            items: Vec::new(),
        };
        let mut looked_at = 0;
        while looked_at < LOOKED_AT_MAX {
            let values = vec![
                self.id.0.into(),
                search.below.into(),
                first_at(from).into(),
                integration.draft.moment.key().into(),
                READ_AT_ONCE.into(),
            ];
            let came: Vec<Came> = sql::rows(db, FOUND, values).await?;
            let became = before(db, &integration, &came).await?;
            looked_at += came.len();
            for events in owed(&came, &became).chunks(KNOWN_AT_ONCE) {
                if !search.look(events, known(db, self.id, events).await?)? {
                    return Ok(search.page());
                }
            }
            let is_last = came.len() < usize::try_from(READ_AT_ONCE).unwrap_or(usize::MAX);
            match came.last() {
                Some(last) if !is_last => search.below = last.id,
                _ => return Ok(search.all()),
            }
        }
        Ok(search.page())
    }
}

/// What was found so far.
struct Search<'a> {
    conditions: &'a [Condition],
    hours: Option<WorkingHours>,
    /// The last event that was looked at.
    below: Uuid,
    items: Vec<MissingRow>,
}

impl Search<'_> {
    /// Adds those of these events that are wanted; tells whether the page has room for more.
    fn look(
        &mut self,
        events: &[(Uuid, Option<DeliveryId>)],
        mut known: HashMap<Uuid, Known>,
    ) -> Result<bool, StoreError> {
        for (id, lost) in events {
            if self.items.len() == ROWS {
                return Ok(false);
            }
            self.below = *id;
            let Some(event) = known.remove(id) else {
                continue;
            };
            let facts: Facts = text::parsed("facts", &event.facts)?;
            let phone = phone::caller(&facts);
            if hold(self.conditions, self.hours.as_ref(), facts) {
                self.items.push(event.missing(phone, *lost));
            }
        }
        Ok(true)
    }

    /// What was found, where the period goes on.
    fn page(self) -> MissingPage {
        MissingPage {
            items: self.items,
            next: Some(EventId(self.below).to_string()),
        }
    }

    /// What was found of a period that was looked at to its end.
    fn all(self) -> MissingPage {
        MissingPage {
            items: self.items,
            next: None,
        }
    }
}

/// An event as it was known.
#[derive(FromQueryResult)]
struct Known {
    id: Uuid,
    call_id: String,
    accepted_at: i64,
    facts: String,
}

impl Known {
    fn missing(self, phone: Option<Phone>, lost: Option<DeliveryId>) -> MissingRow {
        MissingRow {
            call_id: self.call_id,
            phone,
            accepted_at: self.accepted_at,
            lost,
        }
    }
}

/// Those that never arrived, each with the last delivery of it.
fn owed(came: &[Came], became: &HashMap<Uuid, Before>) -> Vec<(Uuid, Option<DeliveryId>)> {
    let owed = came.iter().filter_map(|event| match became.get(&event.id) {
        Some(Before::Got) => None,
        Some(Before::Lost(id)) => Some((event.id, Some(*id))),
        None => Some((event.id, None)),
    });
    owed.collect()
}

/// What was known of these events.
async fn known(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    events: &[(Uuid, Option<DeliveryId>)],
) -> Result<HashMap<Uuid, Known>, StoreError> {
    let keys: Vec<_> = events
        .iter()
        .map(|(id, _)| [tenant.0.into(), (*id).into()])
        .collect();
    let mut known = HashMap::new();
    for row in KNOWN.query(db, &keys).await? {
        let row = Known::from_query_result(&row, "")?;
        known.insert(row.id, row);
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_period_is_walked_along_by_key() {
        let along = "sqlite_autoindex_event_1 (tenant_id=? AND id>? AND id<?)";
        assert_served(FOUND, &[along]).await;
    }
}
