//! When storage is asked for deliveries: at the next time that something is known to be due.

use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// For so long after deliveries were left in storage they are looked for often.
const LOOSE_MS: i64 = 60_000;
/// So often, in milliseconds.
const LOOSE_POLL_MS: i64 = 500;

#[derive(Debug)]
struct Times {
    /// When to look next.
    at: i64,
    /// Until when to look often.
    loose_until: i64,
}

/// The next time at which storage is asked.
#[derive(Debug)]
pub(crate) struct Due {
    times: Mutex<Times>,
    /// The time became earlier.
    pub sooner: Notify,
}

impl Due {
    pub fn new(now: i64) -> Self {
        Self {
            times: Mutex::new(Times {
                at: now,
                loose_until: i64::MIN,
            }),
            sooner: Notify::new(),
        }
    }

    /// Something is due at this time.
    pub fn note(&self, at: i64) {
        let mut times = self.times();
        if at < times.at {
            times.at = at;
            self.sooner.notify_one();
        }
    }

    /// Deliveries stay in storage that nobody will tell of when they can be sent.
    pub fn expect_loose(&self, now: i64) {
        self.times().loose_until = now.saturating_add(LOOSE_MS);
        self.note(now.saturating_add(LOOSE_POLL_MS));
    }

    /// When to ask next.
    pub fn at(&self) -> i64 {
        self.times().at
    }

    /// Begins a look; what is noted from here on counts for the next.
    pub fn begin(&self) {
        self.times().at = i64::MAX;
    }

    /// How long to the next look where nothing is known to be due, in milliseconds.
    pub fn poll_ms(&self, now: i64, idle_ms: i64) -> i64 {
        if now < self.times().loose_until {
            LOOSE_POLL_MS.min(idle_ms)
        } else {
            idle_ms
        }
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
