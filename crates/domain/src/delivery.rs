//! One event owed to one integration: its states, and what a worker holds while it sends.

use crate::{
    AttemptId, DeliveryId, EventId, IntegrationId, Moment, TenantId, WorkerId,
    catalogue::catalogue, moment::Class, value::Facts,
};
use std::sync::Arc;

catalogue! {
    /// Where a delivery stands. `held` is not among them: it is derived from the integration.
    pub enum DeliveryState {
        /// Waits for its first try.
        Scheduled = "scheduled",
        /// A worker holds it.
        Sending = "sending",
        /// Waits for its next try.
        Retrying = "retrying",
        /// The receiver took it.
        Delivered = "delivered",
        /// Given up.
        Failed = "failed",
        /// Live, and too late to matter.
        Expired = "expired",
        /// The receiver may have taken it, and the customer wants to be asked.
        Unanswered = "unanswered",
        /// Called off by a person.
        Cancelled = "cancelled",
    }
}

impl DeliveryState {
    /// Whether nothing more happens by itself.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Scheduled | Self::Sending | Self::Retrying => false,
            Self::Delivered | Self::Failed | Self::Expired | Self::Unanswered | Self::Cancelled => {
                true
            }
        }
    }
}

/// A delivery that this process has claimed: all that is needed to send and settle it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Whose it is.
    pub tenant_id: TenantId,
    /// Which it is; also its `webhook-id`.
    pub id: DeliveryId,
    /// To which integration it is owed.
    pub integration_id: IntegrationId,
    /// Who holds it.
    pub claimed_by: WorkerId,
    /// The fencing token: settling must name it.
    pub claim_no: i32,
    /// The event it carries.
    pub event: Arc<EventSnapshot>,
    /// Its class, that of its moment.
    pub class: Class,
    /// Deliveries with the same key go one at a time within their class.
    pub order_key: String,
    /// The delivery of the same order key that must be final first.
    pub waits_for: Option<DeliveryId>,
    /// Settled sends so far.
    pub tries: i32,
    /// How far its steps have come.
    pub progress: Progress,
    /// When it was accepted, in milliseconds since 1970.
    pub accepted_at: i64,
    /// When it may be sent next.
    pub due_at: i64,
    /// When it is given up.
    pub deadline_at: i64,
    /// Whether it is a test of the customer.
    pub is_test: bool,
    /// The delivery it repeats at a person's wish.
    pub resend_of: Option<DeliveryId>,
}

/// What a delivery pins of its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSnapshot {
    /// Which event.
    pub id: EventId,
    /// The event's identity in the tenant, as the API shows it.
    pub event_id: String,
    /// The telephony's name of the call.
    pub call_id: String,
    /// The moment.
    pub moment: Moment,
    /// What was known of the call at that moment.
    pub facts: Facts,
}

/// How long each part of a try took, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Timings {
    /// From due to sent, in Hookline.
    pub queue_us: i64,
    /// Finding the address.
    pub dns_us: i64,
    /// Connecting, TLS included; 0 on a connection that was kept.
    pub connect_us: i64,
    /// From the request to the last byte of the answer.
    pub receiver_us: i64,
}

catalogue! {
    /// Why a try did not succeed, or that it did.
    pub enum Cause {
        /// The receiver accepted it.
        Accepted = "accepted",
        /// The receiver accepted it by its status, but its answer reads like an error.
        Doubtful = "doubtful",
        /// The answer asks to try later, after the integration's own rule.
        Later = "later",
        /// The answer refuses it, after the integration's own rule.
        Refused = "refused",
        /// The receiver answered with a status that is not accepted.
        Status = "status",
        /// A 3xx: redirects are never followed.
        Redirect = "redirect",
        /// The name has no address.
        Dns = "dns",
        /// The address is inside the operator's network or not allowed.
        Address = "address",
        /// No connection could be made.
        Connect = "connect",
        /// No safe connection could be made: no TLS, an old one, or a broken certificate.
        Tls = "tls",
        /// The certificate's time is over, or has not begun.
        CertificateExpired = "certificate_expired",
        /// The certificate is made for another name.
        CertificateName = "certificate_name",
        /// The certificate comes from an authority that is not trusted.
        CertificateUnknown = "certificate_unknown",
        /// No answer within the time-out.
        Timeout = "timeout",
        /// The connection broke before the answer was complete.
        Broken = "broken",
        /// The answer is not HTTP, or its headers are too large.
        Protocol = "protocol",
        /// The request could not be rendered.
        Render = "render",
        /// A secret that it needs no longer exists.
        Secret = "secret",
        /// No token could be got to sign in with.
        Token = "token",
        /// It was too late to send.
        Late = "late",
    }
}

impl Cause {
    /// Whether the receiver took the request.
    #[must_use]
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Accepted | Self::Doubtful)
    }

    /// Whether the receiver may have done the work without saying so.
    #[must_use]
    pub const fn is_unanswered(self) -> bool {
        matches!(self, Self::Timeout | Self::Broken | Self::Protocol)
    }
}

/// How far a delivery of several steps has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// The step that is sent next; 0 is the first.
    pub step: usize,
    /// What earlier steps took from their answers, and what was known of the call when that
    /// was first used.
    pub taken: Facts,
}

/// What came back of one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Why it ended so.
    pub cause: Cause,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// What the receiver asked for in `Retry-After`, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// Headers of the answer, capped.
    pub headers: Vec<(String, String)>,
    /// Body of the answer, capped, as text.
    pub body: String,
    /// Whether the body was cut at the cap.
    pub body_cut: bool,
    /// A technical sentence for the detail of the log; no secrets in it.
    pub detail: String,
    /// Where the time went.
    pub timings: Timings,
}

/// Where a delivery goes after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It is over, in this final state.
    Final(DeliveryState),
    /// It is tried again at this time, in milliseconds since 1970.
    Retry {
        /// When.
        due_at: i64,
    },
    /// It is given back untouched: no try is counted.
    Release {
        /// When it is due again.
        due_at: i64,
    },
}

/// One try, as the log keeps it.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Which.
    pub id: AttemptId,
    /// The integration's version that was sent.
    pub version: i32,
    /// Which step of it; 0 is the first.
    pub step: usize,
    /// When it began, in milliseconds since 1970.
    pub started_at: i64,
    /// What came back.
    pub outcome: Outcome,
    /// SHA-256 over the canonical bytes of the request, in hexadecimal; empty where nothing
    /// was rendered.
    pub request_hash: String,
}
