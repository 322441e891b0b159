//! Which delivery goes next: a state machine without I/O, time passed in.
//!
//! Two levels of round-robin (tenants, then their integrations) for each class. A delivery
//! costs one turn, so plain turns are what deficits would come to. Lanes that cannot send
//! leave the round and come back when a slot or a moment of their rate comes, so that picking
//! costs the same however many of them wait.

mod lane;
mod order;
mod rate;
mod ring;

use domain::{Claim, DeliveryId, IntegrationId, TenantId, integration::Limits, moment::Class};
use lane::{Lane, Pick};
use order::Order;
use ring::Ring;
use std::collections::{BTreeMap, HashMap};

/// One pick in this many looks at durable deliveries first, so that a flood of live ones
/// cannot keep them waiting for ever.
const DURABLE_TURN: u64 = 8;
/// Above this many lanes those that hold nothing are forgotten, with their limits.
const LANES_KEPT: usize = 10_000;

/// How much the scheduler may hold and send.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Most requests in flight.
    pub parallel_total: usize,
    /// Most requests in flight of one tenant.
    pub parallel_tenant: usize,
    /// Most claims in memory.
    pub room: usize,
}

/// What becomes of an offered claim.
#[derive(Debug)]
pub(crate) enum Offered {
    /// It waits for its turn here.
    Kept,
    /// There is no room for it, or it waits for a delivery that is not here: it goes back to
    /// storage and is due again at this time.
    Spilled {
        /// The claim.
        claim: Box<Claim>,
        /// When it is due again, in milliseconds since 1970.
        due_at: i64,
    },
}

/// A tenant's place in the round.
#[derive(Debug, Default)]
struct Share {
    in_flight: usize,
    live: Ring<IntegrationId>,
    durable: Ring<IntegrationId>,
}

/// Claimed deliveries in memory, and whose turn it is.
#[derive(Debug)]
pub(crate) struct Scheduler {
    bounds: Bounds,
    lanes: HashMap<IntegrationId, Lane>,
    shares: HashMap<TenantId, Share>,
    live: Ring<TenantId>,
    durable: Ring<TenantId>,
    /// Claims whose time has not come, by that time.
    later: BTreeMap<(i64, DeliveryId), Claim>,
    /// Lanes that wait for their rate, by when it lets them.
    paced: BTreeMap<(i64, IntegrationId), TenantId>,
    order: Order,
    in_flight: usize,
    picks: u64,
}

impl Share {
    fn ring(&mut self, class: Class) -> &mut Ring<IntegrationId> {
        match class {
            Class::Live => &mut self.live,
            Class::Durable => &mut self.durable,
        }
    }
}

impl Scheduler {
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            lanes: HashMap::new(),
            shares: HashMap::new(),
            live: Ring::default(),
            durable: Ring::default(),
            later: BTreeMap::new(),
            paced: BTreeMap::new(),
            order: Order::default(),
            in_flight: 0,
            picks: 0,
        }
    }

    /// How many more claims there is room for.
    pub fn room(&self) -> usize {
        self.bounds.room.saturating_sub(self.order.len())
    }

    /// Whether the limits of an integration are known.
    pub fn knows(&self, integration: IntegrationId) -> bool {
        self.lanes.contains_key(&integration)
    }

    /// Notes the limits of an integration, which may have changed.
    pub fn limit(&mut self, tenant: TenantId, integration: IntegrationId, limits: &Limits) {
        let lane = self.lanes.entry(integration).or_default();
        if lane.limit(limits) {
            self.enter(tenant, integration);
        }
    }

    /// Takes in a claim that this worker holds.
    pub fn offer(&mut self, claim: Claim, now: i64) -> Offered {
        let lane = self.lanes.entry(claim.integration_id).or_default();
        // A lane may hold as much as is still free: alone it gets half of the room, and each
        // further one leaves as much to the next, so none can push another out.
        if lane.held >= self.bounds.room.saturating_sub(self.order.len()) {
            let due_at = lane.spill_until(now).min(claim.deadline_at);
            return Offered::Spilled {
                claim: Box::new(claim),
                due_at,
            };
        }
        if self.order.is_stranded(&claim) {
            return Offered::Spilled {
                due_at: claim.due_at,
                claim: Box::new(claim),
            };
        }
        lane.held += 1;
        if let Some(claim) = self.order.hold(claim) {
            self.place(claim, now);
        }
        Offered::Kept
    }

    /// The next claim to send, if one may be sent now.
    pub fn next(&mut self, now: i64) -> Option<Claim> {
        self.catch_up(now);
        if self.in_flight >= self.bounds.parallel_total {
            return None;
        }
        self.picks = self.picks.wrapping_add(1);
        let classes = if self.picks.is_multiple_of(DURABLE_TURN) {
            [Class::Durable, Class::Live]
        } else {
            [Class::Live, Class::Durable]
        };
        let claim = classes
            .into_iter()
            .find_map(|class| self.pick_tenant(class, now))?;
        self.in_flight += 1;
        Some(claim)
    }

    /// When `next` may have something that it has not now, apart from slots that come free.
    pub fn next_at(&self) -> Option<i64> {
        let later = self.later.keys().next().map(|(at, _)| *at);
        let paced = self.paced.keys().next().map(|(at, _)| *at);
        later.into_iter().chain(paced).min()
    }

    /// Frees the slot of a claim whose answer was read, after `took_ms`.
    pub fn answered(&mut self, claim: &Claim, took_ms: i64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some(share) = self.shares.get_mut(&claim.tenant_id) {
            share.in_flight = share.in_flight.saturating_sub(1);
        }
        if let Some(lane) = self.lanes.get_mut(&claim.integration_id) {
            lane.answered(took_ms);
        }
        self.enter(claim.tenant_id, claim.integration_id);
    }

    /// Forgets a claim whose settlement is committed. Those that waited for it go on if it is
    /// over; else they are returned, to be given back to storage behind it.
    #[must_use]
    pub fn finished(&mut self, claim: &Claim, is_final: bool, now: i64) -> Vec<Claim> {
        let Some(behind) = self.order.forget(claim.id) else {
            // It was given back before it found room here.
            return Vec::new();
        };
        self.leave(claim.integration_id);
        if is_final {
            for next in behind {
                self.place(next, now);
            }
            return Vec::new();
        }
        behind
    }

    /// Claims that wait here, in any way.
    pub fn queued(&self) -> usize {
        let queued: usize = self.lanes.values().map(Lane::queued).sum();
        queued + self.later.len() + self.order.behind_len()
    }

    /// Requests in flight.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Claims in memory in any state, those sent and not committed included.
    pub fn held(&self) -> usize {
        self.order.len()
    }

    /// Claims that do not wait here and whose outcome is not committed.
    pub fn unsettled(&self) -> usize {
        self.held().saturating_sub(self.queued())
    }

    /// When the claim that has waited longest was due.
    pub fn oldest_due_at(&self) -> Option<i64> {
        self.lanes.values().filter_map(Lane::oldest_due_at).min()
    }

    fn leave(&mut self, integration: IntegrationId) {
        let kept = self.lanes.len();
        let Some(lane) = self.lanes.get_mut(&integration) else {
            return;
        };
        lane.held = lane.held.saturating_sub(1);
        if kept > LANES_KEPT && lane.held == 0 {
            self.lanes.remove(&integration);
        }
    }

    /// Puts a claim that waits for no other into its lane, or aside until it is due.
    fn place(&mut self, claim: Claim, now: i64) {
        if claim.due_at > now {
            self.later.insert((claim.due_at, claim.id), claim);
            return;
        }
        let (tenant, integration) = (claim.tenant_id, claim.integration_id);
        self.lanes.entry(integration).or_default().push(claim);
        self.enter(tenant, integration);
    }

    /// Lets in what became due and which lanes their rate lets again.
    fn catch_up(&mut self, now: i64) {
        while let Some(entry) = self.later.first_entry() {
            if entry.key().0 > now {
                break;
            }
            let claim = entry.remove();
            self.place(claim, now);
        }
        while let Some(entry) = self.paced.first_entry() {
            let (at, integration) = *entry.key();
            if at > now {
                break;
            }
            let tenant = entry.remove();
            if let Some(lane) = self.lanes.get_mut(&integration) {
                lane.is_paced = false;
            }
            self.enter(tenant, integration);
        }
    }

    /// Lets a lane into the round of each class in which it can send.
    fn enter(&mut self, tenant: TenantId, integration: IntegrationId) {
        let share = self.shares.entry(tenant).or_default();
        if let Some(lane) = self.lanes.get(&integration).filter(|lane| lane.may_send()) {
            for class in [Class::Live, Class::Durable] {
                if lane.has(class) {
                    share.ring(class).enter(integration);
                }
            }
        }
        if share.in_flight < self.bounds.parallel_tenant {
            // Either ring may hold lanes that waited for the tenant's share.
            if !share.live.is_empty() {
                self.live.enter(tenant);
            }
            if !share.durable.is_empty() {
                self.durable.enter(tenant);
            }
        }
    }

    fn pick_tenant(&mut self, class: Class, now: i64) -> Option<Claim> {
        loop {
            let ring = match class {
                Class::Live => &mut self.live,
                Class::Durable => &mut self.durable,
            };
            let tenant = ring.leave()?;
            let Some(share) = self.shares.get_mut(&tenant) else {
                continue;
            };
            if share.in_flight >= self.bounds.parallel_tenant {
                continue;
            }
            let picked = pick_lane(
                &mut self.lanes,
                &mut self.paced,
                share.ring(class),
                tenant,
                class,
                now,
            );
            if !share.ring(class).is_empty() {
                ring.enter(tenant);
            }
            if let Some(claim) = picked {
                share.in_flight += 1;
                return Some(claim);
            }
        }
    }
}

fn pick_lane(
    lanes: &mut HashMap<IntegrationId, Lane>,
    paced: &mut BTreeMap<(i64, IntegrationId), TenantId>,
    ring: &mut Ring<IntegrationId>,
    tenant: TenantId,
    class: Class,
    now: i64,
) -> Option<Claim> {
    loop {
        let integration = ring.leave()?;
        let Some(lane) = lanes.get_mut(&integration) else {
            continue;
        };
        match lane.pick(class, now) {
            Pick::Nothing => {}
            Pick::Paced { until } => {
                lane.is_paced = true;
                paced.insert((until, integration), tenant);
            }
            Pick::Claim(claim) => {
                if lane.has(class) && lane.may_send() {
                    ring.enter(integration);
                }
                return Some(*claim);
            }
        }
    }
}

#[cfg(test)]
mod tests;
