//! One moment of one call, as it came in, and what is owed for it.

use crate::{CallKey, DeliveryId, EventId, IntegrationId, Moment, TenantId, value::Facts};

/// An event after validation and normalisation, ready to be recorded.
#[derive(Debug, Clone)]
pub struct CallEvent {
    /// Whose it is.
    pub tenant_id: TenantId,
    /// Made for this event.
    pub id: EventId,
    /// Made for its call; used only if the call is new.
    pub call_key: CallKey,
    /// The identity that the sender gave, else the text form of `id`.
    pub event_id: String,
    /// By what it is known again, whoever names it: a hash.
    pub identity: Digest,
    /// Whether the sender named it: then it is known again within the tenant, else within its
    /// call.
    pub is_named: bool,
    /// By what a different content is told from a repetition: a hash.
    pub content: Digest,
    /// The moment.
    pub moment: Moment,
    /// The telephony's name of the call.
    pub call_id: String,
    /// When it happened, in milliseconds since 1970.
    pub occurred_at: i64,
    /// When it arrived.
    pub accepted_at: i64,
    /// What it reports; what earlier events reported is added when it is recorded.
    pub facts: Facts,
    /// What whoever read it made of it alone; yields to anything that is reported.
    pub implied: Facts,
    /// Whether it is a test.
    pub is_test: bool,
    /// The one integration that a made-up event is for; none means all of them.
    pub only: Option<IntegrationId>,
}

/// The first 16 bytes of a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 16]);

/// What a recorded event was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The event's identity, as the API shows it.
    pub event_id: String,
    /// How many deliveries it owes.
    pub delivery_count: u32,
    /// Whether an event with this identity was there before.
    pub duplicate: bool,
    /// Whether the earlier one said something else; the first content wins.
    pub differs: bool,
}

/// A delivery that an event owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Made for this delivery.
    pub id: DeliveryId,
    /// To which integration.
    pub integration_id: IntegrationId,
}

/// A longest age on arrival for live events, in milliseconds: older ones are recorded as expired.
pub const LIVE_AGE_MS_MAX: i64 = 120_000;
/// How long the identity of an event is kept, in milliseconds.
pub const IDENTITY_KEPT_MS: i64 = 30 * 24 * 3_600_000;
