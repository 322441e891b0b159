//! Keys that end: a CRM gives some of them for a time only, and people are told before it is over.

use crate::{ConnectionId, IntegrationId};
use serde::{Deserialize, Serialize};

/// So many days before a key ends it is told, first and last.
pub const WARNED_DAYS: [i32; 2] = [14, 3];
/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 3_600_000;

/// Whose key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyOwner {
    /// An integration's own.
    Integration(IntegrationId),
    /// That of a connection.
    Connection(ConnectionId),
}

impl KeyOwner {
    /// The key of the row that owns it.
    #[must_use]
    pub const fn id(self) -> uuid::Uuid {
        match self {
            Self::Integration(id) => id.0,
            Self::Connection(id) => id.0,
        }
    }
}

/// Which of the warnings is due, by its days; none where it was given, where it is not time yet,
/// and once the key has ended. `told` is the last that was given.
#[must_use]
pub fn warning(ends_at: i64, told: Option<i32>, now: i64) -> Option<i32> {
    let due = WARNED_DAYS
        .into_iter()
        .filter(|days| now < ends_at && ends_at - now <= i64::from(*days) * DAY_MS);
    due.min()
        .filter(|days| told.is_none_or(|told| *days < told))
}

/// Whether a key ends so soon that whoever looks at it has to know, or has ended.
#[must_use]
pub fn is_near(ends_at: i64, now: i64) -> bool {
    ends_at <= near_before(now)
}

/// Keys that end up to then are near.
#[must_use]
pub fn near_before(now: i64) -> i64 {
    let first = WARNED_DAYS.into_iter().max().unwrap_or_default();
    now.saturating_add(i64::from(first) * DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_warning_is_due_once() {
        let ends_at = 100 * DAY_MS;
        let due = |days_left: i64, told| warning(ends_at, told, ends_at - days_left * DAY_MS);
        assert_eq!(due(15, None), None);
        assert_eq!(due(14, None), Some(14));
        assert_eq!(due(4, Some(14)), None);
        assert_eq!(due(3, Some(14)), Some(3));
        assert_eq!(due(1, Some(3)), None);
    }

    #[test]
    fn what_is_told_late_is_told_once() {
        let due = |told, now| warning(100 * DAY_MS, told, now);
        assert_eq!(due(None, 98 * DAY_MS), Some(3));
        assert_eq!(due(None, 100 * DAY_MS), None);
        assert!(is_near(100 * DAY_MS, 101 * DAY_MS) && !is_near(100 * DAY_MS, 85 * DAY_MS));
    }
}
