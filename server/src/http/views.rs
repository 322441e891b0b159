//! How things of the domain look in the machine API: times as RFC 3339 in UTC, ids as text.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What `after` has to be for the rows that follow; null on the last page.
    pub next: Option<String>,
}

/// A time in milliseconds since 1970 as RFC 3339 in UTC, with thousandths.
#[must_use]
pub fn time(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms).map_or_else(|_error| String::new(), |at| format!("{at:.3}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_always_stand_there() {
        assert_eq!(time(1_772_871_601_000), "2026-03-07T08:20:01.000Z");
        assert_eq!(time(1_772_871_601_120), "2026-03-07T08:20:01.120Z");
    }
}
