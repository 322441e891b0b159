//! Calls, their events, and why an integration did not want one.

mod detail;
mod list;
mod matching;
mod missing;
mod seen;
mod standing;

pub use matching::{LOOKED_AT_MAX, Matching};
pub use missing::{MissingPage, MissingRow};
pub use seen::Seen;
pub use standing::CallCounts;

use crate::{DeliveryFilter, DeliveryRow, Page, StoreError, TenantStore, page};
use domain::{CallKey, CallStanding, EventId, Facts, IntegrationId, Moment, Phone, ProjectId};
use std::collections::HashMap;

/// A call as the list shows one.
#[derive(Debug, Clone)]
pub struct CallRow {
    /// Which.
    pub key: CallKey,
    /// The telephony's name of it.
    pub call_id: String,
    /// The client's number.
    pub phone: Option<Phone>,
    /// The company's line.
    pub tracking: Option<Phone>,
    /// How it ended, as a key of the closed list.
    pub status: Option<String>,
    /// When its first event was accepted, in milliseconds since 1970.
    pub first_at: i64,
    /// When its last event was accepted, in milliseconds since 1970.
    pub last_at: i64,
    /// The moments that were reported, in the order of the catalogue.
    pub moments: Vec<Moment>,
}

/// What calls are searched by; either of the two finds one.
#[derive(Debug, Clone, Copy)]
pub struct CallSearch<'a> {
    /// The telephony's name of it.
    pub call_id: &'a str,
    /// The client's number in any spelling: digits are compared, from 5 of them by their end.
    pub phone: &'a str,
}

/// Which calls are asked for; all that is said must hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct CallFilter<'a> {
    /// What they are searched by.
    pub search: Option<CallSearch<'a>>,
    /// How they stand with the CRM, judged by their deliveries from `from` on.
    pub standing: Option<CallStanding>,
    /// Of which project.
    pub project: Option<ProjectId>,
    /// With a first event that was accepted at or after, in milliseconds since 1970.
    pub from: Option<i64>,
    /// With a first event that was accepted before, in milliseconds since 1970.
    pub to: Option<i64>,
}

/// A call with its events and deliveries.
#[derive(Debug, Clone)]
pub struct CallDetail {
    /// As the list shows it.
    pub row: CallRow,
    /// All that is known of it.
    pub facts: Facts,
    /// Its events, oldest first.
    pub events: Vec<EventRow>,
    /// Its deliveries, oldest first.
    pub deliveries: Vec<DeliveryRow>,
}

/// An event of a call.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// Which.
    pub id: EventId,
    /// Its identity, as the API shows it.
    pub event_id: String,
    /// The moment.
    pub moment: Moment,
    /// When it happened, in milliseconds since 1970.
    pub occurred_at: i64,
    /// When it was accepted, in milliseconds since 1970.
    pub accepted_at: i64,
    /// What was known of the call then; nothing where it was erased.
    pub facts: Facts,
    /// The integrations that did not want it.
    pub unmet: Vec<Unmet>,
}

/// Why an integration did not want an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// Which integration.
    pub integration_id: IntegrationId,
    /// What it is called now.
    pub integration_name: String,
    /// Which version of it.
    pub version: i32,
    /// Its first condition that did not hold, from 0.
    pub condition_index: i32,
    /// What the call had there, as plain text.
    pub value: String,
}

/// The last call that reached a moment: what a preview renders.
pub type KnownCall = (String, i64, Facts);

/// Most deliveries that are shown with a call.
const DELIVERIES_SHOWN_MAX: u64 = 500;

impl TenantStore {
    /// The calls that pass the filter, newest first.
    ///
    /// # Errors
    /// `NotFound` where `after` is no cursor of this list.
    pub async fn list_calls(
        &self,
        filter: &CallFilter<'_>,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<CallRow>, StoreError> {
        let after: Option<CallKey> = page::cursor(after)?;
        let db = self.store.reader();
        let rows = list::rows(db, self.id, filter, after, page::one_more(limit)).await?;
        Ok(Page::cut(rows, limit, |row| row.key.to_string()))
    }

    /// Where each of these calls stands, all its deliveries counted; tests are left out.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn call_standings(
        &self,
        calls: &[CallKey],
    ) -> Result<HashMap<CallKey, CallStanding>, StoreError> {
        standing::of(self.store.reader(), self.id, calls).await
    }

    /// How the calls stand that began at `from` or later, all or those of a project; tests are
    /// not counted.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn count_calls(
        &self,
        from: i64,
        project: Option<ProjectId>,
    ) -> Result<CallCounts, StoreError> {
        standing::counts(self.store.reader(), self.id, from, project).await
    }

    /// One call by the telephony's name of it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_call(&self, call_id: &str) -> Result<CallDetail, StoreError> {
        let db = self.store.reader();
        let found = list::find(db, self.id, call_id).await?;
        let (row, facts) = found.ok_or(StoreError::NotFound)?;
        let events = detail::events(db, self.id, row.key).await?;
        let filter = DeliveryFilter {
            call_id: Some(call_id.to_owned()),
            ..DeliveryFilter::default()
        };
        let mut deliveries = self
            .list_deliveries(&filter, None, DELIVERIES_SHOWN_MAX)
            .await?
            .items;
        deliveries.reverse();
        Ok(CallDetail {
            row,
            facts,
            events,
            deliveries,
        })
    }

    /// `call_id`, time and facts of the last real call that reached a moment, if there is one
    /// among the newest.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn latest_facts(&self, moment: Moment) -> Result<Option<KnownCall>, StoreError> {
        detail::latest(self.store.reader(), self.id, moment).await
    }
}
