//! Reconciliation: the events of a period that an integration wants as it is now, and that never
//! arrived.

use crate::{StoreError, TenantStore, ids::first_at, jobs::hold, page, phone, sql, text};
use domain::{
    DeliveryId, EventId, Facts, Integration, IntegrationId, Phone, TenantId, WorkingHours,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

/// Rows of a page.
const ROWS: usize = 50;
/// Events that are looked at with one question.
const AT_ONCE: i64 = 1_000;
/// Rows that one question answers.
const ANSWERED: i64 = 100;
/// How much sooner than its event a delivery may seem to be made: both are of the same moment, but
/// the key of either may run ahead of it where there are many.
const SOONER_MS: i64 = 1_000;
/// Events that one page looks at; where there is little to find it goes on at the next.
const LOOKED_AT_MAX: i64 = 5_000;

/// The event behind so many others.
const BEHIND: &str = "SELECT e.id, e.accepted_at FROM event e
    WHERE e.tenant_id = ? AND e.id < ? AND e.id >= ? AND e.moment = ? AND NOT e.is_test
    ORDER BY e.id DESC LIMIT 1 OFFSET ?";

/// Those that have no delivery that arrived, may have arrived, or is still to. Most have one that
/// was made with them, which is found along the integration's own; only for what is left are the
/// deliveries of the call looked at. A delivery is made with its event or later, but of one
/// millisecond either key may be the smaller.
const FOUND: &str = "SELECT e.id, e.call_id, e.accepted_at, e.facts, (
        SELECT d.id FROM delivery_log d
        WHERE d.tenant_id = e.tenant_id AND d.call_key = e.call_key AND d.id >= ?
            AND d.event_key = e.id AND d.integration_id = ? AND NOT d.is_test
        ORDER BY d.id DESC LIMIT 1) AS lost
    FROM event e
    WHERE e.tenant_id = ? AND e.id < ? AND e.id >= ? AND e.moment = ? AND NOT e.is_test
        AND e.erased_at IS NULL
        AND e.id NOT IN (SELECT d.event_key FROM delivery_log d
            WHERE d.tenant_id = ? AND d.integration_id = ? AND d.id >= ? AND d.id < ?
                AND d.state IN ('delivered', 'unanswered') AND NOT d.is_test)
        AND NOT EXISTS (SELECT 1 FROM delivery_log d
            WHERE d.tenant_id = e.tenant_id AND d.call_key = e.call_key AND d.id >= ?
                AND d.event_key = e.id AND d.integration_id = ?
                AND d.state IN ('delivered', 'unanswered') AND NOT d.is_test)
        AND NOT EXISTS (SELECT 1 FROM delivery d
            WHERE d.tenant_id = e.tenant_id AND d.call_key = e.call_key AND d.event_key = e.id
                AND d.integration_id = ? AND NOT d.is_test)
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
        let after: Option<EventId> = page::cursor(after)?;
        let begin = first_at(from);
        let mut search = Search {
            tenant: self.id,
            hours: self.get().await?.hours,
            integration: &integration,
            below: after.map_or_else(|| first_at(to), |after| after.0),
            items: Vec::new(),
        };
        let mut looked_at = 0;
        while looked_at < LOOKED_AT_MAX {
            let floor = search.floor(db, begin).await?;
            let (id, at) = floor
                .as_ref()
                .map_or((begin, from), |floor| (floor.id, floor.accepted_at));
            let made = first_at(at.saturating_sub(SOONER_MS));
            if !search.look(db, id, made).await? {
                return Ok(search.page());
            }
            if floor.is_none() {
                return Ok(search.all());
            }
            search.below = id;
            looked_at += AT_ONCE;
        }
        Ok(search.page())
    }
}

/// What was found so far.
struct Search<'a> {
    tenant: TenantId,
    integration: &'a Integration,
    hours: Option<WorkingHours>,
    /// The events from here on were looked at.
    below: Uuid,
    items: Vec<MissingRow>,
}

impl Search<'_> {
    /// The last of the next events to look at; none where less are left.
    async fn floor(
        &self,
        db: &impl ConnectionTrait,
        begin: Uuid,
    ) -> Result<Option<Floor>, StoreError> {
        let values = vec![
            self.tenant.0.into(),
            self.below.into(),
            begin.into(),
            self.integration.draft.moment.key().into(),
            (AT_ONCE - 1).into(),
        ];
        Ok(sql::row(db, BEHIND, values).await?)
    }

    /// Adds what is wanted of the events from `floor` on, whose deliveries were made from `made` on;
    /// tells whether the page has room for more.
    async fn look(
        &mut self,
        db: &impl ConnectionTrait,
        floor: Uuid,
        made: Uuid,
    ) -> Result<bool, StoreError> {
        loop {
            let found: Vec<Found> = sql::rows(db, FOUND, self.asked(floor, made)).await?;
            let is_all = found.len() < usize::try_from(ANSWERED).unwrap_or(usize::MAX);
            for event in found {
                if self.items.len() == ROWS {
                    return Ok(false);
                }
                self.below = event.id;
                self.take(event)?;
            }
            if is_all {
                return Ok(true);
            }
        }
    }

    /// The values of [`FOUND`].
    fn asked(&self, floor: Uuid, made: Uuid) -> Vec<Value> {
        let (tenant, id): (Value, Value) = (self.tenant.0.into(), self.integration.id.0.into());
        let (below, made) = (Value::from(self.below), Value::from(made));
        vec![
            made.clone(),
            id.clone(),
            tenant.clone(),
            below.clone(),
            floor.into(),
            self.integration.draft.moment.key().into(),
            tenant,
            id.clone(),
            made.clone(),
            below,
            made,
            id.clone(),
            id,
            ANSWERED.into(),
        ]
    }

    fn take(&mut self, event: Found) -> Result<(), StoreError> {
        let facts: Facts = text::parsed("facts", &event.facts)?;
        let phone = phone::caller(&facts);
        if hold(
            &self.integration.draft.conditions,
            self.hours.as_ref(),
            facts,
        ) {
            self.items.push(MissingRow {
                call_id: event.call_id,
                phone,
                accepted_at: event.accepted_at,
                lost: event.lost.map(DeliveryId),
            });
        }
        Ok(())
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

#[derive(FromQueryResult)]
struct Floor {
    id: Uuid,
    accepted_at: i64,
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    call_id: String,
    accepted_at: i64,
    facts: String,
    lost: Option<Uuid>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_period_is_walked_along_by_key() {
        let along = "sqlite_autoindex_event_1 (tenant_id=? AND id>? AND id<?)";
        assert_served(BEHIND, &[along]).await;
        let own =
            "delivery_log_by_integration (tenant_id=? AND integration_id=? AND id>? AND id<?)";
        let of_call = "delivery_log_by_call (tenant_id=? AND call_key=? AND id>?)";
        let open = "delivery_by_call (tenant_id=? AND call_key=?)";
        assert_served(FOUND, &[along, own, of_call, open]).await;
    }
}
