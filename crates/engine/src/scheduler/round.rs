//! A tenant's turn: which of its integrations sends.

use super::{
    Sleeper,
    group::{Group, Leave},
    lane::{Lane, Pick},
    ring::Ring,
};
use domain::{Claim, ConnectionId, IntegrationId, moment::Class};
use std::collections::{BTreeSet, HashMap};

/// A tenant's turn.
pub(super) struct Round<'a> {
    pub(super) lanes: &'a mut HashMap<IntegrationId, Lane>,
    pub(super) groups: &'a mut HashMap<ConnectionId, Group>,
    pub(super) sleepers: &'a mut BTreeSet<(i64, Sleeper)>,
    pub(super) class: Class,
    pub(super) now: i64,
}

impl Round<'_> {
    /// The claim of the lane whose turn it is, of those that can send.
    pub(super) fn pick(&mut self, ring: &mut Ring<IntegrationId>) -> Option<Claim> {
        loop {
            let integration = ring.leave()?;
            if let Some(claim) = self.pick_lane(integration) {
                let lane = self.lanes.get(&integration);
                if lane.is_some_and(|lane| lane.has(self.class) && lane.may_send()) {
                    ring.enter(integration);
                }
                return Some(claim);
            }
        }
    }

    fn pick_lane(&mut self, integration: IntegrationId) -> Option<Claim> {
        let lane = self.lanes.get_mut(&integration)?;
        if !lane.may_send() || !lane.has(self.class) {
            return None;
        }
        let mut group = lane.connection.and_then(|id| self.groups.get_mut(&id));
        if lane.waits_until(self.now).is_none()
            && let (Some(group), Some(connection)) = (&mut group, lane.connection)
        {
            match group.ask(integration, self.now) {
                Leave::Given => {}
                Leave::Wait => return None,
                Leave::Paced { until } => {
                    self.sleepers.insert((until, Sleeper::Group(connection)));
                    return None;
                }
            }
        }
        match lane.pick(self.class, self.now) {
            Pick::Nothing => None,
            Pick::Paced { until } => {
                lane.is_paced = true;
                self.sleepers.insert((until, Sleeper::Lane(integration)));
                None
            }
            Pick::Claim(claim) => {
                if let Some(group) = group {
                    group.take(self.now);
                }
                Some(*claim)
            }
        }
    }
}
