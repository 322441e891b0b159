//! Order within a call: who is here, and who waits for whom.

use domain::{Claim, DeliveryId};
use std::collections::{HashMap, HashSet};

/// Every claim in memory, and those that wait for another to be final.
#[derive(Debug, Default)]
pub(super) struct Order {
    held: HashSet<DeliveryId>,
    behind: HashMap<DeliveryId, Vec<Claim>>,
    behind_len: usize,
}

impl Order {
    /// Whether a claim waits for a delivery that is not here. Who waits in storage must wait
    /// there too: only storage knows when that delivery is final.
    pub fn is_stranded(&self, claim: &Claim) -> bool {
        claim
            .waits_for
            .is_some_and(|earlier| !self.held.contains(&earlier))
    }

    /// Notes a claim; returns it unless it has to wait for another.
    pub fn hold(&mut self, claim: Claim) -> Option<Claim> {
        self.held.insert(claim.id);
        match claim.waits_for.filter(|id| self.held.contains(id)) {
            None => Some(claim),
            Some(earlier) => {
                self.behind.entry(earlier).or_default().push(claim);
                self.behind_len += 1;
                None
            }
        }
    }

    /// Forgets a claim; returns those that waited for it, or `None` if it was not here.
    pub fn forget(&mut self, id: DeliveryId) -> Option<Vec<Claim>> {
        if !self.held.remove(&id) {
            return None;
        }
        let behind = self.behind.remove(&id).unwrap_or_default();
        self.behind_len -= behind.len();
        Some(behind)
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
