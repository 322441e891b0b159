//! Where a delivery goes after a try.
//!
//! Live deliveries are tried again fast and dropped after half a minute; durable ones
//! slowly, for three days.

use crate::{
    delivery::{Cause, DeliveryState, Outcome, Settlement},
    health::{Sign, sign},
    integration::WhenUnanswered,
    moment::Class,
};

/// Most tries of one delivery of any kind.
pub const TRIES_MAX: i32 = 100;
/// Longest wait that a receiver can ask for in `Retry-After`, in milliseconds.
pub const RETRY_AFTER_MS_MAX: i64 = 3_600_000;
/// How long before the deadline a wait that a receiver asked for ends at the latest.
const LAST_TRY_BEFORE_DEADLINE_MS: i64 = 2_000;
/// The share of a delay that the jitter adds at most.
const JITTER_SHARE: f64 = 0.2;

/// Delays after the first, second ... try, in seconds; the last one goes on.
const LIVE_DELAYS_S: &[i64] = &[1, 2, 4, 8];
/// The same for durable deliveries.
const DURABLE_DELAYS_S: &[i64] = &[5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200];

/// What a settlement depends on beside the outcome.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    /// Live or durable.
    pub class: Class,
    /// Settled sends, this one included.
    pub tries: i32,
    /// When the delivery is given up.
    pub deadline_at: i64,
    /// Now.
    pub now: i64,
    /// A number from 0 to 1 that spreads the retries.
    pub jitter: f64,
    /// What is done where the receiver may have done the work without saying so.
    pub when_unanswered: WhenUnanswered,
    /// Whether the integration is known to be set up wrong: then the delivery waits for that to
    /// be mended, where it would fail by itself.
    pub is_set_up_wrong: bool,
}

/// Where a delivery goes after a try.
#[must_use]
pub fn settle(outcome: &Outcome, tried: Tried) -> Settlement {
    if outcome.cause.is_accepted() {
        return Settlement::Final(DeliveryState::Delivered);
    }
    if outcome.cause.is_unanswered() && tried.when_unanswered == WhenUnanswered::Stop {
        return Settlement::Final(DeliveryState::Unanswered);
    }
    // Too late stays too late, so that there is no next try even before the deadline.
    if !may_help(outcome, tried) {
        return Settlement::Final(DeliveryState::Failed);
    }
    let due_at = next_due(outcome, tried).filter(|_| tried.tries < TRIES_MAX);
    match (due_at, tried.class) {
        (Some(due_at), _) => Settlement::Retry { due_at },
        (None, Class::Live) => Settlement::Final(DeliveryState::Expired),
        (None, Class::Durable) => Settlement::Final(DeliveryState::Failed),
    }
}

/// Whether a later try can end otherwise: the cause is not in the request itself.
fn may_help(outcome: &Outcome, tried: Tried) -> bool {
    if outcome.cause == Cause::Late {
        return true;
    }
    match sign(outcome.cause, outcome.status) {
        Sign::Works | Sign::Ours | Sign::RefusesCall => false,
        // One whose address is given up waits until the integration has another.
        Sign::Busy | Sign::Down | Sign::Gone => true,
        Sign::SetUp => tried.is_set_up_wrong,
    }
}

/// When the next try is due, if that is before the deadline.
fn next_due(outcome: &Outcome, tried: Tried) -> Option<i64> {
    let normal_ms = normal_delay_ms(tried);
    let left_ms = tried.deadline_at.saturating_sub(tried.now);
    let asked_ms = match (outcome.status, outcome.retry_after_ms) {
        (Some(429 | 503), Some(asked_ms)) => asked_ms
            .min(RETRY_AFTER_MS_MAX)
            .min(left_ms.saturating_sub(LAST_TRY_BEFORE_DEADLINE_MS)),
        _ => 0,
    };
    let delay_ms = normal_ms.max(asked_ms);
    (delay_ms < left_ms).then(|| tried.now.saturating_add(delay_ms))
}

/// The delay of the schedule, spread upwards.
fn normal_delay_ms(tried: Tried) -> i64 {
    let delays_s = match tried.class {
        Class::Live => LIVE_DELAYS_S,
        Class::Durable => DURABLE_DELAYS_S,
    };
    let index = usize::try_from(tried.tries.saturating_sub(1)).unwrap_or(0);
    let delay_s = delays_s.get(index).or(delays_s.last()).copied();
    let delay_ms = delay_s.unwrap_or(1) * 1_000;
    delay_ms + spread_ms(delay_ms, tried.jitter)
}

/// What the jitter adds to a delay; anything that is no number from 0 to 1 is taken as the
/// nearer end.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a delay is at most half a day, and its spread is rounded on purpose"
)]
fn spread_ms(delay_ms: i64, jitter: f64) -> i64 {
    let share = if jitter.is_nan() {
        0.0
    } else {
        jitter.clamp(0.0, 1.0)
    };
    (delay_ms as f64 * share * JITTER_SHARE) as i64
}

#[cfg(test)]
mod tests;
