//! The runtime's own virtual time as a clock: while it is paused, a wait takes no time.

use crate::Clock;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

/// Shows the runtime's time; a test may set it forward, as an administrator would.
#[derive(Debug, Clone)]
pub(super) struct VirtualClock {
    began: Instant,
    base_ms: Arc<AtomicI64>,
}

impl VirtualClock {
    /// Shows this time now.
    pub fn at(now_ms: i64) -> Self {
        Self {
            began: Instant::now(),
            base_ms: Arc::new(AtomicI64::new(now_ms)),
        }
    }

    /// Sets the clock forward.
    pub fn jump(&self, by_ms: i64) {
        self.base_ms.fetch_add(by_ms, Ordering::SeqCst);
    }
}

#[async_trait::async_trait]
impl Clock for VirtualClock {
    fn now_ms(&self) -> i64 {
        let elapsed = i64::try_from(self.began.elapsed().as_millis()).unwrap();
        self.base_ms.load(Ordering::SeqCst) + elapsed
    }

    async fn sleep_until(&self, at_ms: i64) {
        loop {
            let left_ms = at_ms.saturating_sub(self.now_ms());
            if left_ms <= 0 {
                return;
            }
            // A jump is noticed within a second.
            let left_ms = u64::try_from(left_ms.min(1_000)).unwrap();
            tokio::time::sleep(Duration::from_millis(left_ms)).await;
        }
    }
}
