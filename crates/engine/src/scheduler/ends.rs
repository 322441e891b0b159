//! The end of a send: its slots are free, its integration is judged, and once its outcome is
//! committed, what waited for it goes on.

use super::{LANES_KEPT, Load, Origin, Scheduler};
use domain::{
    Claim, IntegrationId,
    health::{Observed, Sign, Turn},
};

impl Scheduler {
    /// Frees the slot of a claim whose answer was read, and learns from how it came.
    pub fn answered(&mut self, claim: &Claim, load: Load) {
        let id = claim.integration_id;
        self.in_flight = self.in_flight.saturating_sub(1);
        let share = self.share(claim.tenant_id);
        share.in_flight = share.in_flight.saturating_sub(1);
        self.lane(claim.tenant_id, id).answered(load);
        if let Some(connection) = self.taken.remove(&(claim.id, claim.claim_no)) {
            if let Some(group) = self.groups.get_mut(&connection) {
                group.answered();
            }
            self.call_line(connection);
        }
        self.enter(id);
    }

    /// Takes in what a try said of its integration; returns how that changed.
    pub fn observe(&mut self, claim: &Claim, tried: Observed<'_>, now: i64) -> Option<Turn> {
        let lane = self.lane(claim.tenant_id, claim.integration_id);
        let turn = lane.health.observe(tried);
        match &turn {
            Some(Turn::Recovers) => lane.recover(),
            Some(Turn::Fails { .. }) => lane.fail(now),
            // If it was the probe, it did not come through.
            None if lane.is_failing() && tried.sign != Sign::Ours => lane.probe_failed(now),
            None => {}
        }
        self.enter(claim.integration_id);
        turn
    }

    /// Whether the end of a claim may let go what is not here, of another integration of its
    /// connection.
    pub fn frees_others(&self, claim: &Claim) -> bool {
        let lane = self.lanes.get(&claim.integration_id);
        lane.is_some_and(|lane| lane.connection.is_some())
            && self.order.origin(claim.id) == Some(Origin::Storage)
    }

    /// Forgets a claim whose settlement is committed. Those that waited for it go on if it is
    /// over; else they are returned, to be given back to storage behind it.
    #[must_use]
    pub fn finished(&mut self, claim: &Claim, is_final: bool, now: i64) -> Vec<Claim> {
        let Some(forgotten) = self.order.forget(claim.id) else {
            // It was given back before it found room here.
            return Vec::new();
        };
        if is_final && forgotten.origin == Origin::Storage {
            self.ask(claim.integration_id);
        }
        self.leave(claim.integration_id);
        if !is_final {
            return forgotten.behind;
        }
        for next in forgotten.behind {
            self.place(next, now);
        }
        Vec::new()
    }

    fn leave(&mut self, integration: IntegrationId) {
        let kept = self.lanes.len();
        let Some(lane) = self.lanes.get_mut(&integration) else {
            return;
        };
        lane.held = lane.held.saturating_sub(1);
        if lane.has_more || lane.lacks_room {
            self.hungry.insert(integration);
        } else if kept > LANES_KEPT && lane.is_idle() && !self.hungry.contains(&integration) {
            self.lanes.remove(&integration);
        }
    }
}
