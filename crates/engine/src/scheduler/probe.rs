//! A failing integration is tried with one request at a time, ever more seldom, until one of
//! them comes through; its backlog waits meanwhile without using slots or tries.

/// The waits between probes, in milliseconds; the last one goes on.
const WAITS_MS: &[i64] = &[5_000, 10_000, 30_000, 60_000, 120_000, 300_000];

/// When a failing integration is tried next.
#[derive(Debug)]
pub(super) struct Probe {
    at: i64,
    waits: usize,
    /// Whether one is under way, as opposed to what was sent before the failure was known.
    is_sent: bool,
}

impl Probe {
    /// One that begins to fail now.
    pub fn begin(now: i64) -> Self {
        let mut probe = Self::due(now);
        probe.wait(now);
        probe
    }

    /// One of which nobody knows how long it has been failing: it is tried at once.
    pub fn due(now: i64) -> Self {
        Self {
            at: now,
            waits: 0,
            is_sent: false,
        }
    }

    /// When the next request may go.
    pub fn at(&self) -> i64 {
        self.at
    }

    /// Notes that a request goes.
    pub fn sent(&mut self) {
        self.is_sent = true;
    }

    /// Notes that a request failed.
    pub fn failed(&mut self, now: i64) {
        if std::mem::take(&mut self.is_sent) {
            self.wait(now);
        }
    }

    fn wait(&mut self, now: i64) {
        let wait_ms = WAITS_MS.get(self.waits).or(WAITS_MS.last());
        self.at = now.saturating_add(wait_ms.copied().unwrap_or_default());
        self.waits = self.waits.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_become_seldom_up_to_every_five_minutes() {
        let mut probe = Probe::begin(0);
        let mut waits = vec![probe.at()];
        for _ in 0..7 {
            let now = probe.at();
            probe.sent();
            probe.failed(now);
            // Another that was sent before the failure was known.
            probe.failed(now);
            waits.push(probe.at() - now);
        }
        let expected = [5, 10, 30, 60, 120, 300, 300, 300].map(|seconds| seconds * 1_000);
        assert_eq!(waits, expected);
    }
}
