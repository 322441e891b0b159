//! Bulk jobs: many deliveries made or called off at a person's wish, a few at a time.

use crate::catalogue::catalogue;

catalogue! {
    /// What a job does.
    pub enum JobKind {
        /// Sends again what a filter of the log finds.
        SendAgain = "send_again",
        /// Sends to an integration what it never got of a period.
        Backfill = "backfill",
        /// Calls off what a paused integration holds, then switches it on.
        Release = "release",
    }
}

catalogue! {
    /// Where a job stands.
    pub enum JobState {
        /// It goes on by itself.
        Running = "running",
        /// It waits for a person.
        Paused = "paused",
        /// A person ended it, or what it needs is gone.
        Stopped = "stopped",
        /// It looked at everything.
        Done = "done",
    }
}

catalogue! {
    /// What is sent of that which waited during a pause.
    pub enum Kept {
        /// The newest of each call.
        Newest = "newest",
        /// Nothing.
        None = "none",
    }
}

impl JobState {
    /// Whether a person may bring a job from this state to another.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Running, Self::Paused | Self::Stopped)
            | (Self::Paused, Self::Running | Self::Stopped) => true,
            (Self::Running | Self::Paused | Self::Stopped | Self::Done, _) => false,
        }
    }

    /// Whether nothing more happens.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Running | Self::Paused => false,
            Self::Stopped | Self::Done => true,
        }
    }
}

/// How far a job has come: how many rows it has looked at, at which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Rows behind it.
    pub looked_at: i64,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// How fast a job goes between two looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Rows in a second, at least 1.
    pub per_second: i64,
    /// How long it has to go at that pace, in milliseconds.
    pub left_ms: i64,
}

impl Pace {
    /// The pace from one look to a later one; none where nothing moved between them.
    #[must_use]
    pub fn between(first: Sample, last: Sample, total: i64) -> Option<Self> {
        let (rows, ms) = (last.looked_at - first.looked_at, last.at - first.at);
        if rows <= 0 || ms <= 0 {
            return None;
        }
        let left = (total - last.looked_at).max(0);
        Some(Self {
            per_second: (rows.saturating_mul(1_000) / ms).max(1),
            left_ms: left.saturating_mul(ms) / rows,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_over() {
        for state in JobState::ALL {
            let goes_on = JobState::ALL.iter().any(|next| state.may_become(*next));
            assert_eq!(goes_on, !state.is_over(), "{state}");
        }
    }

    #[test]
    fn the_time_left_follows_from_the_pace() {
        let look = |looked_at, at| Sample { looked_at, at };
        let pace = Pace::between(look(100, 0), look(500, 2_000), 1_500);
        let wanted = Pace {
            per_second: 200,
            left_ms: 5_000,
        };
        assert_eq!(pace, Some(wanted));
        assert_eq!(Pace::between(look(7, 0), look(7, 2_000), 9), None);
        assert_eq!(Pace::between(look(7, 5), look(8, 5), 9), None);
    }
}
