//! Which delivery goes next: a state machine without I/O, time passed in.
//!
//! Two levels of round-robin (tenants, then their integrations) for each class. A delivery
//! costs one turn, so plain turns are what deficits would come to. Lanes that cannot send
//! leave the round and come back when a slot or a moment of their rate comes, so that picking
//! costs the same however many of them wait.

mod ends;
mod group;
mod lane;
mod order;
mod pace;
mod probe;
mod rate;
mod ring;
mod round;
mod storage;

use domain::{
    Claim, ConnectionId, DeliveryId, Integration, IntegrationId, TenantId,
    health::{Failing, Health},
    moment::Class,
    ownership::slot_of,
};
use group::Group;
use lane::Lane;
use order::Order;
use ring::Ring;
use round::Round;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    sync::Arc,
};

pub(crate) use order::Origin;
pub(crate) use pace::Load;

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
    /// storage.
    Spilled(Box<Claim>),
}

/// A tenant's place in the round.
#[derive(Debug, Default)]
struct Share {
    in_flight: usize,
    live: Ring<IntegrationId>,
    durable: Ring<IntegrationId>,
}

/// Who waits for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sleeper {
    Lane(IntegrationId),
    Group(ConnectionId),
}

/// Claimed deliveries in memory, and whose turn it is.
#[derive(Debug)]
pub(crate) struct Scheduler {
    bounds: Bounds,
    lanes: HashMap<IntegrationId, Lane>,
    groups: HashMap<ConnectionId, Group>,
    /// From which connection a claim has its slot: by the time of its answer its integration
    /// may belong to another one.
    taken: HashMap<(DeliveryId, i32), ConnectionId>,
    shares: HashMap<TenantId, Share>,
    live: Ring<TenantId>,
    durable: Ring<TenantId>,
    /// Claims whose time has not come, by that time.
    later: BTreeMap<(i64, DeliveryId), Claim>,
    /// Who waits for a time, by that time.
    sleepers: BTreeSet<(i64, Sleeper)>,
    /// When live claims in lanes are over.
    deadlines: BTreeSet<(i64, IntegrationId)>,
    /// Claims whose time is over; they are settled without being sent.
    overdue: VecDeque<Claim>,
    order: Order,
    in_flight: usize,
    picks: u64,
    /// Lanes of which storage has more, as commits see them.
    closed: Arc<HashSet<IntegrationId>>,
    /// Lanes for which storage is to be asked.
    hungry: BTreeSet<IntegrationId>,
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
            groups: HashMap::new(),
            taken: HashMap::new(),
            shares: HashMap::new(),
            live: Ring::default(),
            durable: Ring::default(),
            later: BTreeMap::new(),
            sleepers: BTreeSet::new(),
            deadlines: BTreeSet::new(),
            overdue: VecDeque::new(),
            order: Order::default(),
            in_flight: 0,
            picks: 0,
            closed: Arc::default(),
            hungry: BTreeSet::new(),
        }
    }

    /// Whether the limits of an integration are known; a lane may be here before them.
    pub fn knows(&self, integration: IntegrationId) -> bool {
        let lane = self.lanes.get(&integration);
        lane.is_some_and(|lane| lane.is_learned)
    }

    /// Notes the limits of an integration and of its connection, which may have changed.
    pub fn learn(&mut self, integration: &Integration) {
        let (tenant, id) = (integration.tenant_id, integration.id);
        let lane = self.lane(tenant, id);
        lane.limit(&integration.draft.limits);
        lane.slot = slot_of(integration.shared_id());
        lane.connection = integration.connection.as_ref().map(|it| it.id);
        if let Some(connection) = &integration.connection {
            let group = self.groups.entry(connection.id).or_default();
            group.limit(&connection.draft.limits);
            self.call_line(connection.id);
        }
        self.enter(id);
    }

    /// Takes in a claim that this worker holds.
    pub fn offer(&mut self, claim: Claim, origin: Origin, now: i64) -> Offered {
        let id = claim.integration_id;
        self.lane(claim.tenant_id, id);
        if self.order.is_stranded(&claim) {
            // It is asked for when the one that it waits for is over.
            return Offered::Spilled(Box::new(claim));
        }
        if self.room_for(id) == 0 {
            self.note_more(id);
            self.leave_behind(claim.waits_for);
            return Offered::Spilled(Box::new(claim));
        }
        self.lane(claim.tenant_id, id).held += 1;
        if let Some(claim) = self.order.hold(claim, origin, now) {
            self.place(claim, now);
        }
        Offered::Kept
    }

    /// The next claim to send, if one may be sent now. One whose deadline is over is among
    /// them, too, so that it is settled.
    pub fn next(&mut self, now: i64) -> Option<Claim> {
        self.catch_up(now);
        if self.in_flight >= self.bounds.parallel_total {
            return None;
        }
        let claim = match self.overdue.pop_front() {
            Some(overdue) => {
                self.share(overdue.tenant_id).in_flight += 1;
                self.hold_in_group(overdue.integration_id);
                overdue
            }
            None => self.pick(now)?,
        };
        self.note_taken(&claim);
        self.in_flight += 1;
        Some(claim)
    }

    fn pick(&mut self, now: i64) -> Option<Claim> {
        self.picks = self.picks.wrapping_add(1);
        let classes = if self.picks.is_multiple_of(DURABLE_TURN) {
            [Class::Durable, Class::Live]
        } else {
            [Class::Live, Class::Durable]
        };
        classes
            .into_iter()
            .find_map(|class| self.pick_tenant(class, now))
    }

    /// When `next` may have something that it has not now, apart from slots that come free.
    pub fn next_at(&self) -> Option<i64> {
        let later = self.later.keys().next().map(|(at, _)| *at);
        let sleeper = self.sleepers.first().map(|(at, _)| *at);
        let deadline = self.deadlines.first().map(|(at, _)| *at);
        [later, sleeper, deadline].into_iter().flatten().min()
    }

    /// In which way an integration fails, if it does.
    pub fn failing(&self, integration: IntegrationId) -> Option<Failing> {
        let lane = self.lanes.get(&integration)?;
        lane.health.failing()
    }

    /// Sends nothing for an integration before a time.
    pub fn pause_until(&mut self, integration: IntegrationId, until: i64) {
        if let Some(lane) = self.lanes.get_mut(&integration) {
            lane.pause_until(until);
        }
    }

    /// Tries an integration at once that was changed or looked at by a person. `failing` is
    /// what storage knows of its health.
    pub fn look_again(
        &mut self,
        tenant: TenantId,
        integration: IntegrationId,
        failing: Option<Failing>,
        now: i64,
    ) {
        let lane = self.lane(tenant, integration);
        let was_failing = lane.is_failing();
        lane.health = failing.map_or_else(Health::default, Health::failing_since_before);
        match failing {
            None if was_failing => lane.recover(),
            _ => lane.look_again(now),
        }
        self.enter(integration);
        self.note_more(integration);
    }

    /// Takes up an integration that fails, with its slot: before its set-up is read nothing
    /// else tells which that is.
    pub fn take_up(
        &mut self,
        tenant: TenantId,
        integration: IntegrationId,
        slot: u8,
        failing: Failing,
        now: i64,
    ) {
        self.lane(tenant, integration).slot = slot;
        self.look_again(tenant, integration, Some(failing), now);
    }

    /// How long a claim has been in memory, in milliseconds.
    pub fn held_for(&self, claim: &Claim, now: i64) -> i64 {
        let since = self.order.since(claim.id);
        since.map_or(0, |since| now.saturating_sub(since))
    }

    /// Claims that wait here, in any way.
    pub fn queued(&self) -> usize {
        let queued: usize = self.lanes.values().map(Lane::queued).sum();
        queued + self.later.len() + self.order.behind_len() + self.overdue.len()
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

    fn lane(&mut self, tenant: TenantId, integration: IntegrationId) -> &mut Lane {
        self.lanes
            .entry(integration)
            .or_insert_with(|| Lane::new(tenant, slot_of(integration.0)))
    }

    /// Counts a claim that goes without asking, for which nothing is sent.
    fn hold_in_group(&mut self, integration: IntegrationId) {
        let lane = self.lanes.get(&integration);
        let group = lane.and_then(|lane| self.groups.get_mut(&lane.connection?));
        if let Some(group) = group {
            group.hold();
        }
    }

    fn note_taken(&mut self, claim: &Claim) {
        let lane = self.lanes.get(&claim.integration_id);
        if let Some(connection) = lane.and_then(|lane| lane.connection) {
            self.taken.insert((claim.id, claim.claim_no), connection);
        }
    }

    fn share(&mut self, tenant: TenantId) -> &mut Share {
        self.shares.entry(tenant).or_default()
    }

    /// Puts a claim that waits for no other into its lane, or aside until it is due.
    fn place(&mut self, claim: Claim, now: i64) {
        if claim.due_at > now {
            self.later.insert((claim.due_at, claim.id), claim);
            return;
        }
        let integration = claim.integration_id;
        if claim.class == Class::Live {
            self.deadlines.insert((claim.deadline_at, integration));
        }
        self.lane(claim.tenant_id, integration).push(claim);
        self.enter(integration);
    }

    /// Lets in what became due, wakes who waited for a time, and takes out what is too late.
    fn catch_up(&mut self, now: i64) {
        while let Some(entry) = self.later.first_entry() {
            if entry.key().0 > now {
                break;
            }
            let claim = entry.remove();
            self.place(claim, now);
        }
        while let Some((_, sleeper)) = pop_due(&mut self.sleepers, now) {
            self.wake(sleeper);
        }
        while let Some((_, integration)) = pop_due(&mut self.deadlines, now) {
            if let Some(lane) = self.lanes.get_mut(&integration) {
                self.overdue.extend(lane.overdue(Class::Live, now));
            }
        }
    }

    fn wake(&mut self, sleeper: Sleeper) {
        match sleeper {
            Sleeper::Lane(integration) => {
                if let Some(lane) = self.lanes.get_mut(&integration) {
                    lane.is_paced = false;
                }
                self.enter(integration);
            }
            Sleeper::Group(connection) => {
                if let Some(group) = self.groups.get_mut(&connection) {
                    group.is_paced = false;
                }
                self.call_line(connection);
            }
        }
    }

    /// Lets everyone ask again who waits for a connection.
    fn call_line(&mut self, connection: ConnectionId) {
        let line = self.groups.get_mut(&connection).map(Group::line);
        for integration in line.unwrap_or_default() {
            self.enter(integration);
        }
    }

    /// Lets a lane into the round of each class in which it can send.
    fn enter(&mut self, integration: IntegrationId) {
        let Some(lane) = self.lanes.get(&integration) else {
            return;
        };
        let tenant = lane.tenant;
        let share = self.shares.entry(tenant).or_default();
        if lane.may_send() {
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
            let mut round = Round {
                lanes: &mut self.lanes,
                groups: &mut self.groups,
                sleepers: &mut self.sleepers,
                class,
                now,
            };
            let picked = round.pick(share.ring(class));
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

/// Takes out the first entry whose time has come.
fn pop_due<T: Copy + Ord>(times: &mut BTreeSet<(i64, T)>, now: i64) -> Option<(i64, T)> {
    times.first().filter(|(at, _)| *at <= now)?;
    times.pop_first()
}

#[cfg(test)]
mod tests;
