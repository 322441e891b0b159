//! What is remembered of keys, so that a busy one costs no query for each request.

use super::ApiKey;
use crate::lock::lock;
use domain::KeyId;
use std::{
    collections::HashMap,
    sync::Mutex,
    time::{Duration, Instant},
};

/// How long an answer counts: a key that was revoked elsewhere is refused after it.
const FRESH: Duration = Duration::from_secs(1);
/// From this age on a key in use is asked for again beside its requests: at the end of its time
/// each of them would ask, all at the same moment.
const AGEING: Duration = Duration::from_millis(500);
/// How often the use of one key or source is written down, in milliseconds.
pub(crate) const USE_NOTED_EVERY_MS: i64 = 60_000;
/// Most keys that are remembered; beyond it all are forgotten and asked for again.
const KEYS_MAX: usize = 10_000;

/// Keys that were found lately.
#[derive(Default)]
pub(crate) struct KeyCache {
    found: Mutex<HashMap<[u8; 32], Entry>>,
}

struct Entry {
    key: ApiKey,
    at: Instant,
    /// Whether it is being asked for again.
    is_asked: bool,
}

/// What is remembered of a key.
pub(crate) struct Known {
    /// What it opens.
    pub(crate) key: ApiKey,
    /// Whether the caller is the one to ask for it again.
    pub(crate) is_ageing: bool,
}

impl KeyCache {
    /// What a key opened within the last second.
    pub(crate) fn find(&self, hash: &[u8; 32]) -> Option<Known> {
        let mut found = lock(&self.found);
        let entry = found.get_mut(hash)?;
        let age = entry.at.elapsed();
        let is_ageing = age >= AGEING && !entry.is_asked;
        entry.is_asked |= is_ageing;
        (age < FRESH).then(|| Known {
            key: entry.key.clone(),
            is_ageing,
        })
    }

    /// Remembers what a key opens. Wrong keys are not remembered: anybody can send them.
    pub(crate) fn keep(&self, hash: [u8; 32], key: ApiKey) {
        let mut found = lock(&self.found);
        if found.len() >= KEYS_MAX {
            found.clear();
        }
        let entry = Entry {
            key,
            at: Instant::now(),
            is_asked: false,
        };
        found.insert(hash, entry);
    }

    /// Forgets what opens nothing any more.
    pub(crate) fn drop(&self, hash: &[u8; 32]) {
        lock(&self.found).remove(hash);
    }

    /// Forgets a key that this process revoked.
    pub(crate) fn forget(&self, id: KeyId) {
        lock(&self.found).retain(|_, entry| entry.key.id != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{KeyScope, TenantId};
    use std::sync::Arc;
    use uuid::Uuid;

    #[test]
    fn an_ageing_key_is_asked_for_again_by_one_request_alone() {
        let cache = KeyCache::default();
        let key = ApiKey {
            id: KeyId(Uuid::nil()),
            tenant_id: TenantId(Uuid::nil()),
            scope: KeyScope::Ingest,
            networks: Arc::default(),
            ends_at: None,
        };
        let hash = [1; 32];
        cache.keep(hash, key);
        assert!(!cache.find(&hash).unwrap().is_ageing);
        lock(&cache.found).get_mut(&hash).unwrap().at -= AGEING;
        let asked = [(); 2].map(|()| cache.find(&hash).unwrap().is_ageing);
        assert_eq!(asked, [true, false]);
        lock(&cache.found).get_mut(&hash).unwrap().at -= FRESH;
        assert!(cache.find(&hash).is_none());
    }
}
