//! Where a delivery goes after a try.

use crate::{
    delivery::{Outcome, Settlement},
    moment::Class,
};

/// Most tries of one delivery of any kind.
pub const TRIES_MAX: i32 = 100;

/// What a settlement depends on beside the outcome.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    /// Live or durable.
    pub class: Class,
    /// Settled sends, this one included.
    pub tries: i32,
    /// When the delivery is given up.
    pub deadline_at: i64,
    /// Now.
    pub now: i64,
    /// A number from 0 to 1 that spreads the retries.
    pub jitter: f64,
}

/// Where a delivery goes after a try.
#[must_use]
pub fn settle(_outcome: &Outcome, _tried: Tried) -> Settlement {
    todo!()
}
