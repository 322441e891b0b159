//! How many requests of one integration may be in flight at once: lowered where the receiver
//! labours, raised again to the limit.

/// An answer is slow only above this, whatever the receiver usually takes, in microseconds.
const SLOW_US: i64 = 250_000;
/// An answer is slow where it takes so many times as long as usual.
const SLOW_TIMES: i64 = 4;
/// The share of itself by which the usual time moves with each answer, as one part in so many.
const STEP_PARTS: i64 = 16;

/// What an answer says of the receiver's load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    /// It came as it should, after so many microseconds.
    Fine {
        /// From resolving to the last byte.
        took_us: i64,
    },
    /// The receiver labours: it asked to be left alone, or did not answer in time.
    Strained,
    /// Nothing: it was not sent.
    Unknown,
}

/// A cap that follows the receiver: halved where it labours, one more for each round of
/// answers where it does not.
#[derive(Debug)]
pub(super) struct Pace {
    limit: usize,
    cap: usize,
    /// Answers since the cap was changed last.
    answers: usize,
    /// Answers to come of what was in flight when the cap was lowered last: what they say was
    /// said already.
    old: usize,
    /// Whether it is still on its way up after a failure: then each answer raises it.
    is_rising: bool,
    /// About the median of what answers took, in microseconds; 0 before the first.
    usual_us: i64,
}

impl Pace {
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            cap: limit.max(1),
            answers: 0,
            old: 0,
            is_rising: false,
            usual_us: 0,
        }
    }

    /// How many requests may be in flight.
    pub fn cap(&self) -> usize {
        self.cap
    }

    /// Takes over a limit.
    pub fn set_limit(&mut self, limit: usize) {
        let limit = limit.max(1);
        if self.cap == self.limit || self.cap > limit {
            self.cap = limit;
        }
        self.limit = limit;
    }

    /// Begins with one at a time, after a failure.
    pub fn begin_low(&mut self) {
        self.cap = 1;
        self.answers = 0;
        self.is_rising = self.limit > 1;
    }

    /// Takes in an answer; so many others are still to come.
    pub fn answered(&mut self, load: Load, in_flight: usize) {
        let is_old = self.old > 0;
        self.old = self.old.saturating_sub(1);
        match load {
            Load::Unknown => {}
            Load::Strained => self.strain(is_old, in_flight),
            Load::Fine { took_us } => {
                let is_slow =
                    took_us > SLOW_US && took_us > self.usual_us.saturating_mul(SLOW_TIMES);
                if is_slow && self.usual_us > 0 {
                    self.strain(is_old, in_flight);
                } else {
                    self.ease();
                }
                self.learn(took_us);
            }
        }
    }

    /// Halves the cap, once for all that was in flight together.
    fn strain(&mut self, is_old: bool, in_flight: usize) {
        if is_old {
            return;
        }
        self.cap = (self.cap / 2).max(1);
        self.answers = 0;
        self.old = in_flight;
        self.is_rising = false;
    }

    fn ease(&mut self) {
        self.answers += 1;
        if self.cap < self.limit && (self.is_rising || self.answers >= self.cap) {
            self.cap += 1;
            self.answers = 0;
        }
        self.is_rising &= self.cap < self.limit;
    }

    /// Moves towards what was seen by a small share: the point at which as many answers lie
    /// above as below ("Frugal streaming", Ma, Muthukrishnan and Sandler, 2013).
    fn learn(&mut self, took_us: i64) {
        if self.usual_us == 0 {
            self.usual_us = took_us.max(1);
            return;
        }
        let step = (self.usual_us / STEP_PARTS).max(1);
        if took_us > self.usual_us {
            self.usual_us += step;
        } else if took_us < self.usual_us {
            self.usual_us = (self.usual_us - step).max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: Load = Load::Fine { took_us: 20_000 };

    /// Takes in answers to requests that went together.
    fn answered(pace: &mut Pace, load: Load, count: usize) -> usize {
        for left in (0..count).rev() {
            pace.answered(load, left);
        }
        pace.cap()
    }

    #[test]
    fn a_receiver_that_labours_gets_half_and_one_round_of_strain_counts_once() {
        let mut pace = Pace::new(8);
        assert_eq!(answered(&mut pace, Load::Strained, 8), 4);
        assert_eq!(answered(&mut pace, Load::Strained, 4), 2);
        assert_eq!(answered(&mut pace, Load::Strained, 2), 1);
        assert_eq!(answered(&mut pace, Load::Strained, 1), 1);
    }

    #[test]
    fn each_round_of_answers_gives_one_back_up_to_the_limit() {
        let mut pace = Pace::new(4);
        answered(&mut pace, Load::Strained, 1);
        assert_eq!(pace.cap(), 2);
        assert_eq!(answered(&mut pace, FINE, 2), 3);
        assert_eq!(answered(&mut pace, FINE, 3), 4);
        assert_eq!(answered(&mut pace, FINE, 100), 4);
    }

    #[test]
    fn after_a_failure_each_answer_gives_one_back() {
        let mut pace = Pace::new(8);
        pace.begin_low();
        assert_eq!(pace.cap(), 1);
        assert_eq!(answered(&mut pace, FINE, 3), 4);
        assert_eq!(answered(&mut pace, Load::Strained, 1), 2);
        assert_eq!(answered(&mut pace, FINE, 1), 2);
    }

    #[test]
    fn an_answer_is_slow_by_what_the_receiver_usually_takes() {
        let mut pace = Pace::new(8);
        answered(&mut pace, Load::Fine { took_us: 2_000_000 }, 50);
        assert_eq!(pace.cap(), 8, "a slow receiver is no labouring one");
        let mut pace = Pace::new(8);
        answered(&mut pace, FINE, 50);
        assert_eq!(answered(&mut pace, Load::Fine { took_us: 200_000 }, 1), 8);
        assert_eq!(answered(&mut pace, Load::Fine { took_us: 300_000 }, 1), 4);
    }

    #[test]
    fn the_usual_time_follows_the_median() {
        let mut pace = Pace::new(1);
        for round in 0..2_000 {
            let took_us = if round % 10 == 0 { 5_000_000 } else { 40_000 };
            pace.answered(Load::Fine { took_us }, 0);
        }
        assert!(
            (30_000..60_000).contains(&pace.usual_us),
            "{}",
            pace.usual_us
        );
    }

    #[test]
    fn a_lower_limit_counts_at_once_and_a_higher_one_where_nothing_labours() {
        let mut pace = Pace::new(8);
        pace.set_limit(3);
        assert_eq!(pace.cap(), 3);
        pace.set_limit(6);
        assert_eq!(pace.cap(), 6);
        answered(&mut pace, Load::Strained, 1);
        pace.set_limit(10);
        assert_eq!(pace.cap(), 3);
    }
}
