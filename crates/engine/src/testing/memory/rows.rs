//! The rows of the ledger in memory, and what may be done with them.

use crate::{Renewal, Settled, Standing, TestRecord, Token, Want};
use domain::{
    Attempt, Call, Claim, DeliveryId, DeliveryState, Digest, Facts, Integration, IntegrationId,
    KeyId, Receipt, Settlement, Setup, Slots, TenantId, WorkerId,
    health::{Failing, Turn},
    ownership::{share, slot_of},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
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
    /// Whether it takes a recording with it that comes before its first try.
    pub takes_recording: bool,
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
    pub slots: HashMap<u8, WorkerId>,
    pub tests: Vec<TestRecord>,
    pub failing: BTreeMap<IntegrationId, (TenantId, Failing)>,
    pub kept: HashMap<(TenantId, Uuid, String), Facts>,
    pub tokens: HashMap<Uuid, Token>,
    pub renewing: HashMap<Uuid, (WorkerId, i64)>,
    pub renewal: Renewal,
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

    pub fn integration(&self, claim: &Claim) -> Option<&Arc<Integration>> {
        let setup = self.setups.get(&claim.tenant_id)?;
        let mut known = setup.integrations.iter();
        known.find(|known| known.id == claim.integration_id)
    }

    pub fn is_enabled(&self, claim: &Claim) -> bool {
        let known = self.integration(claim);
        known.is_some_and(|integration| integration.draft.enabled)
    }

    fn is_in(&self, claim: &Claim, slots: Slots) -> bool {
        let known = self.integration(claim);
        known.is_some_and(|integration| slots.contains(slot_of(integration.shared_id())))
    }

    /// What could be claimed of these slots, were it due.
    pub fn claimable(&self, slots: Slots) -> impl Iterator<Item = &Row> {
        self.rows.values().filter(move |row| {
            let waits = row.claim.waits_for.is_some_and(|id| !self.is_final(id));
            !row.state.is_final()
                && !row.is_claimed
                && !waits
                && self.is_enabled(&row.claim)
                && self.is_in(&row.claim, slots)
        })
    }

    pub fn due(
        &self,
        slots: Slots,
        now: i64,
        after: Option<IntegrationId>,
        limit: usize,
    ) -> Vec<(TenantId, IntegrationId)> {
        let due: BTreeSet<(IntegrationId, TenantId)> = self
            .claimable(slots)
            .filter(|row| row.claim.due_at <= now)
            .map(|row| (row.claim.integration_id, row.claim.tenant_id))
            .filter(|(id, _)| after.is_none_or(|after| *id > after))
            .collect();
        let due = due.into_iter().take(limit);
        due.map(|(id, tenant)| (tenant, id)).collect()
    }

    pub fn claim_due(&mut self, worker: WorkerId, now: i64, wants: &[Want]) -> Vec<Claim> {
        if self.workers.get(&worker).is_none_or(|until| *until <= now) {
            return Vec::new();
        }
        let mut claims = Vec::new();
        for want in wants {
            let mut due: Vec<(i64, DeliveryId)> = self
                .claimable(Slots::ALL)
                .filter(|row| row.claim.integration_id == want.integration_id)
                .filter(|row| row.claim.due_at <= now)
                .map(|row| (row.claim.due_at, row.claim.id))
                .collect();
            due.sort_unstable();
            for (_, id) in due.into_iter().take(want.limit) {
                claims.extend(self.claim(worker, id));
            }
        }
        claims
    }

    fn claim(&mut self, worker: WorkerId, id: DeliveryId) -> Option<Claim> {
        let row = self.rows.get_mut(&id)?;
        row.is_claimed = true;
        row.state = DeliveryState::Sending;
        row.claim.claimed_by = worker;
        row.claim.claim_no += 1;
        Some(row.claim.clone())
    }

    /// Notes that a worker lives; gives it the slots that are its share and nobody's.
    pub fn heartbeat(&mut self, worker: WorkerId, now: i64, alive_until: i64) -> Standing {
        self.workers.insert(worker, alive_until);
        self.workers.retain(|_, until| *until > now);
        let alive: Vec<WorkerId> = self.workers.keys().copied().collect();
        let wanted = share(worker, &alive);
        let workers = self.workers.clone();
        self.slots.retain(|_, owner| workers.contains_key(owner));
        self.free_claims(now, None);
        for slot in wanted.iter() {
            self.slots.entry(slot).or_insert(worker);
        }
        let owned = self.slots.iter().filter(|(_, owner)| **owner == worker);
        let owned: Slots = owned.map(|(slot, _)| *slot).collect();
        Standing {
            owned,
            asked: owned.without(wanted),
        }
    }

    /// Writes an outcome if the claim still holds.
    pub fn settle(&mut self, settled: &Settled) -> bool {
        let holds = self.settle_row(settled);
        if let Some(turn) = &settled.turn {
            self.turn(settled, turn);
        }
        if holds && !settled.kept.is_empty() {
            let claim = &settled.claim;
            let shared = self.integration(claim).map(|known| known.shared_id());
            let call_id = claim.event.call_id.clone();
            if let Some(shared) = shared {
                let kept = self.kept.entry((claim.tenant_id, shared, call_id));
                kept.or_default().merge(&settled.kept);
            }
        }
        holds
    }

    fn settle_row(&mut self, settled: &Settled) -> bool {
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
        row.attempts.extend(settled.attempts.clone());
        if let Some(progress) = &settled.progress {
            row.claim.progress = progress.clone();
        }
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

    fn turn(&mut self, settled: &Settled, turn: &Turn) {
        let claim = &settled.claim;
        match turn {
            Turn::Recovers => {
                self.failing.remove(&claim.integration_id);
            }
            Turn::Fails { failing, rejoin } => {
                let incident = (claim.tenant_id, *failing);
                self.failing.insert(claim.integration_id, incident);
                for id in rejoin {
                    if let Some(row) = self.rows.get_mut(id)
                        && row.state == DeliveryState::Failed
                    {
                        row.state = DeliveryState::Retrying;
                        row.claim.due_at = settled.settled_at;
                    }
                }
                if *failing == Failing::Gone {
                    self.switch_off(claim.tenant_id, claim.integration_id);
                }
            }
        }
    }

    fn switch_off(&mut self, tenant: TenantId, id: IntegrationId) {
        let Some(setup) = self.setups.get(&tenant) else {
            return;
        };
        let mut setup = Setup::clone(setup);
        setup.tenant.revision += 1;
        for known in &mut setup.integrations {
            if known.id == id {
                Arc::make_mut(known).draft.enabled = false;
            }
        }
        self.setups.insert(tenant, Arc::new(setup));
    }

    /// Whether a delivery of the same order is open that was accepted before this one.
    pub fn is_behind(&self, id: DeliveryId) -> bool {
        let Some(asking) = self.rows.get(&id) else {
            return false;
        };
        self.rows.values().any(|row| {
            row.claim.id < id
                && row.claim.order_key == asking.claim.order_key
                && !row.state.is_final()
                && !self.is_held(row)
        })
    }

    /// Whether a pause, or a recording that is to come, holds a delivery.
    pub fn is_held(&self, row: &Row) -> bool {
        let awaits_recording = row.takes_recording && row.claim.claim_no == 0;
        awaits_recording || !self.is_enabled(&row.claim)
    }

    /// Cancels a delivery whoever holds it.
    pub fn call_off(&mut self, id: DeliveryId) {
        if let Some(row) = self.rows.get_mut(&id) {
            row.state = DeliveryState::Cancelled;
            row.is_claimed = false;
        }
    }

    /// Whether a claim is still held as it says.
    pub fn stands(&self, claim: &Claim) -> bool {
        let row = self.rows.get(&claim.id);
        row.is_some_and(|row| {
            let held = (row.claim.claimed_by, row.claim.claim_no);
            row.is_claimed && held == (claim.claimed_by, claim.claim_no)
        })
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
