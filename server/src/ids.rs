//! Making ids: UUIDv7 of a time that is passed in, in the order in which they are made.

use std::sync::Mutex;
use uuid::{ContextV7, Timestamp, Uuid};

/// Keeps ids of one millisecond in their order.
static CONTEXT: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// A new id of a time in milliseconds since 1970.
#[must_use]
pub fn new(now_ms: i64) -> Uuid {
    let ms = u64::try_from(now_ms).unwrap_or(0);
    let nanos = u32::try_from(ms % 1000).unwrap_or(0) * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(&CONTEXT, ms / 1000, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_are_in_order() {
        let ids: Vec<_> = (0..1000).map(|_| new(1_772_871_785_123)).collect();
        assert!(ids.is_sorted());
        assert_eq!(
            ids[0].get_timestamp().map(|at| at.to_unix()),
            Some((1_772_871_785, 123_000_000))
        );
    }
}
