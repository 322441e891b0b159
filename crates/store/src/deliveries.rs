//! The delivery log: open and finished deliveries as one list, and their attempts.

mod again;
mod arrived;
mod bulk;
mod filter;
mod list;
mod lost;
mod mark;
mod pulse;
mod sent;
mod unfinished;

pub(crate) use filter::{NOT_AGAIN, PAUSED};
pub use lost::{Lost, LostCount};
pub use pulse::{PulseCount, PulseState};
pub use sent::{Again, SentVersion};

pub(crate) use again::Origin;
pub(crate) use bulk::{count_ended, ended_after};

use crate::{
    Page, StoreError, TenantStore,
    attempts::{self, AttemptRow},
    page,
};
use domain::{
    Cause, DeliveryId, DeliveryState, Facts, Integration, IntegrationId, Moment, Phone, ProjectId,
    delivery::Progress,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};

/// Which deliveries are asked for; all that is said must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryFilter {
    /// Where they stand.
    pub state: Option<StateFilter>,
    /// Owed to which integration.
    pub integration: Option<IntegrationId>,
    /// Of the calls of which project.
    pub project: Option<ProjectId>,
    /// Of which moment.
    pub moment: Option<Moment>,
    /// With which last status.
    pub code: Option<i32>,
    /// Caller's number in any spelling: digits are compared, from 5 of them by their end.
    pub phone: Option<String>,
    /// The telephony's name of the call.
    pub call_id: Option<String>,
    /// Accepted at or after, in milliseconds since 1970.
    pub from: Option<i64>,
    /// Accepted before, in milliseconds since 1970.
    pub to: Option<i64>,
}

impl DeliveryFilter {
    /// The code that is asked for, where it is a status of HTTP: any number can be typed there.
    #[must_use]
    pub fn status(&self) -> Option<i32> {
        self.code.filter(|code| (100..1_000).contains(code))
    }
}

/// A stored state, or a derived one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum StateFilter {
    /// The delivery stands there.
    State(DeliveryState),
    /// It is not over yet, wherever it stands.
    Open,
    /// It is open, durable, and its integration is paused.
    Held,
    /// It failed, is of a real call, was not sent again and still can be.
    Lost,
    /// The same of what nobody answered.
    LostUnanswered,
}

/// The key of what is open.
const OPEN: &str = "open";
/// The key of what is held.
const HELD: &str = "held";
/// The key of what failed for good.
const LOST: &str = "lost";
/// The key of what nobody answered, for good.
const LOST_UNANSWERED: &str = "lost_unanswered";

impl StateFilter {
    /// The keys of those that are no stored state.
    pub const DERIVED: [&str; 4] = [OPEN, HELD, LOST, LOST_UNANSWERED];

    /// The filter of a key: that of a state, or one of [`Self::DERIVED`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            OPEN => Some(Self::Open),
            HELD => Some(Self::Held),
            LOST => Some(Self::Lost),
            LOST_UNANSWERED => Some(Self::LostUnanswered),
            state => DeliveryState::from_key(state).map(Self::State),
        }
    }
}

impl fmt::Display for StateFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(state) => state.fmt(f),
            Self::Open => f.write_str(OPEN),
            Self::Held => f.write_str(HELD),
            Self::Lost => f.write_str(LOST),
            Self::LostUnanswered => f.write_str(LOST_UNANSWERED),
        }
    }
}

impl From<StateFilter> for String {
    fn from(filter: StateFilter) -> Self {
        filter.to_string()
    }
}

impl TryFrom<String> for StateFilter {
    type Error = &'static str;

    fn try_from(key: String) -> Result<Self, Self::Error> {
        Self::from_key(&key).ok_or("no such state")
    }
}

/// A delivery as the log shows one.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// Which; also its `webhook-id`.
    pub id: DeliveryId,
    /// The event's identity, as the API shows it.
    pub event_id: String,
    /// The telephony's name of the call.
    pub call_id: String,
    /// Owed to which integration.
    pub integration_id: IntegrationId,
    /// What that is called now, deleted ones included.
    pub integration_name: String,
    /// The version last sent, or the one at acceptance.
    pub version: i32,
    /// The moment.
    pub moment: Moment,
    /// Where it stands.
    pub state: DeliveryState,
    /// Whether it is open, durable, and its integration is paused.
    pub held: bool,
    /// Whether it waits for the recording of its call, until `next_try_at` at the latest.
    pub awaits_recording: bool,
    /// Why the last try ended as it did.
    pub cause: Option<Cause>,
    /// The status of the last answer.
    pub code: Option<i32>,
    /// Settled sends so far.
    pub tries: i32,
    /// When it is due, in milliseconds since 1970; none where it is final or held.
    pub next_try_at: Option<i64>,
    /// When it was accepted, in milliseconds since 1970.
    pub accepted_at: i64,
    /// When it became final, in milliseconds since 1970.
    pub finished_at: Option<i64>,
    /// How long the last try took, from resolving to the last byte, in milliseconds.
    pub took_ms: Option<i64>,
    /// Whether it is a test of the customer.
    pub is_test: bool,
    /// The delivery it repeats at a person's wish.
    pub resend_of: Option<DeliveryId>,
    /// The caller's number at that moment.
    pub phone: Option<Phone>,
}

/// A delivery with all that is kept of it.
#[derive(Debug, Clone)]
pub struct DeliveryDetail {
    /// As the log shows it.
    pub row: DeliveryRow,
    /// What was known of the call at that moment.
    pub facts: Facts,
    /// When the event happened, in milliseconds since 1970.
    pub occurred_at: i64,
    /// How far its steps have come, and what they took from their answers.
    pub progress: Progress,
    /// The version last sent; the current one where none was.
    pub integration: Integration,
    /// The other versions that were sent before.
    pub earlier: Vec<Integration>,
    /// The current version, where it is another than the one sent last.
    pub current: Option<Integration>,
    /// Its attempts, oldest first.
    pub attempts: Vec<AttemptRow>,
}

impl DeliveryDetail {
    /// The version that an attempt sent.
    #[must_use]
    pub fn sent_by(&self, attempt: &AttemptRow) -> &Integration {
        let mut earlier = self.earlier.iter();
        earlier
            .find(|integration| integration.version == attempt.version)
            .unwrap_or(&self.integration)
    }
}

impl TenantStore {
    /// The deliveries that pass the filter, newest first.
    ///
    /// # Errors
    /// `NotFound` where `after` is no cursor of this list.
    pub async fn list_deliveries(
        &self,
        filter: &DeliveryFilter,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<DeliveryRow>, StoreError> {
        let after: Option<DeliveryId> = page::cursor(after)?;
        let wanted = filter::Wanted::new(self.id, filter, after);
        let rows = list::rows(self.store.reader(), &wanted, page::one_more(limit)).await?;
        Ok(Page::cut(rows, limit, |row| row.id.to_string()))
    }

    /// How many deliveries pass the filter, at most `max`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn count_deliveries(
        &self,
        filter: &DeliveryFilter,
        max: i64,
    ) -> Result<i64, StoreError> {
        Ok(bulk::count(self.store.reader(), self.id, filter, max).await?)
    }

    /// One delivery with all that is kept of it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_delivery(&self, id: DeliveryId) -> Result<DeliveryDetail, StoreError> {
        let db = self.store.reader();
        let found = list::find(db, self.id, id).await?;
        let (row, event) = found.ok_or(StoreError::NotFound)?;
        let attempts = attempts::list(db, self.id, id).await?;
        let sent = attempts.last().map(|attempt| attempt.version);
        let integration = self.sent_version(row.integration_id, sent).await?;
        let mut others: BTreeSet<i32> = attempts.iter().map(|attempt| attempt.version).collect();
        others.remove(&integration.version);
        let mut earlier = Vec::with_capacity(others.len());
        for version in others {
            let id = row.integration_id;
            earlier.push(self.sent_version(id, Some(version)).await?);
        }
        let current = self.current_version(row.integration_id).await?;
        let current = if current == integration.version {
            None
        } else {
            self.find_sent(row.integration_id, current).await?
        };
        Ok(DeliveryDetail {
            row,
            facts: event.facts,
            occurred_at: event.occurred_at,
            progress: event.progress,
            integration,
            earlier,
            current,
            attempts,
        })
    }

    /// A version of an integration, deleted or not; the current one where none is named.
    async fn sent_version(
        &self,
        id: IntegrationId,
        version: Option<i32>,
    ) -> Result<Integration, StoreError> {
        let version = match version {
            Some(version) => version,
            None => self.current_version(id).await?,
        };
        let found = self.find_sent(id, version).await?;
        found.ok_or(StoreError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_a_stored_one_or_derived() {
        let failed = StateFilter::State(DeliveryState::Failed);
        for (key, filter) in [
            ("open", StateFilter::Open),
            ("held", StateFilter::Held),
            ("lost", StateFilter::Lost),
            ("lost_unanswered", StateFilter::LostUnanswered),
            ("failed", failed),
        ] {
            assert_eq!(StateFilter::from_key(key), Some(filter));
            assert_eq!(filter.to_string(), key);
        }
        assert!(
            StateFilter::DERIVED
                .iter()
                .all(|key| StateFilter::from_key(key).is_some())
        );
        assert_eq!(StateFilter::from_key("nonsense"), None);
    }
}
