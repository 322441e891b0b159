//! The claims of one integration: its queues, its cap, its rate, its health.

use super::{
    pace::{Load, Pace},
    probe::Probe,
    rate::Rate,
};
use domain::{Claim, ConnectionId, TenantId, health::Health, integration::Limits, moment::Class};
use std::collections::VecDeque;

/// One pick in this many takes a retry although fresh deliveries wait, so that retries of a
/// busy integration do not wait until they are given up.
const RETRY_TURN: u32 = 8;
/// Most claims in memory of an integration that fails: the probe, and some to choose from.
pub(super) const FAILING_ROOM: usize = 8;

/// The fresh deliveries and the retries of one class.
#[derive(Debug, Default)]
struct Queue {
    fresh: VecDeque<Claim>,
    retries: VecDeque<Claim>,
}

/// What a lane has to send.
#[derive(Debug)]
pub(super) enum Pick {
    /// Nothing, or no slot.
    Nothing,
    /// It may send at this time again.
    Paced {
        /// In milliseconds since 1970.
        until: i64,
    },
    /// This.
    Claim(Box<Claim>),
}

/// One integration in the scheduler.
#[derive(Debug)]
pub(super) struct Lane {
    /// Whose it is.
    pub tenant: TenantId,
    /// The connection whose limits hold for it, too.
    pub connection: Option<ConnectionId>,
    /// In which slot of ownership it lies.
    pub slot: u8,
    /// Claims of it in memory, in any state.
    pub held: usize,
    /// Whether its limits, and those of its connection, were learned.
    pub is_learned: bool,
    /// Whether it waits for a time: its rate, a pause, its next probe.
    pub is_paced: bool,
    /// Whether storage has claims of it that are not here.
    pub has_more: bool,
    /// Whether storage is to be asked for it as soon as there is room that is worth the question.
    pub lacks_room: bool,
    /// How often it was noted that storage is to be asked for it: a question that began before
    /// may have missed what it is to be asked for.
    pub notes: u64,
    /// Whether it works.
    pub health: Health,
    live: Queue,
    durable: Queue,
    in_flight: usize,
    pace: Pace,
    rate: Rate,
    not_before: i64,
    probe: Option<Probe>,
    picks: u32,
}

impl Queue {
    fn len(&self) -> usize {
        self.fresh.len() + self.retries.len()
    }

    fn push(&mut self, claim: Claim) {
        if claim.tries == 0 {
            self.fresh.push_back(claim);
        } else {
            self.retries.push_back(claim);
        }
    }

    fn pop(&mut self, retry_first: bool) -> Option<Claim> {
        if retry_first {
            self.retries.pop_front().or_else(|| self.fresh.pop_front())
        } else {
            self.fresh.pop_front().or_else(|| self.retries.pop_front())
        }
    }

    fn oldest_due_at(&self) -> Option<i64> {
        let fronts = self.fresh.front().into_iter().chain(self.retries.front());
        fronts.map(|claim| claim.due_at).min()
    }

    fn take(&mut self, is_taken: impl Fn(&Claim) -> bool) -> Vec<Claim> {
        let mut taken = Vec::new();
        for queue in [&mut self.fresh, &mut self.retries] {
            let (out, kept) = std::mem::take(queue).into_iter().partition(&is_taken);
            *queue = kept;
            let out: VecDeque<Claim> = out;
            taken.extend(out);
        }
        taken
    }
}

impl Lane {
    pub fn new(tenant: TenantId, slot: u8) -> Self {
        let usual = Limits::default();
        Self {
            tenant,
            connection: None,
            slot,
            held: 0,
            is_learned: false,
            is_paced: false,
            has_more: false,
            lacks_room: false,
            notes: 0,
            health: Health::default(),
            live: Queue::default(),
            durable: Queue::default(),
            in_flight: 0,
            pace: Pace::new(usize::try_from(usual.parallel).unwrap_or(1)),
            rate: Rate::default(),
            not_before: i64::MIN,
            probe: None,
            picks: 0,
        }
    }

    /// Takes over limits.
    pub fn limit(&mut self, limits: &Limits) {
        self.is_learned = true;
        let parallel = usize::try_from(limits.parallel).unwrap_or(1);
        self.pace.set_limit(parallel);
        self.rate.set(limits.per_second);
    }

    pub fn push(&mut self, claim: Claim) {
        self.queue(claim.class).push(claim);
    }

    fn queue(&mut self, class: Class) -> &mut Queue {
        match class {
            Class::Live => &mut self.live,
            Class::Durable => &mut self.durable,
        }
    }

    /// Whether a slot is free and no time is waited for.
    pub fn may_send(&self) -> bool {
        self.in_flight < self.cap() && !self.is_paced
    }

    fn cap(&self) -> usize {
        if self.probe.is_some() {
            1
        } else {
            self.pace.cap()
        }
    }

    pub fn has(&self, class: Class) -> bool {
        match class {
            Class::Live => self.live.len() > 0,
            Class::Durable => self.durable.len() > 0,
        }
    }

    /// When it may send at the earliest; `None` if that is now.
    pub fn waits_until(&self, now: i64) -> Option<i64> {
        let rate = self.rate.wait_until(now);
        let probe = self.probe.as_ref().map(Probe::at);
        let until = rate.into_iter().chain(probe).chain([self.not_before]).max();
        until.filter(|&until| until > now)
    }

    /// Takes the next claim of a class, if one may be sent now.
    pub fn pick(&mut self, class: Class, now: i64) -> Pick {
        if !self.may_send() || !self.has(class) {
            return Pick::Nothing;
        }
        if let Some(until) = self.waits_until(now) {
            return Pick::Paced { until };
        }
        self.picks = self.picks.wrapping_add(1);
        let retry_first = self.picks.is_multiple_of(RETRY_TURN);
        let Some(claim) = self.queue(class).pop(retry_first) else {
            return Pick::Nothing;
        };
        self.rate.take(now);
        self.in_flight += 1;
        if let Some(probe) = &mut self.probe {
            probe.sent();
        }
        Pick::Claim(Box::new(claim))
    }

    /// Takes out the claims of a class whose time is over: they go without a slot of the lane,
    /// since nothing is sent for them.
    pub fn overdue(&mut self, class: Class, now: i64) -> Vec<Claim> {
        let overdue = self.queue(class).take(|claim| claim.deadline_at <= now);
        self.in_flight += overdue.len();
        overdue
    }

    /// Takes out everything that waits.
    pub fn take_all(&mut self) -> Vec<Claim> {
        let mut all = self.live.take(|_| true);
        all.append(&mut self.durable.take(|_| true));
        all
    }

    /// Frees a slot, and learns from how the answer came.
    pub fn answered(&mut self, load: Load) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.pace.answered(load, self.in_flight);
    }

    /// Sends nothing before a time, which its receiver asked for.
    pub fn pause_until(&mut self, until: i64) {
        self.not_before = self.not_before.max(until);
    }

    /// Goes over to single probes.
    pub fn fail(&mut self, now: i64) {
        self.probe = Some(Probe::begin(now));
    }

    /// Notes that a try failed: a probe, or one that was sent before the failure was known.
    pub fn probe_failed(&mut self, now: i64) {
        if let Some(probe) = &mut self.probe {
            probe.failed(now);
        }
    }

    /// Is to be tried at once, whatever happened before.
    pub fn look_again(&mut self, now: i64) {
        self.not_before = i64::MIN;
        self.is_paced = false;
        if self.health.failing().is_some() {
            self.probe = Some(Probe::due(now));
        }
    }

    /// Sends on, slowly at first.
    pub fn recover(&mut self) {
        self.probe = None;
        self.is_paced = false;
        self.pace.begin_low();
    }

    /// Whether it fails and sends only probes.
    pub fn is_failing(&self) -> bool {
        self.probe.is_some()
    }

    /// Whether it can be forgotten: nothing of it is here, and nothing is known that counts.
    pub fn is_idle(&self) -> bool {
        self.held == 0 && !self.has_more && !self.lacks_room && self.probe.is_none()
    }

    pub fn queued(&self) -> usize {
        self.live.len() + self.durable.len()
    }

    pub fn oldest_due_at(&self) -> Option<i64> {
        let ages = [self.live.oldest_due_at(), self.durable.oldest_due_at()];
        ages.into_iter().flatten().min()
    }
}
