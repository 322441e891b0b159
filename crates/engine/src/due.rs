//! When storage is asked for deliveries: at the next time that something is known to be due.

use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The next time at which storage is asked.
#[derive(Debug)]
pub(crate) struct Due {
    at: Mutex<i64>,
    /// The time became earlier, or a lane ran low.
    pub sooner: Notify,
}

impl Due {
    pub fn new(now: i64) -> Self {
        Self {
            at: Mutex::new(now),
            sooner: Notify::new(),
        }
    }

    /// Something is due at this time.
    pub fn note(&self, at: i64) {
        let mut known = self.known();
        if at < *known {
            *known = at;
            self.sooner.notify_one();
        }
    }

    /// When to ask next.
    pub fn at(&self) -> i64 {
        *self.known()
    }

    /// Begins a look; what is noted from here on counts for the next.
    pub fn begin(&self) {
        *self.known() = i64::MAX;
    }

    fn known(&self) -> MutexGuard<'_, i64> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
