//! What the integrations of one connection share: a cap, a rate, and a line of those that wait.

use super::{rate::Rate, ring::Ring};
use domain::{IntegrationId, integration::Limits};

/// A connection in the scheduler.
#[derive(Debug, Default)]
pub(super) struct Group {
    parallel: usize,
    in_flight: usize,
    rate: Rate,
    /// Whether it waits for its rate.
    pub is_paced: bool,
    /// Those of its lanes that could send but for it.
    waiting: Ring<IntegrationId>,
}

/// Whether a connection lets one more request go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leave {
    /// It does.
    Given,
    /// Not before a slot is free, or its rate lets it, which somebody waits for already.
    Wait,
    /// Its rate lets one go at this time again.
    Paced {
        /// In milliseconds since 1970.
        until: i64,
    },
}

impl Group {
    /// Takes over limits.
    pub fn limit(&mut self, limits: &Limits) {
        self.parallel = usize::try_from(limits.parallel.max(1)).unwrap_or(1);
        self.rate.set(limits.per_second);
    }

    /// Asks for one more request; a lane that does not get it stands in line.
    pub fn ask(&mut self, lane: IntegrationId, now: i64) -> Leave {
        let leave = self.leave(now);
        if leave != Leave::Given {
            self.waiting.enter(lane);
        }
        leave
    }

    fn leave(&mut self, now: i64) -> Leave {
        if self.is_paced || self.in_flight >= self.parallel {
            return Leave::Wait;
        }
        match self.rate.wait_until(now) {
            None => Leave::Given,
            Some(until) => {
                self.is_paced = true;
                Leave::Paced { until }
            }
        }
    }

    /// Notes that a request goes now.
    pub fn take(&mut self, now: i64) {
        self.hold();
        self.rate.take(now);
    }

    /// Takes a slot without a request.
    pub fn hold(&mut self) {
        self.in_flight += 1;
    }

    /// Frees a slot.
    pub fn answered(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Everyone who stands in line, in their order; they ask again.
    pub fn line(&mut self) -> Vec<IntegrationId> {
        std::iter::from_fn(|| self.waiting.leave()).collect()
    }
}
