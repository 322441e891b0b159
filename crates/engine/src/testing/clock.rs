//! A clock that stands still until it is turned.

use crate::Clock;
use tokio::sync::watch;

/// Time in a test's hands; clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock(watch::Sender<i64>);

impl ManualClock {
    /// A clock that shows this time, in milliseconds since 1970.
    #[must_use]
    pub fn at(now_ms: i64) -> Self {
        Self(watch::Sender::new(now_ms))
    }

    /// Turns it on by so many milliseconds; who slept until then wakes.
    pub fn advance(&self, by_ms: i64) {
        self.0.send_modify(|now_ms| *now_ms += by_ms);
    }
}

#[async_trait::async_trait]
impl Clock for ManualClock {
    fn now_ms(&self) -> i64 {
        *self.0.borrow()
    }

    async fn sleep_until(&self, at_ms: i64) {
        let mut times = self.0.subscribe();
        // It fails only if the clock is gone, and this one holds it.
        let _ = times.wait_for(|now_ms| *now_ms >= at_ms).await;
    }
}
