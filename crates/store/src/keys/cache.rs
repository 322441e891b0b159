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
/// How often the use of one key or source is written down, in milliseconds.
pub(crate) const USE_NOTED_EVERY_MS: i64 = 60_000;
/// Most keys that are remembered; beyond it all are forgotten and asked for again.
const KEYS_MAX: usize = 10_000;

/// Keys that were found lately.
#[derive(Default)]
pub(crate) struct KeyCache {
    found: Mutex<HashMap<[u8; 32], (ApiKey, Instant)>>,
}

impl KeyCache {
    /// What a key opened within the last second.
    pub(crate) fn find(&self, hash: &[u8; 32]) -> Option<ApiKey> {
        let found = lock(&self.found);
        let (key, at) = found.get(hash)?;
        (at.elapsed() < FRESH).then(|| key.clone())
    }

    /// Remembers what a key opens. Wrong keys are not remembered: anybody can send them.
    pub(crate) fn keep(&self, hash: [u8; 32], key: ApiKey) {
        let mut found = lock(&self.found);
        if found.len() >= KEYS_MAX {
            found.clear();
        }
        found.insert(hash, (key, Instant::now()));
    }

    /// Forgets a key that this process revoked.
    pub(crate) fn forget(&self, id: KeyId) {
        lock(&self.found).retain(|_, (key, _)| key.id != id);
    }
}
