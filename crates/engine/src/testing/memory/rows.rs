//! The rows of the ledger in memory, and what may be done with them.

use crate::{Settled, TestRecord};
use domain::{
    Attempt, Call, Claim, DeliveryId, DeliveryState, Digest, KeyId, Receipt, Settlement, Setup,
    TenantId, WorkerId,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// A delivery.
#[derive(Debug)]
pub(super) struct Row {
    /// What a worker gets of it; `claimed_by` counts only where `is_claimed`.
    pub claim: Claim,
    pub is_claimed: bool,
    pub state: DeliveryState,
    pub attempts: Vec<Attempt>,
    pub late: usize,
}

/// A delivery as a test sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What it is, with its tries and times.
    pub claim: Claim,
    /// Whether a worker holds it.
    pub is_claimed: bool,
    /// Where it stands.
    pub state: DeliveryState,
    /// Every try that counted, oldest first.
    pub attempts: Vec<Attempt>,
    /// Outcomes that came after the claim was lost.
    pub late: usize,
}

/// What was recorded of an event under its identity.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    pub content: Digest,
    pub receipt: Receipt,
}

#[derive(Default)]
pub(super) struct State {
    pub setups: HashMap<TenantId, Arc<Setup>>,
    pub identities: HashMap<(TenantId, Digest), Recorded>,
    pub requests: HashMap<(KeyId, String), (Digest, Vec<Receipt>)>,
    pub calls: HashMap<(TenantId, String), (Call, i32)>,
    pub rows: BTreeMap<DeliveryId, Row>,
    pub workers: HashMap<WorkerId, i64>,
    pub tests: Vec<TestRecord>,
    ids: u64,
}

impl State {
    /// Ids rise, so that their order is that of acceptance.
    pub fn next_id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u64_pair(1, self.ids)
    }

    pub fn is_final(&self, id: DeliveryId) -> bool {
        self.rows.get(&id).is_none_or(|row| row.state.is_final())
    }

    pub fn is_enabled(&self, claim: &Claim) -> bool {
        let setup = self.setups.get(&claim.tenant_id);
        setup.is_some_and(|setup| {
            setup
                .integrations
                .iter()
                .any(|known| known.id == claim.integration_id && known.draft.enabled)
        })
    }

    /// What could be claimed, were it due.
    pub fn claimable(&self) -> impl Iterator<Item = &Row> {
        self.rows.values().filter(|row| {
            let waits = row.claim.waits_for.is_some_and(|id| !self.is_final(id));
            !row.state.is_final() && !row.is_claimed && !waits && self.is_enabled(&row.claim)
        })
    }

    pub fn claim_due(&mut self, worker: WorkerId, now: i64, limit: usize) -> Vec<Claim> {
        let mut due: Vec<(i64, DeliveryId)> = self
            .claimable()
            .filter(|row| row.claim.due_at <= now)
            .map(|row| (row.claim.due_at, row.claim.id))
            .collect();
        due.sort_unstable();
        due.truncate(limit);
        let mut claims = Vec::new();
        for (_, id) in due {
            if let Some(row) = self.rows.get_mut(&id) {
                row.is_claimed = true;
                row.state = DeliveryState::Sending;
                row.claim.claimed_by = worker;
                row.claim.claim_no += 1;
                claims.push(row.claim.clone());
            }
        }
        claims
    }

    /// Writes an outcome if the claim still holds.
    pub fn settle(&mut self, settled: &Settled) -> bool {
        let Some(row) = self.rows.get_mut(&settled.claim.id) else {
            return false;
        };
        let holds = row.is_claimed
            && row.claim.claimed_by == settled.claim.claimed_by
            && row.claim.claim_no == settled.claim.claim_no;
        if !holds {
            row.late += 1;
            return false;
        }
        row.is_claimed = false;
        row.attempts.extend(settled.attempt.clone());
        match settled.settlement {
            Settlement::Final(state) => {
                row.state = state;
                row.claim.tries += 1;
            }
            Settlement::Retry { due_at } => {
                row.state = DeliveryState::Retrying;
                row.claim.tries += 1;
                row.claim.due_at = due_at;
            }
            Settlement::Release { due_at } => {
                row.state = waiting(&row.claim);
                row.claim.due_at = due_at;
            }
        }
        true
    }

    /// Frees the claims of workers that are over, or of all but one.
    pub fn free_claims(&mut self, now: i64, all_but: Option<WorkerId>) -> u64 {
        let workers = self.workers.clone();
        self.free(|holder| match all_but {
            Some(kept) => holder != kept,
            None => workers.get(&holder).is_none_or(|until| *until <= now),
        })
    }

    pub fn free(&mut self, is_over: impl Fn(WorkerId) -> bool) -> u64 {
        let mut freed = 0;
        for row in self.rows.values_mut() {
            if row.is_claimed && is_over(row.claim.claimed_by) {
                row.is_claimed = false;
                row.state = waiting(&row.claim);
                freed += 1;
            }
        }
        freed
    }

    pub fn seen(&self) -> Vec<Seen> {
        let see = |row: &Row| Seen {
            claim: row.claim.clone(),
            is_claimed: row.is_claimed,
            state: row.state,
            attempts: row.attempts.clone(),
            late: row.late,
        };
        self.rows.values().map(see).collect()
    }
}

fn waiting(claim: &Claim) -> DeliveryState {
    if claim.tries == 0 {
        DeliveryState::Scheduled
    } else {
        DeliveryState::Retrying
    }
}
