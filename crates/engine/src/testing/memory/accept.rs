//! How the ledger in memory takes events: identity, what is known of the call, the plan.

use super::rows::{Recorded, Row, State};
use crate::{AcceptError, Acceptance, Accepted, Batch};
use domain::{
    CallEvent, Claim, DeliveryId, DeliveryState, EventSnapshot, Facts, Integration, Receipt,
    WorkerId,
    call::Place,
    delivery::Progress,
    event::LIVE_AGE_MS_MAX,
    moment::Class,
    order::{self, Earlier},
    ownership::slot_of,
    plan::plan,
    recording,
};
use std::sync::Arc;

/// What the worker of a batch may claim at once.
pub struct Room<'a> {
    /// How many deliveries.
    left: usize,
    batch: &'a Batch,
}

impl<'a> Room<'a> {
    /// That of a batch.
    pub fn of(batch: &'a Batch) -> Self {
        Self {
            left: batch.claim_room,
            batch,
        }
    }

    fn has_for(&self, integration: &Integration) -> bool {
        self.left > 0
            && self.batch.slots.contains(slot_of(integration.shared_id()))
            && !self.batch.closed.contains(&integration.id)
    }
}

impl State {
    /// Takes the events of one request.
    pub fn accept(
        &mut self,
        worker: WorkerId,
        acceptance: &Acceptance,
        room: &mut Room<'_>,
    ) -> Result<Accepted, AcceptError> {
        let request = acceptance
            .idempotency
            .as_ref()
            .map(|given| ((given.sender, given.key.clone()), given.body));
        if let Some((key, body)) = &request
            && let Some((known, receipts)) = self.requests.get(key)
        {
            if known != body {
                return Err(AcceptError::KeyReused);
            }
            return Ok(Accepted {
                receipts: receipts.clone(),
                ..Accepted::default()
            });
        }
        let mut accepted = Accepted::default();
        for event in &acceptance.events {
            let receipt = self.take(worker, event, room, &mut accepted);
            accepted.receipts.push(receipt);
        }
        if let Some((key, body)) = request {
            self.requests.insert(key, (body, accepted.receipts.clone()));
        }
        Ok(accepted)
    }

    fn take(
        &mut self,
        worker: WorkerId,
        event: &CallEvent,
        room: &mut Room<'_>,
        accepted: &mut Accepted,
    ) -> Receipt {
        let identity = (event.tenant_id, event.identity);
        if let Some(first) = self.identities.get(&identity) {
            let mut receipt = first.receipt.clone();
            receipt.duplicate = true;
            receipt.differs = first.content != event.content;
            return receipt;
        }
        let facts = self.learn(event);
        let wanted = match self.setups.get(&event.tenant_id) {
            Some(setup) => plan(setup, event, &facts).wanted,
            None => Vec::new(),
        };
        let snapshot = Arc::new(EventSnapshot {
            id: event.id,
            event_id: event.event_id.clone(),
            call_id: event.call_id.clone(),
            moment: event.moment,
            facts,
        });
        self.free_recorded(event, &snapshot.facts, room, accepted);
        for integration in &wanted {
            let claim = self.owe(worker, event, &snapshot, integration);
            let may_claim = room.has_for(integration);
            self.insert(claim, event, may_claim.then_some(&mut *room), accepted);
        }
        let receipt = Receipt {
            event_id: event.event_id.clone(),
            delivery_count: u32::try_from(wanted.len()).unwrap_or(u32::MAX),
            duplicate: false,
            differs: false,
        };
        let recorded = Recorded {
            content: event.content,
            receipt: receipt.clone(),
        };
        self.identities.insert(identity, recorded);
        receipt
    }

    /// Lets what waits for the recording of the call go, where the event tells of it.
    fn free_recorded(
        &mut self,
        event: &CallEvent,
        facts: &Facts,
        room: &Room<'_>,
        accepted: &mut Accepted,
    ) {
        if !recording::is_told(&event.facts) || recording::is_awaited(facts) {
            return;
        }
        let mut freed = Vec::new();
        for row in self.rows.values_mut() {
            let claim = &mut row.claim;
            let is_of_call =
                claim.tenant_id == event.tenant_id && claim.event.call_id == event.call_id;
            if is_of_call && row.takes_recording && claim.claim_no == 0 {
                row.takes_recording = false;
                claim.progress.taken = recording::known(facts);
                claim.due_at = claim.due_at.min(event.accepted_at);
                freed.push(claim.clone());
            }
        }
        for claim in freed {
            let waits = claim.waits_for.is_some_and(|id| !self.is_final(id));
            let integration = self.integration(&claim);
            let integration = integration.filter(|known| known.draft.enabled && !waits);
            if integration.is_some_and(|known| room.has_for(known)) {
                accepted.left.push(claim.integration_id);
            }
        }
    }

    /// What is known of the call with this event.
    fn learn(&mut self, event: &CallEvent) -> Facts {
        let call = (event.tenant_id, event.call_id.clone());
        let (known, event_count) = self.calls.entry(call).or_default();
        *event_count += 1;
        let place = Place {
            event_seq: *event_count,
            call_counter: None,
        };
        let setup = self.setups.get(&event.tenant_id);
        let hours = setup.and_then(|setup| setup.tenant.hours.as_ref());
        known.learn(event, place, hours);
        known.facts()
    }

    fn owe(
        &mut self,
        worker: WorkerId,
        event: &CallEvent,
        snapshot: &Arc<EventSnapshot>,
        integration: &Integration,
    ) -> Claim {
        let class = event.moment.class();
        let order_key = integration.order_key(&event.call_id);
        let is_of_order = |row: &&Row| {
            row.claim.order_key == order_key && row.claim.class == class && !row.state.is_final()
        };
        let open = self.rows.values().filter(is_of_order).map(|row| Earlier {
            id: row.claim.id,
            integration_id: row.claim.integration_id,
            waits_for: row.claim.waits_for.filter(|id| !self.is_final(*id)),
            is_held: self.is_held(row),
        });
        let open: Vec<Earlier> = open.collect();
        let waits_for = order::waits_for(&open, integration.id);
        Claim {
            tenant_id: event.tenant_id,
            id: DeliveryId(self.next_id()),
            integration_id: integration.id,
            claimed_by: worker,
            claim_no: 0,
            event: Arc::clone(snapshot),
            class,
            order_key,
            waits_for,
            tries: 0,
            progress: Progress::default(),
            accepted_at: event.accepted_at,
            due_at: integration
                .waits_until(&snapshot.facts, event.accepted_at)
                .unwrap_or(event.accepted_at),
            deadline_at: event.accepted_at + class.gives_up_after_ms(),
            is_test: event.is_test,
            resend_of: None,
        }
    }

    fn insert(
        &mut self,
        mut claim: Claim,
        event: &CallEvent,
        room: Option<&mut Room<'_>>,
        accepted: &mut Accepted,
    ) {
        let is_stale =
            claim.class == Class::Live && event.accepted_at - event.occurred_at > LIVE_AGE_MS_MAX;
        let held = claim.waits_for.filter(|id| {
            let earlier = self.rows.get(id);
            earlier.is_some_and(|row| row.is_claimed && row.claim.claimed_by == claim.claimed_by)
        });
        let is_held_here = claim.waits_for.is_none() || held.is_some();
        let is_enabled = self.is_enabled(&claim);
        let takes_recording = claim.due_at > event.accepted_at;
        let may_claim = !is_stale && is_held_here && is_enabled && !takes_recording;
        let room = room.filter(|_| may_claim);
        let is_claimed = room.is_some();
        accepted.behind.extend(held.filter(|_| !is_claimed));
        let state = if is_stale {
            DeliveryState::Expired
        } else if is_claimed {
            DeliveryState::Sending
        } else {
            DeliveryState::Scheduled
        };
        if let Some(room) = room {
            room.left -= 1;
            claim.claim_no = 1;
            accepted.claims.push(claim.clone());
        } else if may_claim {
            accepted.left.push(claim.integration_id);
        }
        let row = Row {
            is_claimed,
            state,
            attempts: Vec::new(),
            late: 0,
            takes_recording,
            claim,
        };
        self.rows.insert(row.claim.id, row);
    }
}
