//! Order within a call: who is here, and who waits for whom.

use domain::{Claim, DeliveryId};
use std::collections::HashMap;

/// Where a claim came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// From the commit that accepted it: what waits for it was offered with it or later.
    Commit,
    /// From storage, or something was left there behind it: what waits for it may lie there.
    Storage,
}

/// A claim that is forgotten.
#[derive(Debug)]
pub(super) struct Forgotten {
    /// Where it came from.
    pub origin: Origin,
    /// Those that waited for it here.
    pub behind: Vec<Claim>,
}

/// A claim in memory.
#[derive(Debug, Clone, Copy)]
struct Held {
    origin: Origin,
    since: i64,
    /// How often others had written by then.
    writes: u64,
}

/// Every claim in memory, and those that wait for another to be final.
#[derive(Debug, Default)]
pub(super) struct Order {
    held: HashMap<DeliveryId, Held>,
    behind: HashMap<DeliveryId, Vec<Claim>>,
    behind_len: usize,
    /// How often others wrote to storage: something may wait there since for what is here.
    writes: u64,
}

impl Order {
    /// Whether a claim waits for a delivery that is not here. Who waits in storage must wait
    /// there too: only storage knows when that delivery is final.
    pub fn is_stranded(&self, claim: &Claim) -> bool {
        claim
            .waits_for
            .is_some_and(|earlier| !self.held.contains_key(&earlier))
    }

    /// Notes a claim; returns it unless it has to wait for another.
    pub fn hold(&mut self, claim: Claim, origin: Origin, now: i64) -> Option<Claim> {
        let held = Held {
            origin,
            since: now,
            writes: self.writes,
        };
        self.held.insert(claim.id, held);
        match claim.waits_for.filter(|id| self.held.contains_key(id)) {
            None => Some(claim),
            Some(earlier) => {
                self.behind.entry(earlier).or_default().push(claim);
                self.behind_len += 1;
                None
            }
        }
    }

    /// Forgets a claim; `None` if it was not here.
    pub fn forget(&mut self, id: DeliveryId) -> Option<Forgotten> {
        let held = self.held.remove(&id)?;
        let origin = self.origin_of(held);
        let behind = self.behind.remove(&id).unwrap_or_default();
        self.behind_len -= behind.len();
        Some(Forgotten { origin, behind })
    }

    /// Notes that something was left in storage that waits for a claim, if that is here.
    pub fn leave_behind(&mut self, earlier: DeliveryId) {
        if let Some(held) = self.held.get_mut(&earlier) {
            held.origin = Origin::Storage;
        }
    }

    /// Where a claim came from, if it is here.
    pub fn origin(&self, id: DeliveryId) -> Option<Origin> {
        self.held.get(&id).map(|held| self.origin_of(*held))
    }

    fn origin_of(&self, held: Held) -> Origin {
        if held.writes == self.writes {
            held.origin
        } else {
            Origin::Storage
        }
    }

    /// Notes that others wrote to storage, maybe what waits for something that is here.
    pub fn note_write(&mut self) {
        self.writes = self.writes.wrapping_add(1);
    }

    /// Since when a claim is here.
    pub fn since(&self, id: DeliveryId) -> Option<i64> {
        self.held.get(&id).map(|held| held.since)
    }

    /// Takes out every claim that waits for another and is of these. It counts as here until
    /// it is forgotten, and what waits for it goes on to wait.
    pub fn take_behind(&mut self, is_taken: impl Fn(&Claim) -> bool) -> Vec<Claim> {
        let mut taken = Vec::new();
        for behind in self.behind.values_mut() {
            taken.extend(behind.extract_if(.., |claim| is_taken(claim)));
        }
        self.behind.retain(|_, behind| !behind.is_empty());
        self.behind_len -= taken.len();
        taken
    }

    /// Claims in memory, in any state.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Claims that wait for another.
    pub fn behind_len(&self) -> usize {
        self.behind_len
    }
}
