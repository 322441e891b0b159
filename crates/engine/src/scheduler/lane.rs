//! The claims of one integration: its queues, its cap, its rate.

use super::rate::Rate;
use domain::{Claim, integration::Limits, moment::Class};
use std::collections::VecDeque;

/// One pick in this many takes a retry although fresh deliveries wait, so that retries of a
/// busy integration do not wait until they are given up.
const RETRY_TURN: u32 = 8;
/// Bounds of the time for which a claim is given back to storage, in milliseconds.
const SPILL_MS: std::ops::RangeInclusive<i64> = 1_000..=300_000;
/// How many earlier answers the measured time of an answer stands for.
const MEMORY: i64 = 8;

/// The fresh deliveries and the retries of one class.
#[derive(Debug, Default)]
struct Queue {
    fresh: VecDeque<Claim>,
    retries: VecDeque<Claim>,
}

/// What a lane has to send.
#[derive(Debug)]
pub(super) enum Pick {
    /// Nothing, or no slot.
    Nothing,
    /// Its rate lets it send at this time again.
    Paced {
        /// In milliseconds since 1970.
        until: i64,
    },
    /// This.
    Claim(Box<Claim>),
}

/// One integration in the scheduler.
#[derive(Debug)]
pub(super) struct Lane {
    live: Queue,
    durable: Queue,
    /// Claims of it in memory, in any state.
    pub held: usize,
    /// Whether it waits for its rate.
    pub is_paced: bool,
    in_flight: usize,
    parallel: usize,
    rate: Rate,
    answer_ms: i64,
    picks: u32,
}

impl Default for Lane {
    fn default() -> Self {
        let mut lane = Self {
            live: Queue::default(),
            durable: Queue::default(),
            held: 0,
            is_paced: false,
            in_flight: 0,
            parallel: 1,
            rate: Rate::default(),
            answer_ms: 1,
            picks: 0,
        };
        lane.limit(&Limits::default());
        lane
    }
}

impl Queue {
    fn len(&self) -> usize {
        self.fresh.len() + self.retries.len()
    }

    fn push(&mut self, claim: Claim) {
        if claim.tries == 0 {
            self.fresh.push_back(claim);
        } else {
            self.retries.push_back(claim);
        }
    }

    fn pop(&mut self, retry_first: bool) -> Option<Claim> {
        if retry_first {
            self.retries.pop_front().or_else(|| self.fresh.pop_front())
        } else {
            self.fresh.pop_front().or_else(|| self.retries.pop_front())
        }
    }

    fn oldest_due_at(&self) -> Option<i64> {
        let fronts = self.fresh.front().into_iter().chain(self.retries.front());
        fronts.map(|claim| claim.due_at).min()
    }
}

impl Lane {
    /// Takes over limits; tells whether it may send more than before.
    pub fn limit(&mut self, limits: &Limits) -> bool {
        let before = self.parallel;
        self.parallel = usize::try_from(limits.parallel.max(1)).unwrap_or(1);
        self.rate.set(limits.per_second);
        self.parallel > before
    }

    pub fn push(&mut self, claim: Claim) {
        match claim.class {
            Class::Live => self.live.push(claim),
            Class::Durable => self.durable.push(claim),
        }
    }

    /// Whether a slot is free and its rate is not waited for.
    pub fn may_send(&self) -> bool {
        self.in_flight < self.parallel && !self.is_paced
    }

    pub fn has(&self, class: Class) -> bool {
        match class {
            Class::Live => self.live.len() > 0,
            Class::Durable => self.durable.len() > 0,
        }
    }

    /// Takes the next claim of a class, if one may be sent now.
    pub fn pick(&mut self, class: Class, now: i64) -> Pick {
        if !self.may_send() || !self.has(class) {
            return Pick::Nothing;
        }
        if let Some(until) = self.rate.wait_until(now) {
            return Pick::Paced { until };
        }
        self.picks = self.picks.wrapping_add(1);
        let retry_first = self.picks.is_multiple_of(RETRY_TURN);
        let queue = match class {
            Class::Live => &mut self.live,
            Class::Durable => &mut self.durable,
        };
        let Some(claim) = queue.pop(retry_first) else {
            return Pick::Nothing;
        };
        self.rate.take(now);
        self.in_flight += 1;
        Pick::Claim(Box::new(claim))
    }

    /// Frees a slot; an answer took so long.
    pub fn answered(&mut self, took_ms: i64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.answer_ms += (took_ms.max(1) - self.answer_ms) / MEMORY;
    }

    pub fn queued(&self) -> usize {
        self.live.len() + self.durable.len()
    }

    pub fn oldest_due_at(&self) -> Option<i64> {
        let ages = [self.live.oldest_due_at(), self.durable.oldest_due_at()];
        ages.into_iter().flatten().min()
    }

    /// Until when a claim that finds no room is given back: about when half of what waits
    /// will have been sent.
    pub fn spill_until(&self, now: i64) -> i64 {
        let waiting = i64::try_from(self.held).unwrap_or(i64::MAX);
        let parallel = i64::try_from(self.parallel).unwrap_or(1).max(1);
        let drained_ms = waiting.saturating_mul(self.answer_ms) / parallel / 2;
        now.saturating_add(drained_ms.clamp(*SPILL_MS.start(), *SPILL_MS.end()))
    }
}
