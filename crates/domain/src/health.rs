//! Whether an integration works: what each try says of it, and when it begins and ends to fail.

use crate::{DeliveryId, catalogue::catalogue, delivery::Cause};

/// So many tries in a row without a sign of life are a failure.
const DOWN_RUN: u32 = 5;
/// So many are enough where they lie at least [`DOWN_SPAN_MS`] apart.
const DOWN_RUN_SLOW: u32 = 3;
/// See [`DOWN_RUN_SLOW`], in milliseconds.
const DOWN_SPAN_MS: i64 = 30_000;
/// Deliveries of so many different calls in a row that end in a refusal of the set-up itself
/// mean that the set-up is wrong, not the calls.
const SET_UP_CALLS: usize = 3;
/// Most deliveries of such a run that are remembered.
const RUN_KEPT_MAX: usize = 64;

catalogue! {
    /// In which way an integration fails.
    pub enum Failing {
        /// The receiver gives no sign of life.
        Down = "down",
        /// The receiver refuses key, address or method.
        SetUp = "set_up",
        /// The receiver gave the address up for good.
        Gone = "gone",
    }
}

/// What a try says of the integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It works.
    Works,
    /// It works, and does not take this call.
    RefusesCall,
    /// It asks to be left alone for a while.
    Busy,
    /// The receiver gives no sign of life.
    Down,
    /// The receiver refuses key, address or method.
    SetUp,
    /// The receiver gave the address up for good.
    Gone,
    /// Nothing: it was not sent for a reason of our own.
    Ours,
}

impl Sign {
    /// Whether it speaks against the integration.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        match self {
            Self::Down | Self::SetUp | Self::Gone => true,
            Self::Works | Self::RefusesCall | Self::Busy | Self::Ours => false,
        }
    }
}

/// What a try says of its integration.
///
/// Of the statuses 401 to 405 say that the set-up is wrong, and so does a redirect: an address
/// that moved, or a form to sign in.
#[must_use]
pub const fn sign(cause: Cause, status: Option<u16>) -> Sign {
    match cause {
        Cause::Accepted | Cause::Doubtful => Sign::Works,
        Cause::Later => Sign::Busy,
        Cause::Refused => Sign::RefusesCall,
        Cause::Status => match status {
            Some(429) => Sign::Busy,
            Some(410) => Sign::Gone,
            Some(401..=405) => Sign::SetUp,
            Some(status) if is_transient_status(status) => Sign::Down,
            _ => Sign::RefusesCall,
        },
        Cause::Dns
        | Cause::Connect
        | Cause::Tls
        | Cause::CertificateExpired
        | Cause::CertificateName
        | Cause::CertificateUnknown
        | Cause::Timeout
        | Cause::Broken
        | Cause::Protocol => Sign::Down,
        // A server for tokens that is down is as bad as a receiver that is; one that refuses
        // says so with a status.
        Cause::Token => match status {
            Some(status) if !is_transient_status(status) => Sign::SetUp,
            _ => Sign::Down,
        },
        Cause::Redirect | Cause::Address | Cause::Secret => Sign::SetUp,
        Cause::Render | Cause::Late => Sign::Ours,
    }
}

/// 408, 425, 429 and 5xx: the receiver may take the same request later.
const fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

/// A try, as health sees it.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// What it says.
    pub sign: Sign,
    /// Whose try it was.
    pub delivery: DeliveryId,
    /// Of which call.
    pub call_id: &'a str,
    /// Whether its delivery would be over with it.
    pub is_over: bool,
    /// When it ended, in milliseconds since 1970.
    pub at: i64,
}

/// A change of health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It begins to fail. Deliveries that ended failed in this run join those that wait.
    Fails {
        /// In which way.
        failing: Failing,
        /// Which deliveries join.
        rejoin: Vec<DeliveryId>,
    },
    /// It works again.
    Recovers,
}

impl Turn {
    /// Whether the integration is switched off with it.
    #[must_use]
    pub const fn switches_off(&self) -> bool {
        match self {
            Self::Fails { failing, .. } => matches!(failing, Failing::Gone),
            Self::Recovers => false,
        }
    }

    /// Whether deliveries that were over are open again with it.
    #[must_use]
    pub const fn reopens(&self) -> bool {
        match self {
            Self::Fails { rejoin, .. } => !rejoin.is_empty(),
            Self::Recovers => false,
        }
    }
}

/// The health of one integration. Tests of the customer are never observed.
#[derive(Debug, Clone, Default)]
pub struct Health {
    failing: Option<Failing>,
    down_run: u32,
    down_since: i64,
    refused: Vec<(DeliveryId, String)>,
}

impl Health {
    /// That of an integration with an open incident.
    #[must_use]
    pub fn failing_since_before(failing: Failing) -> Self {
        Self {
            failing: Some(failing),
            ..Self::default()
        }
    }

    /// In which way it fails, if it does.
    #[must_use]
    pub const fn failing(&self) -> Option<Failing> {
        self.failing
    }

    /// Takes in a try.
    pub fn observe(&mut self, tried: Observed<'_>) -> Option<Turn> {
        match tried.sign {
            Sign::Busy | Sign::Ours => None,
            Sign::Works | Sign::RefusesCall => self.works(),
            Sign::Gone => self.fails(Failing::Gone),
            Sign::Down => {
                self.refused.clear();
                if self.down_run == 0 {
                    self.down_since = tried.at;
                }
                self.down_run = self.down_run.saturating_add(1);
                let is_slow = tried.at.saturating_sub(self.down_since) >= DOWN_SPAN_MS;
                let enough = if is_slow { DOWN_RUN_SLOW } else { DOWN_RUN };
                (self.down_run >= enough)
                    .then(|| self.fails(Failing::Down))
                    .flatten()
            }
            Sign::SetUp => {
                self.down_run = 0;
                if tried.is_over && self.refused.len() < RUN_KEPT_MAX {
                    self.refused
                        .push((tried.delivery, tried.call_id.to_owned()));
                }
                (self.refused_calls() >= SET_UP_CALLS)
                    .then(|| self.fails(Failing::SetUp))
                    .flatten()
            }
        }
    }

    fn works(&mut self) -> Option<Turn> {
        let was_failing = self.failing.is_some();
        *self = Self::default();
        was_failing.then_some(Turn::Recovers)
    }

    /// It begins to fail, or goes over from a failure that may pass to an address that was given
    /// up for good.
    fn fails(&mut self, failing: Failing) -> Option<Turn> {
        let says_nothing_new = |known: Failing| known == Failing::Gone || failing != Failing::Gone;
        if self.failing.is_some_and(says_nothing_new) {
            return None;
        }
        self.failing = Some(failing);
        let refused = std::mem::take(&mut self.refused);
        Some(Turn::Fails {
            failing,
            rejoin: refused.into_iter().map(|(delivery, _)| delivery).collect(),
        })
    }

    fn refused_calls(&self) -> usize {
        let mut calls: Vec<&str> = self.refused.iter().map(|(_, call)| call.as_str()).collect();
        calls.sort_unstable();
        calls.dedup();
        calls.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(number: u128) -> DeliveryId {
        DeliveryId(Uuid::from_u128(number))
    }

    /// Observes signs of different calls, a second apart; returns the turns.
    fn turns(health: &mut Health, signs: &[Sign]) -> Vec<Option<Turn>> {
        let observe = |(index, sign): (usize, &Sign)| {
            let number = index as u128 + 1;
            health.observe(Observed {
                sign: *sign,
                delivery: id(number),
                call_id: &number.to_string(),
                is_over: true,
                at: i64::try_from(index).unwrap() * 1_000,
            })
        };
        signs.iter().enumerate().map(observe).collect()
    }

    fn fails(failing: Failing, rejoin: &[u128]) -> Option<Turn> {
        Some(Turn::Fails {
            failing,
            rejoin: rejoin.iter().map(|&number| id(number)).collect(),
        })
    }

    #[test]
    fn five_tries_in_a_row_without_a_sign_of_life_are_a_failure() {
        let mut health = Health::default();
        let told = turns(&mut health, &[Sign::Down; 6]);
        assert_eq!(told[..4], [None, None, None, None]);
        assert_eq!(told[4], fails(Failing::Down, &[]));
        assert_eq!(told[5], None);
        assert_eq!(health.failing(), Some(Failing::Down));
    }

    #[test]
    fn three_are_enough_where_they_lie_far_apart() {
        let mut health = Health::default();
        let mut at = |at| {
            health.observe(Observed {
                sign: Sign::Down,
                delivery: id(1),
                call_id: "a",
                is_over: false,
                at,
            })
        };
        assert_eq!(at(0), None);
        assert_eq!(at(5_000), None);
        assert_eq!(at(35_000), fails(Failing::Down, &[]));
    }

    #[test]
    fn a_sign_of_life_ends_the_run_and_the_failure() {
        let mut health = Health::default();
        let (down, works) = (Sign::Down, Sign::Works);
        let told = turns(
            &mut health,
            &[down, down, down, down, works, down, down, down, down],
        );
        assert!(told.iter().all(Option::is_none));
        let mut health = Health::failing_since_before(Failing::Down);
        let told = turns(&mut health, &[Sign::Busy, Sign::RefusesCall, works]);
        assert_eq!(told, [None, Some(Turn::Recovers), None]);
    }

    #[test]
    fn three_calls_refused_in_a_row_are_a_wrong_set_up_and_join_what_waits() {
        let mut health = Health::default();
        let told = turns(&mut health, &[Sign::SetUp; 4]);
        assert_eq!(told[..2], [None, None]);
        assert_eq!(told[2], fails(Failing::SetUp, &[1, 2, 3]));
        assert_eq!(told[3], None);
    }

    #[test]
    fn one_call_refused_thrice_is_no_wrong_set_up() {
        let mut health = Health::default();
        for number in 1..=5 {
            let told = health.observe(Observed {
                sign: Sign::SetUp,
                delivery: id(number),
                call_id: "same",
                is_over: true,
                at: 0,
            });
            assert_eq!(told, None);
        }
    }

    #[test]
    fn an_address_that_was_given_up_fails_at_once() {
        let mut health = Health::default();
        assert_eq!(
            turns(&mut health, &[Sign::Gone]),
            [fails(Failing::Gone, &[])]
        );
    }

    #[test]
    fn an_address_that_is_given_up_while_it_fails_is_given_up_once() {
        for before in [Failing::Down, Failing::SetUp] {
            let mut health = Health::failing_since_before(before);
            let told = turns(&mut health, &[Sign::Gone, Sign::Gone]);
            assert_eq!(told, [fails(Failing::Gone, &[]), None]);
            assert_eq!(health.failing(), Some(Failing::Gone));
        }
        let mut health = Health::failing_since_before(Failing::Gone);
        let told = turns(
            &mut health,
            &[Sign::Gone, Sign::SetUp, Sign::SetUp, Sign::SetUp],
        );
        assert!(told.iter().all(Option::is_none));
        assert_eq!(health.failing(), Some(Failing::Gone));
    }

    #[test]
    fn statuses_say_what_engine_and_people_make_of_them() {
        for (status, expected) in [
            (200, Sign::RefusesCall),
            (302, Sign::RefusesCall),
            (400, Sign::RefusesCall),
            (401, Sign::SetUp),
            (405, Sign::SetUp),
            (406, Sign::RefusesCall),
            (408, Sign::Down),
            (410, Sign::Gone),
            (422, Sign::RefusesCall),
            (425, Sign::Down),
            (429, Sign::Busy),
            (500, Sign::Down),
            (599, Sign::Down),
        ] {
            assert_eq!(sign(Cause::Status, Some(status)), expected, "{status}");
        }
        assert_eq!(sign(Cause::Redirect, Some(301)), Sign::SetUp);
        assert_eq!(sign(Cause::Token, Some(400)), Sign::SetUp);
        assert_eq!(sign(Cause::Token, Some(503)), Sign::Down);
        assert_eq!(sign(Cause::Token, None), Sign::Down);
        assert_eq!(sign(Cause::Later, Some(200)), Sign::Busy);
    }
}
