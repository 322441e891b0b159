//! Randomness, as the engine is given it: a seed replays a run.

use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// Random numbers from one seed, shared by the parts of an engine.
#[derive(Debug)]
pub struct Chance(Mutex<StdRng>);

impl Chance {
    /// The numbers that follow from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// A number from 0 up to 1.
    #[must_use]
    pub fn unit(&self) -> f64 {
        self.with(RngExt::random)
    }

    /// A number below `bound`; 0 where the bound is 0.
    #[must_use]
    pub fn below(&self, bound: u64) -> u64 {
        self.with(RngExt::random::<u64>)
            .checked_rem(bound)
            .unwrap_or(0)
    }

    /// A UUIDv7 of this time.
    #[must_use]
    pub fn uuid(&self, now_ms: i64) -> Uuid {
        let random: [u8; 10] = self.with(RngExt::random);
        let millis = u64::try_from(now_ms).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        // A generator cannot be left half-changed, so a poisoned lock is as good as a whole one.
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
