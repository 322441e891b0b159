//! UUIDv7 keys for rows that are made here: ordered by the time they are given, and within one
//! millisecond by the order in which they are asked for.

use std::sync::Mutex;
use uuid::{ContextV7, Timestamp, Uuid};

/// Makes keys; one for each store.
#[derive(Debug, Default)]
pub(crate) struct Ids(Mutex<ContextV7>);

impl Ids {
    /// A new key for something that happens at `now`, in milliseconds since 1970.
    pub(crate) fn at(&self, now: i64) -> Uuid {
        let now = u64::try_from(now).unwrap_or_default();
        let nanos = u32::try_from(now % 1_000).unwrap_or_default() * 1_000_000;
        Uuid::new_v7(Timestamp::from_unix(&self.0, now / 1_000, nanos))
    }
}

/// The smallest key of a millisecond: what is below it happened before.
pub(crate) fn first_at(at: i64) -> Uuid {
    let millis = u64::try_from(at).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_one_millisecond_keep_their_order() {
        let ids = Ids::default();
        let keys: Vec<Uuid> = (0..100).map(|_| ids.at(1_700_000_000_123)).collect();
        assert!(keys.is_sorted());
        assert!(keys.iter().all(|key| *key > first_at(1_700_000_000_123)));
        assert!(keys.iter().all(|key| *key < first_at(1_700_000_000_124)));
    }
}
