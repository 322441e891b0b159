//! A delivery as a line: in the log, at a call, and at the head of its own page.

use crate::{
    components::state::DeliveryStanding,
    i18n::{Key, text},
    stamp::Stamp,
};
use domain::{DeliveryId, IntegrationId, Moment};
use serde::{Deserialize, Serialize};

/// A delivery, in ready words where they depend on zone or role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLine {
    /// Which.
    pub id: DeliveryId,
    /// Owed to which integration.
    pub integration_id: IntegrationId,
    /// What that is called now.
    pub integration_name: String,
    /// The telephony's name of the call.
    pub call_id: String,
    /// The moment.
    pub moment: Moment,
    /// How it stands.
    pub standing: DeliveryStanding,
    /// Why it did not arrive, in a sentence; nothing where it did, or was not tried.
    pub why: Option<String>,
    /// The status of the last answer.
    pub code: Option<i32>,
    /// Settled sends so far.
    pub tries: i32,
    /// When it was accepted.
    pub accepted: Stamp,
    /// How long the last try took, in milliseconds.
    pub took_ms: Option<i64>,
    /// The client's number, masked where the role does not see it.
    pub phone: Option<String>,
    /// Whether it is a test.
    pub is_test: bool,
    /// The delivery it repeats at a person's wish.
    pub resend_of: Option<DeliveryId>,
}

impl DeliveryLine {
    /// Why it cannot be sent again, where it cannot: an open one goes by itself, and a test is
    /// made anew in the form.
    #[must_use]
    pub const fn obstacle(&self) -> Option<Key> {
        if self.is_test {
            Some(text::DELIVERY_AGAIN_TEST)
        } else if self.standing.state.is_final() {
            None
        } else {
            Some(text::DELIVERY_AGAIN_OPEN)
        }
    }
}

#[cfg(feature = "ssr")]
impl DeliveryLine {
    /// A row of the store for the eyes of whoever asks.
    #[must_use]
    pub fn of(scope: &crate::session::Scope, row: store::DeliveryRow) -> Self {
        let now = scope.now();
        let masked = scope.masked();
        let phone = row.phone.as_ref().map(|phone| masked.phone(phone));
        Self {
            standing: DeliveryStanding {
                state: row.state,
                held: row.held,
                awaits_recording: row.awaits_recording,
                next_try_in_ms: row.next_try_at.map(|at| at - now),
            },
            accepted: scope.stamp(row.accepted_at),
            why: why(scope.texts(), &row),
            id: row.id,
            integration_id: row.integration_id,
            integration_name: row.integration_name,
            call_id: row.call_id,
            moment: row.moment,
            code: row.code,
            tries: row.tries,
            took_ms: row.took_ms,
            phone,
            is_test: row.is_test,
            resend_of: row.resend_of,
        }
    }
}

/// Why a delivery did not arrive, where it was tried.
#[cfg(feature = "ssr")]
fn why(t: crate::i18n::Texts, row: &store::DeliveryRow) -> Option<String> {
    use domain::DeliveryState;
    let has_failed = matches!(
        row.state,
        DeliveryState::Failed
            | DeliveryState::Expired
            | DeliveryState::Unanswered
            | DeliveryState::Retrying
    );
    let cause = row.cause.filter(|_| has_failed);
    let cause = cause.filter(|cause| *cause != domain::Cause::Accepted)?;
    let status = row.code.and_then(|code| u16::try_from(code).ok());
    Some(crate::told::Told::of(t, &row.integration_name, cause, status).what)
}
