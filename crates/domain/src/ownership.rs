//! Which process sends for which integration, where several share a database.
//!
//! Integrations fall into a fixed number of slots. Each slot belongs to one worker at a time,
//! so that caps, rates and order hold without another service. Who should have which slot
//! follows from the workers alone (rendezvous hashing): where one joins or leaves, only its
//! share moves.

use crate::{IntegrationId, WorkerId};
use uuid::Uuid;

/// How many slots there are.
pub const SLOTS: u8 = 64;

/// A set of slots.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slots(u64);

impl Slots {
    /// Every slot.
    pub const ALL: Self = Self(u64::MAX);
    /// No slot.
    pub const NONE: Self = Self(0);

    /// Whether a slot is in it.
    #[must_use]
    pub const fn contains(self, slot: u8) -> bool {
        slot < SLOTS && self.0 >> slot & 1 == 1
    }

    /// The set with one more slot.
    #[must_use]
    pub const fn with(self, slot: u8) -> Self {
        if slot < SLOTS {
            Self(self.0 | 1 << slot)
        } else {
            self
        }
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Its slots, in their order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..SLOTS).filter(move |slot| self.contains(*slot))
    }

    /// As one number, a bit for each slot.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The set of a number's bits.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

impl FromIterator<u8> for Slots {
    fn from_iter<I: IntoIterator<Item = u8>>(slots: I) -> Self {
        slots.into_iter().fold(Self::NONE, Self::with)
    }
}

/// The slot of what shares order and caps: see [`crate::Integration::shared_id`].
#[must_use]
pub fn slot_of(shared: Uuid) -> u8 {
    let hash = mixed(folded(shared));
    u8::try_from(hash % u64::from(SLOTS)).unwrap_or_default()
}

/// The slot of an integration without a connection.
#[must_use]
pub fn slot_of_integration(id: IntegrationId) -> u8 {
    slot_of(id.0)
}

/// The slots that a worker should have among all that live.
#[must_use]
pub fn share(worker: WorkerId, alive: &[WorkerId]) -> Slots {
    let wins = |slot: &u8| {
        let own = weight(worker, *slot);
        alive
            .iter()
            .filter(|other| **other != worker)
            .all(|other| (weight(*other, *slot), *other) < (own, worker))
    };
    (0..SLOTS).filter(wins).collect()
}

fn weight(worker: WorkerId, slot: u8) -> u64 {
    mixed(folded(worker.0) ^ mixed(u64::from(slot)))
}

fn folded(id: Uuid) -> u64 {
    let (high, low) = id.as_u64_pair();
    high ^ low.rotate_left(32)
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014), which spreads every bit.
const fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workers(count: u128) -> Vec<WorkerId> {
        (1..=count)
            .map(|number| WorkerId(Uuid::from_u128(number << 64 | number)))
            .collect()
    }

    #[test]
    fn each_slot_has_one_owner() {
        for count in 1..=5 {
            let alive = workers(count);
            let shares: Vec<Slots> = alive.iter().map(|worker| share(*worker, &alive)).collect();
            for slot in 0..SLOTS {
                let owners = shares.iter().filter(|share| share.contains(slot)).count();
                assert_eq!(owners, 1, "slot {slot} of {count} workers");
            }
        }
        assert_eq!(share(workers(1)[0], &[]), Slots::ALL);
    }

    #[test]
    fn shares_are_of_like_size() {
        let alive = workers(4);
        for worker in &alive {
            let slots = share(*worker, &alive).len();
            assert!((6..=28).contains(&slots), "{slots} of {SLOTS}");
        }
    }

    #[test]
    fn only_the_share_of_one_that_leaves_moves() {
        let alive = workers(4);
        let fewer = &alive[..3];
        for worker in fewer {
            let (before, after) = (share(*worker, &alive), share(*worker, fewer));
            assert!(before.without(after).is_empty());
        }
    }

    #[test]
    fn integrations_fall_into_all_slots() {
        let ids = (0..10_000_u128).map(|number| slot_of(Uuid::from_u128(number << 70 | number)));
        assert_eq!(ids.collect::<Slots>(), Slots::ALL);
    }

    #[test]
    fn sets_are_counted_and_parted() {
        let some: Slots = [1, 5, 63, 64].into_iter().collect();
        assert_eq!(some.iter().collect::<Vec<_>>(), [1, 5, 63]);
        assert_eq!(some.len(), 3);
        assert_eq!(some.without(Slots::NONE.with(5)).len(), 2);
        assert_eq!(some.and(Slots::NONE.with(5)), Slots::NONE.with(5));
        assert_eq!(Slots::from_bits(some.bits()), some);
        assert!(Slots::NONE.is_empty());
    }
}
