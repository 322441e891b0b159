//! A rate limit by even spacing: never more than so many in any second.

/// Where requests are closer together than this, a late timer may be caught up within it.
const SLACK_US: i64 = 5_000;

/// Spaces requests evenly.
#[derive(Debug, Default)]
pub(super) struct Rate {
    interval_us: i64,
    next_us: i64,
}

impl Rate {
    /// Sets the limit; `None` and 0 mean that there is none.
    pub fn set(&mut self, per_second: Option<u32>) {
        self.interval_us = match per_second {
            None | Some(0) => 0,
            // Rounded up, so that the limit is never passed by a fraction.
            Some(limit) => 1_000_000_i64
                .saturating_add(i64::from(limit) - 1)
                .checked_div(i64::from(limit))
                .unwrap_or(0),
        };
    }

    /// When the next request may go, in milliseconds since 1970; `None` if it may go now.
    pub fn wait_until(&self, now_ms: i64) -> Option<i64> {
        if self.interval_us == 0 {
            return None;
        }
        let at_ms = self.next_us.saturating_add(999).div_euclid(1_000);
        (at_ms > now_ms).then_some(at_ms)
    }

    /// Notes that a request goes now.
    pub fn take(&mut self, now_ms: i64) {
        if self.interval_us == 0 {
            return;
        }
        let now_us = now_ms.saturating_mul(1_000);
        let slack = if self.interval_us < SLACK_US {
            SLACK_US
        } else {
            0
        };
        self.next_us = self.next_us.max(now_us - slack) + self.interval_us;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_a_second_are_half_a_second_apart() {
        let mut rate = Rate::default();
        rate.set(Some(2));
        assert_eq!(rate.wait_until(1_000), None);
        rate.take(1_000);
        assert_eq!(rate.wait_until(1_000), Some(1_500));
        assert_eq!(rate.wait_until(1_500), None);
    }

    #[test]
    fn a_pause_saves_up_nothing() {
        let mut rate = Rate::default();
        rate.set(Some(2));
        rate.take(1_000);
        rate.take(60_000);
        assert_eq!(rate.wait_until(60_000), Some(60_500));
    }

    #[test]
    fn no_limit_never_waits() {
        let mut rate = Rate::default();
        rate.set(None);
        rate.take(1_000);
        assert_eq!(rate.wait_until(1_000), None);
    }

    #[test]
    fn a_fast_rate_is_reached_although_timers_tick_in_milliseconds() {
        let mut rate = Rate::default();
        rate.set(Some(4_000));
        let mut sent = 0;
        for now_ms in 1_000..2_000 {
            while rate.wait_until(now_ms).is_none() {
                rate.take(now_ms);
                sent += 1;
            }
        }
        assert!((3_900..=4_025).contains(&sent), "{sent} were sent");
    }
}
