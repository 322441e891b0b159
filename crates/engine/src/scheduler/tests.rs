//! Fairness, caps, rates and order, told by facts and by random runs.

mod connections;
mod failing;
mod storage;

use super::*;
use crate::testing;
use domain::{
    EventId, EventSnapshot, Facts, Moment, WorkerId, delivery::Progress, integration::Limits,
};
use proptest::prelude::*;
use std::{collections::HashSet, sync::Arc};
use uuid::Uuid;

const NOW: i64 = 1_000_000;

fn bounds() -> Bounds {
    Bounds {
        parallel_total: 100,
        parallel_tenant: 50,
        room: 10_000,
    }
}

fn claim(tenant: u128, integration: u128, id: u128, class: Class) -> Claim {
    let moment = match class {
        Class::Live => Moment::Answered,
        Class::Durable => Moment::AfterCall,
    };
    Claim {
        tenant_id: TenantId(Uuid::from_u128(tenant)),
        id: DeliveryId(Uuid::from_u128(id)),
        integration_id: IntegrationId(Uuid::from_u128(integration)),
        claimed_by: WorkerId(Uuid::nil()),
        claim_no: 1,
        event: Arc::new(EventSnapshot {
            id: EventId(Uuid::from_u128(id)),
            event_id: String::new(),
            call_id: String::new(),
            moment,
            facts: Facts::default(),
        }),
        class,
        order_key: String::new(),
        waits_for: None,
        tries: 0,
        progress: Progress::default(),
        accepted_at: NOW,
        due_at: NOW,
        deadline_at: NOW + class.gives_up_after_ms(),
        is_test: false,
        resend_of: None,
    }
}

fn durable(tenant: u128, integration: u128, id: u128) -> Claim {
    claim(tenant, integration, id, Class::Durable)
}

fn offer(scheduler: &mut Scheduler, claim: Claim) {
    let offered = scheduler.offer(claim, Origin::Commit, NOW);
    assert!(matches!(offered, Offered::Kept));
}

fn next_id(scheduler: &mut Scheduler, now: i64) -> Option<u128> {
    scheduler.next(now).map(|claim| claim.id.0.as_u128())
}

fn drain(scheduler: &mut Scheduler, now: i64) -> Vec<u128> {
    std::iter::from_fn(|| next_id(scheduler, now)).collect()
}

fn limits(parallel: u32, per_second: Option<u32>) -> Limits {
    Limits {
        parallel,
        per_second,
    }
}

/// Tells the scheduler the limits of a claim's integration.
fn limit(scheduler: &mut Scheduler, claim: &Claim, limits: Limits) {
    let mut draft = testing::draft("https://crm.example/hook", Moment::AfterCall);
    draft.limits = limits;
    let (tenant, id) = (claim.tenant_id, claim.integration_id);
    scheduler.learn(&Integration::compile(tenant, id, 1, draft, None).unwrap());
}

const FINE: Load = Load::Fine { took_us: 5_000 };

#[test]
fn tenants_take_turns_whatever_they_owe() {
    let mut scheduler = Scheduler::new(bounds());
    for id in 0..6 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    offer(&mut scheduler, durable(2, 20, 100));
    offer(&mut scheduler, durable(2, 20, 101));
    let first_four: Vec<_> = drain(&mut scheduler, NOW).into_iter().take(4).collect();
    assert_eq!(first_four, [0, 100, 1, 101]);
}

#[test]
fn integrations_of_a_tenant_take_turns() {
    let mut scheduler = Scheduler::new(bounds());
    for id in 0..4 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    offer(&mut scheduler, durable(1, 11, 100));
    let order = drain(&mut scheduler, NOW);
    assert_eq!(order, [0, 100, 1, 2, 3]);
}

#[test]
fn an_integration_has_at_most_its_cap_in_flight() {
    let mut scheduler = Scheduler::new(bounds());
    let first = durable(1, 10, 0);
    limit(&mut scheduler, &first, limits(2, None));
    for id in 0..5 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    assert_eq!(drain(&mut scheduler, NOW), [0, 1]);
    scheduler.answered(&first, FINE);
    assert_eq!(drain(&mut scheduler, NOW), [2]);
}

#[test]
fn a_raised_cap_counts_at_once() {
    let mut scheduler = Scheduler::new(bounds());
    let first = durable(1, 10, 0);
    limit(&mut scheduler, &first, limits(1, None));
    for id in 0..5 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    assert_eq!(drain(&mut scheduler, NOW), [0]);
    limit(&mut scheduler, &first, limits(3, None));
    assert_eq!(drain(&mut scheduler, NOW), [1, 2]);
}

#[test]
fn a_tenant_has_at_most_its_share_and_the_rest_go_on() {
    let mut scheduler = Scheduler::new(Bounds {
        parallel_tenant: 3,
        ..bounds()
    });
    for id in 0..10 {
        offer(&mut scheduler, durable(1, id % 5 + 10, id));
    }
    offer(&mut scheduler, durable(2, 20, 100));
    let sent = drain(&mut scheduler, NOW);
    assert_eq!(sent.iter().filter(|id| **id < 100).count(), 3);
    assert!(sent.contains(&100));
    scheduler.answered(&durable(1, 10, 0), FINE);
    assert_eq!(drain(&mut scheduler, NOW).len(), 1);
}

#[test]
fn live_goes_before_durable() {
    let mut scheduler = Scheduler::new(bounds());
    offer(&mut scheduler, durable(1, 10, 0));
    offer(&mut scheduler, claim(2, 20, 1, Class::Live));
    assert_eq!(drain(&mut scheduler, NOW), [1, 0]);
}

#[test]
fn a_flood_of_live_ones_lets_a_durable_one_through() {
    let mut scheduler = Scheduler::new(bounds());
    for id in 0..40 {
        let flood = claim(1, 10, id, Class::Live);
        limit(&mut scheduler, &flood, limits(64, None));
        offer(&mut scheduler, flood);
    }
    offer(&mut scheduler, durable(2, 20, 100));
    let turn = drain(&mut scheduler, NOW).iter().position(|id| *id == 100);
    assert!(
        turn.is_some_and(|turn| turn < 8),
        "it went at turn {turn:?}"
    );
}

#[test]
fn fresh_goes_before_a_retry_of_the_same_integration() {
    let mut scheduler = Scheduler::new(bounds());
    let mut retry = durable(1, 10, 0);
    retry.tries = 2;
    offer(&mut scheduler, retry);
    offer(&mut scheduler, durable(1, 10, 1));
    assert_eq!(drain(&mut scheduler, NOW), [1, 0]);
}

#[test]
fn a_rate_holds_back_without_a_slot() {
    let mut scheduler = Scheduler::new(bounds());
    let slow = durable(1, 10, 0);
    limit(&mut scheduler, &slow, limits(8, Some(2)));
    for id in 0..3 {
        offer(&mut scheduler, durable(1, 10, id));
    }
    assert_eq!(drain(&mut scheduler, NOW), [0]);
    assert_eq!(scheduler.in_flight(), 1);
    assert_eq!(scheduler.next_at(), Some(NOW + 500));
    assert_eq!(drain(&mut scheduler, NOW + 500), [1]);
    assert_eq!(drain(&mut scheduler, NOW + 1_000), [2]);
    assert_eq!(scheduler.next_at(), None);
}

#[test]
fn what_is_not_due_waits_for_its_time() {
    let mut scheduler = Scheduler::new(bounds());
    let mut later = durable(1, 10, 0);
    later.due_at = NOW + 100;
    offer(&mut scheduler, later);
    assert_eq!(drain(&mut scheduler, NOW), [0_u128; 0]);
    assert_eq!(scheduler.next_at(), Some(NOW + 100));
    assert_eq!(drain(&mut scheduler, NOW + 100), [0]);
}

#[test]
fn the_next_of_a_call_waits_until_the_earlier_is_final_and_committed() {
    let mut scheduler = Scheduler::new(bounds());
    let first = durable(1, 10, 0);
    let mut second = durable(1, 10, 1);
    second.waits_for = Some(first.id);
    offer(&mut scheduler, first.clone());
    offer(&mut scheduler, second);
    assert_eq!(drain(&mut scheduler, NOW), [0]);
    scheduler.answered(&first, FINE);
    assert_eq!(drain(&mut scheduler, NOW), [0_u128; 0]);
    assert!(scheduler.finished(&first, true, NOW).is_empty());
    assert_eq!(drain(&mut scheduler, NOW), [1]);
}

#[test]
fn those_behind_a_retry_go_back_to_storage_with_it() {
    let mut scheduler = Scheduler::new(bounds());
    let first = durable(1, 10, 0);
    let mut second = durable(1, 10, 1);
    second.waits_for = Some(first.id);
    offer(&mut scheduler, first.clone());
    offer(&mut scheduler, second);
    scheduler.next(NOW);
    scheduler.answered(&first, FINE);
    let behind = scheduler.finished(&first, false, NOW);
    assert_eq!(behind.len(), 1);
    assert!(scheduler.finished(&behind[0], false, NOW).is_empty());
    assert_eq!((scheduler.held(), scheduler.queued()), (0, 0));
}

#[test]
fn what_waits_for_a_delivery_elsewhere_is_not_kept() {
    let mut scheduler = Scheduler::new(bounds());
    let mut stranded = durable(1, 10, 1);
    stranded.waits_for = Some(DeliveryId(Uuid::from_u128(0)));
    let offered = scheduler.offer(stranded, Origin::Commit, NOW);
    assert!(matches!(offered, Offered::Spilled(_)));
    assert_eq!(scheduler.held(), 0);
}

#[test]
fn one_integration_never_takes_the_room_of_the_others() {
    let mut scheduler = Scheduler::new(Bounds {
        room: 100,
        ..bounds()
    });
    let mut kept = [0; 3];
    for lane in 0..3_u128 {
        for id in 0..1_000 {
            let claim = durable(lane, lane + 10, lane * 10_000 + id);
            if let Offered::Kept = scheduler.offer(claim, Origin::Commit, NOW) {
                kept[usize::try_from(lane).unwrap()] += 1;
            }
        }
    }
    assert_eq!(kept, [50, 25, 13]);
    assert!(scheduler.room() > 0);
}

/// One step of a random run.
#[derive(Debug, Clone, Copy)]
enum Step {
    Offer {
        tenant: u8,
        lane: u8,
        live: bool,
        behind: bool,
    },
    Next,
    Answer(usize),
    Finish {
        which: usize,
        is_final: bool,
    },
    Pass(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..3_u8, 0..3_u8, any::<bool>(), any::<bool>())
            .prop_map(|(tenant, lane, live, behind)| Step::Offer { tenant, lane, live, behind }),
        4 => Just(Step::Next),
        3 => any::<usize>().prop_map(Step::Answer),
        3 => (any::<usize>(), any::<bool>())
            .prop_map(|(which, is_final)| Step::Finish { which, is_final }),
        1 => (0..2_000_u16).prop_map(Step::Pass),
    ]
}

/// A random run with a check of every rule after each step.
struct Run {
    scheduler: Scheduler,
    now: i64,
    ids: u128,
    last: Option<Claim>,
    sent: Vec<Claim>,
    answered: Vec<Claim>,
    open: HashSet<DeliveryId>,
}

impl Run {
    fn new() -> Self {
        Self {
            scheduler: Scheduler::new(Bounds {
                parallel_total: 6,
                parallel_tenant: 4,
                room: 40,
            }),
            now: NOW,
            ids: 0,
            last: None,
            sent: Vec::new(),
            answered: Vec::new(),
            open: HashSet::new(),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Offer {
                tenant,
                lane,
                live,
                behind,
            } => self.offer(u128::from(tenant), u128::from(lane), live, behind),
            Step::Next => self.next(),
            Step::Answer(which) => {
                if let Some(claim) = pick(&mut self.sent, which) {
                    self.scheduler.answered(&claim, FINE);
                    self.answered.push(claim);
                }
            }
            Step::Finish { which, is_final } => {
                if let Some(claim) = pick(&mut self.answered, which) {
                    self.finish(&claim, is_final);
                }
            }
            Step::Pass(by_ms) => self.now += i64::from(by_ms),
        }
    }

    fn offer(&mut self, tenant: u128, lane: u128, live: bool, behind: bool) {
        self.ids += 1;
        let class = if live { Class::Live } else { Class::Durable };
        let mut claim = claim(tenant, tenant * 10 + lane, self.ids, class);
        if let Some(last) = self.last.as_ref().filter(|_| behind) {
            claim = Claim {
                waits_for: self.open.contains(&last.id).then_some(last.id),
                id: claim.id,
                ..last.clone()
            };
        }
        let limits = limits(2, (lane == 2).then_some(5));
        limit(&mut self.scheduler, &claim, limits);
        let offered = self
            .scheduler
            .offer(claim.clone(), Origin::Commit, self.now);
        if let Offered::Kept = offered {
            self.open.insert(claim.id);
            self.last = Some(claim);
        }
    }

    fn next(&mut self) {
        if let Some(claim) = self.scheduler.next(self.now) {
            if let Some(earlier) = claim.waits_for {
                assert!(!self.open.contains(&earlier), "order was broken");
            }
            assert!(
                !self.sent.iter().any(|sent| sent.id == claim.id),
                "sent twice at once"
            );
            if claim.deadline_at <= self.now {
                // Nothing is sent for it, so that it stands outside of the caps.
                self.scheduler.answered(&claim, Load::Unknown);
                self.answered.push(claim);
            } else {
                self.sent.push(claim);
            }
        }
    }

    fn finish(&mut self, claim: &Claim, is_final: bool) {
        self.open.remove(&claim.id);
        let mut given_back = self.scheduler.finished(claim, is_final, self.now);
        while let Some(next) = given_back.pop() {
            self.open.remove(&next.id);
            given_back.extend(self.scheduler.finished(&next, false, self.now));
        }
    }

    fn check(&self) {
        assert!(self.sent.len() <= 6, "over the total");
        assert_eq!(self.sent.len(), self.scheduler.in_flight());
        assert_eq!(self.open.len(), self.scheduler.held());
        assert!(self.scheduler.held() <= 40, "over the room");
        for claim in &self.sent {
            let count =
                |same: &dyn Fn(&Claim) -> bool| self.sent.iter().filter(|sent| same(sent)).count();
            assert!(count(&|sent| sent.tenant_id == claim.tenant_id) <= 4);
            assert!(count(&|sent| sent.integration_id == claim.integration_id) <= 2);
        }
    }

    /// Answers and finishes everything; nothing may be left behind.
    fn drain(&mut self) {
        for _ in 0..10_000 {
            if self.scheduler.held() == 0 {
                return;
            }
            self.take(Step::Next);
            self.take(Step::Answer(0));
            self.take(Step::Finish {
                which: 0,
                is_final: true,
            });
            self.now += 50;
        }
        panic!("{} deliveries were left behind", self.scheduler.held());
    }
}

fn pick(from: &mut Vec<Claim>, which: usize) -> Option<Claim> {
    let index = which.checked_rem(from.len())?;
    Some(from.swap_remove(index))
}

proptest! {
    #[test]
    fn a_random_run_keeps_caps_and_order_and_leaves_nothing_behind(
        steps in proptest::collection::vec(step(), 1..400)
    ) {
        let mut run = Run::new();
        for step in steps {
            run.take(step);
            run.check();
        }
        run.drain();
    }
}
