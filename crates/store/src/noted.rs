//! What is written down at most every so often, so that a busy thing costs no write each time.

use crate::lock::lock;
use std::{collections::HashMap, hash::Hash, sync::Mutex};

/// Most things that are remembered; beyond it all are forgotten and written down anew.
const NOTED_MAX: usize = 10_000;

/// When things were last written down.
pub(crate) struct Noted<K> {
    at: Mutex<HashMap<K, i64>>,
    every_ms: i64,
}

impl<K: Eq + Hash> Noted<K> {
    /// Remembers nothing yet.
    pub(crate) fn every(every_ms: i64) -> Self {
        Self {
            at: Mutex::default(),
            every_ms,
        }
    }

    /// Whether a thing is to be written down at `now`, and remembers that it was.
    pub(crate) fn is_due(&self, key: K, now: i64) -> bool {
        let mut at = lock(&self.at);
        if at.len() >= NOTED_MAX {
            at.clear();
        }
        match at.get(&key) {
            Some(before) if now - before < self.every_ms => false,
            _ => {
                at.insert(key, now);
                true
            }
        }
    }
}
