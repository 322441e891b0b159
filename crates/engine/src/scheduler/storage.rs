//! What lies in storage beside what is here: which lanes have more of it, how much room they
//! have, and what is given back where a slot goes to another worker.

use super::{
    Scheduler,
    lane::{FAILING_ROOM, Lane},
};
use domain::{Claim, DeliveryId, IntegrationId, Slots, TenantId};
use std::{collections::HashSet, sync::Arc};

impl Scheduler {
    /// How many more claims there is room for in all.
    pub fn room(&self) -> usize {
        self.bounds.room.saturating_sub(self.held())
    }

    /// How many more claims of an integration there is room for.
    ///
    /// A lane may hold as much as is still free: alone it gets half of the room, and each
    /// further one leaves as much to the next, so none can push another out. A failing one
    /// holds no more than it may try.
    pub fn room_for(&self, integration: IntegrationId) -> usize {
        let lane = self.lanes.get(&integration);
        let held = lane.map_or(0, |lane| lane.held);
        if lane.is_some_and(Lane::is_failing) {
            return FAILING_ROOM.saturating_sub(held).min(self.room());
        }
        self.room().saturating_sub(held).div_ceil(2)
    }

    /// Notes that storage has claims of an integration that are not here. New ones stay there
    /// too from now on, so that none overtakes them. False where the integration is unknown
    /// here.
    pub fn note_more(&mut self, integration: IntegrationId) -> bool {
        let Some(lane) = self.lanes.get_mut(&integration) else {
            return false;
        };
        if !lane.has_more {
            lane.has_more = true;
            Arc::make_mut(&mut self.closed).insert(integration);
        }
        self.ask(integration);
        true
    }

    /// Has storage asked for an integration of which something there may have become free. New
    /// ones need not stay there for it: those of its order wait for it by themselves.
    pub(super) fn ask(&mut self, integration: IntegrationId) {
        if let Some(lane) = self.lanes.get_mut(&integration) {
            lane.notes = lane.notes.wrapping_add(1);
            self.hungry.insert(integration);
        }
    }

    /// The same for an integration that may be unknown here.
    pub fn note_more_of(&mut self, tenant: TenantId, integration: IntegrationId) {
        self.lane(tenant, integration);
        self.note_more(integration);
    }

    /// Notes that something is left in storage that waits for these, which are here: storage is
    /// asked when they are over.
    pub fn leave_behind(&mut self, earlier: impl IntoIterator<Item = DeliveryId>) {
        for id in earlier {
            self.order.leave_behind(id);
        }
    }

    /// Notes that others wrote to storage, maybe what waits for something that is here: storage
    /// is asked when that is over.
    pub fn note_write(&mut self) {
        self.order.note_write();
    }

    /// How often it was noted by now that storage is to be asked for an integration.
    pub fn notes(&self, integration: IntegrationId) -> u64 {
        self.lanes.get(&integration).map_or(0, |lane| lane.notes)
    }

    /// Notes that storage had nothing more of an integration that is due, when it was asked
    /// after so many `notes`. What was noted since may have come behind the question.
    pub fn note_all_here(&mut self, integration: IntegrationId, notes: u64) {
        if self.notes(integration) == notes {
            self.forget_more(integration);
        }
    }

    fn forget_more(&mut self, integration: IntegrationId) {
        if let Some(lane) = self.lanes.get_mut(&integration) {
            lane.has_more = false;
            lane.lacks_room = false;
        }
        if self.closed.contains(&integration) {
            Arc::make_mut(&mut self.closed).remove(&integration);
        }
        self.hungry.remove(&integration);
    }

    /// The integrations of which storage has more.
    pub fn closed(&self) -> Arc<HashSet<IntegrationId>> {
        Arc::clone(&self.closed)
    }

    /// Whether storage is to be asked for more of some lane.
    pub fn is_hungry(&self) -> bool {
        !self.hungry.is_empty()
    }

    /// Up to `limit` lanes for which storage is to be asked, each with its room. One that has
    /// too little room for it to be worth the question waits until it has more.
    pub fn take_hungry(&mut self, limit: usize, batch: usize) -> Vec<(IntegrationId, usize)> {
        let mut wants = Vec::new();
        while wants.len() < limit
            && let Some(integration) = self.hungry.pop_first()
        {
            let room = self.room_for(integration);
            let lane = self.lanes.get_mut(&integration);
            let held = lane.as_ref().map_or(0, |lane| lane.held);
            // What is here lasts a while, and another question will bring more.
            let is_worth_it = room > 0 && room >= held.min(batch);
            if let Some(lane) = lane {
                lane.lacks_room = !is_worth_it;
            }
            if is_worth_it {
                wants.push((integration, room));
            }
        }
        wants
    }

    /// Gives up everything that lies in other slots than these: the claims that wait here are
    /// returned. Those that were sent stay until they are settled.
    #[must_use]
    pub fn keep_only(&mut self, slots: Slots) -> Vec<Claim> {
        let lost: HashSet<IntegrationId> = self
            .lanes
            .iter()
            .filter(|(_, lane)| !slots.contains(lane.slot))
            .map(|(integration, _)| *integration)
            .collect();
        if lost.is_empty() {
            return Vec::new();
        }
        let mut given_back = Vec::new();
        let mut waiting = self.take_waiting(&lost);
        while let Some(claim) = waiting.pop() {
            let forgotten = self.order.forget(claim.id);
            // Of another slot only where its integration moved to another connection meanwhile.
            waiting.extend(forgotten.into_iter().flat_map(|it| it.behind));
            if let Some(lane) = self.lanes.get_mut(&claim.integration_id) {
                lane.held = lane.held.saturating_sub(1);
            }
            given_back.push(claim);
        }
        self.lanes
            .retain(|integration, lane| !lost.contains(integration) || lane.held > 0);
        given_back
    }

    /// Takes out everything of an integration that waits here, without a turn or a part of a
    /// rate: it sends nothing, and storage holds what it is owed. What is taken out counts as
    /// here until it is back there.
    #[must_use]
    pub fn take_out(&mut self, integration: IntegrationId) -> Vec<Claim> {
        let taken = self.take_waiting(&HashSet::from([integration]));
        // What they wait for may be on its way.
        self.leave_behind(taken.iter().filter_map(|claim| claim.waits_for));
        taken
    }

    /// Takes out whatever waits here of these integrations, in any way.
    fn take_waiting(&mut self, taken: &HashSet<IntegrationId>) -> Vec<Claim> {
        let is_taken = |claim: &Claim| taken.contains(&claim.integration_id);
        let mut waiting = self.order.take_behind(is_taken);
        let later = self.later.extract_if(.., |_, claim| is_taken(claim));
        waiting.extend(later.map(|(_, claim)| claim));
        for integration in taken {
            if let Some(lane) = self.lanes.get_mut(integration) {
                waiting.append(&mut lane.take_all());
            }
            self.forget_more(*integration);
        }
        waiting
    }

    /// The slots of which something is here.
    pub fn slots_held(&self) -> Slots {
        let held = self.lanes.values().filter(|lane| lane.held > 0);
        held.map(|lane| lane.slot).collect()
    }
}
