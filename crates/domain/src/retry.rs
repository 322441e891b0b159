//! Where a delivery goes after a try.
//!
//! Live deliveries are tried again fast and dropped after half a minute; durable ones
//! slowly, for three days.

use crate::{
    delivery::{Cause, DeliveryState, Outcome, Settlement},
    integration::SuccessRule,
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
}

/// What a status means: accepted after the rule, a redirect, or refused.
///
/// Without a rule any 2xx is accepted; with one, exactly the statuses it lists are.
#[must_use]
pub fn judge_status(rule: Option<&SuccessRule>, status: u16) -> Cause {
    let accepted = match rule {
        Some(rule) => rule.status.contains(&status),
        None => (200..300).contains(&status),
    };
    if accepted {
        Cause::Accepted
    } else if (300..400).contains(&status) {
        Cause::Redirect
    } else {
        Cause::Status
    }
}

/// Where a delivery goes after a try.
#[must_use]
pub fn settle(outcome: &Outcome, tried: Tried) -> Settlement {
    if outcome.cause == Cause::Accepted {
        return Settlement::Final(DeliveryState::Delivered);
    }
    // Too late stays too late, so that there is no next try even before the deadline.
    if !may_help(outcome) {
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
fn may_help(outcome: &Outcome) -> bool {
    match outcome.cause {
        Cause::Dns
        | Cause::Connect
        | Cause::Tls
        | Cause::Timeout
        | Cause::Broken
        | Cause::Protocol
        | Cause::Late => true,
        Cause::Status => outcome.status.is_some_and(is_transient_status),
        Cause::Accepted | Cause::Redirect | Cause::Address | Cause::Render | Cause::Secret => false,
    }
}

/// 408, 425, 429 and 5xx: the receiver may take the same request later.
#[must_use]
pub const fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
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
