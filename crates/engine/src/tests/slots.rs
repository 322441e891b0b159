//! Several workers over one storage: each integration is sent for by one of them at a time.

use super::{clock::VirtualClock, world::NOW};
use crate::{
    Acceptance, Clock, Engine, EngineOptions, Ledger,
    core::{Core, WriterInbox},
    heartbeat,
    testing::{MemoryLedger, ScriptedSender, accepted, connection, draft, event},
};
use domain::{
    ConnectionId, DeliveryState, IntegrationId, Moment, Slots, TenantId, WorkerId,
    health::Failing,
    ownership::{share, slot_of},
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};
use uuid::Uuid;

const INTEGRATIONS: usize = 12;

/// Which workers sent to which URL.
type Senders = Arc<Mutex<HashMap<String, HashSet<u128>>>>;

struct Cluster {
    ledger: Arc<MemoryLedger>,
    tenant: TenantId,
    clock: VirtualClock,
    seen: Senders,
}

impl Cluster {
    fn new() -> Self {
        let ledger = Arc::new(MemoryLedger::default());
        let urls = (0..INTEGRATIONS).map(|number| format!("https://crm.example/{number}"));
        let drafts = urls.map(|url| draft(&url, Moment::AfterCall)).collect();
        let (tenant, _) = ledger.add_tenant(drafts);
        Self {
            ledger,
            tenant,
            clock: VirtualClock::at(NOW),
            seen: Senders::default(),
        }
    }

    fn join(&self, number: u128) -> Engine {
        let seen = Arc::clone(&self.seen);
        let sender = ScriptedSender::new(Box::new(move |request| {
            let mut seen = seen.lock().unwrap();
            seen.entry(request.url.clone()).or_default().insert(number);
            Box::pin(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                accepted()
            })
        }));
        let mut options = EngineOptions::new(WorkerId(Uuid::from_u128(number << 70 | number)));
        options.lease = Duration::from_secs(5);
        options.poll = Duration::from_secs(1);
        Engine::start(
            Arc::clone(&self.ledger) as _,
            Arc::new(sender),
            Arc::new(self.clock.clone()),
            options,
        )
    }

    async fn accept(&self, by: &Engine, calls: std::ops::Range<u64>) {
        for number in calls {
            let call = format!("call-{number}");
            let now = self.clock.now_ms();
            let events = vec![event(self.tenant, Moment::AfterCall, &call, number, now)];
            let acceptance = Acceptance {
                tenant_id: self.tenant,
                events,
                idempotency: None,
            };
            by.accept(acceptance).await.unwrap();
        }
    }

    async fn until_settled(&self) {
        let deadline = self.clock.now_ms() + 60_000;
        while !self.ledger.seen().iter().all(|row| row.state.is_final()) {
            assert!(self.clock.now_ms() < deadline, "a delivery was forgotten");
            pass(20).await;
        }
        let seen = self.ledger.seen();
        assert!(seen.iter().all(|row| row.state == DeliveryState::Delivered));
        assert!(
            seen.iter()
                .all(|row| row.late == 0 && row.attempts.len() == 1)
        );
    }

    /// How many URLs each worker sent to since it was asked last; none was sent to by two.
    fn shares(&self) -> HashMap<u128, usize> {
        let mut shares = HashMap::new();
        for (url, workers) in self.seen.lock().unwrap().drain() {
            assert_eq!(workers.len(), 1, "{url} was sent to by {workers:?}");
            for worker in workers {
                *shares.entry(worker).or_default() += 1;
            }
        }
        shares
    }
}

async fn pass(ms: u64) {
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

#[tokio::test(start_paused = true)]
async fn workers_share_the_integrations_and_any_of_them_accepts() {
    let cluster = Cluster::new();
    let one = cluster.join(1);
    cluster.accept(&one, 1..20).await;
    cluster.until_settled().await;
    assert_eq!(cluster.shares(), HashMap::from([(1, INTEGRATIONS)]));

    let other = cluster.join(2);
    pass(10_000).await;
    cluster.accept(&one, 20..40).await;
    cluster.accept(&other, 40..60).await;
    cluster.until_settled().await;
    let shares = cluster.shares();
    assert_eq!(shares.len(), 2, "{shares:?}");
    one.stop().await;
    other.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_one_has_in_flight_is_not_sent_by_another_that_joins() {
    let cluster = Cluster::new();
    let one = cluster.join(1);
    pass(100).await;
    let accepting = cluster.accept(&one, 1..400);
    let joining = async {
        pass(500).await;
        cluster.join(2)
    };
    let ((), other) = tokio::join!(accepting, joining);
    cluster.until_settled().await;
    one.stop().await;
    other.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_share_of_one_that_stopped_goes_on_at_once_and_of_a_dead_one_within_its_lease() {
    let cluster = Cluster::new();
    let one = cluster.join(1);
    let other = cluster.join(2);
    pass(10_000).await;
    other.stop().await;
    cluster.accept(&one, 1..20).await;
    cluster.until_settled().await;
    assert_eq!(cluster.shares(), HashMap::from([(1, INTEGRATIONS)]));

    // A worker that says once that it lives and is never heard of again.
    let dead = WorkerId(Uuid::from_u128(3 << 70 | 3));
    one.stop().await;
    let now = cluster.clock.now_ms();
    cluster
        .ledger
        .heartbeat(dead, now, now + 5_000)
        .await
        .unwrap();
    let heir = cluster.join(4);
    cluster.accept(&heir, 20..40).await;
    let began = cluster.clock.now_ms();
    cluster.until_settled().await;
    assert!(cluster.clock.now_ms() - began < 9_000);
    assert_eq!(cluster.shares(), HashMap::from([(4, INTEGRATIONS)]));
    heir.stop().await;
}

/// Two workers, and an integration below a connection: its slot is that of the connection,
/// which the first one has, while the second has the one that its own id would give.
struct Pair {
    ledger: Arc<MemoryLedger>,
    tenant: TenantId,
    integration: IntegrationId,
    connection: ConnectionId,
    heir: WorkerId,
    other: WorkerId,
}

impl Pair {
    fn new() -> Self {
        let ledger = Arc::new(MemoryLedger::default());
        let url = "https://crm.example/hook";
        let (tenant, integrations) = ledger.add_tenant(vec![draft(url, Moment::AfterCall)]);
        let integration = integrations[0];
        let workers = [1, 2].map(|number: u128| WorkerId(Uuid::from_u128(number << 70 | number)));
        let [one, two] = workers;
        let (heir, other) = if share(one, &workers).contains(slot_of(integration.0)) {
            (two, one)
        } else {
            (one, two)
        };
        let owned = share(heir, &workers);
        let id = (1..).find(|id| owned.contains(slot_of(Uuid::from_u128(*id))));
        let shared = Arc::new(connection(id.unwrap(), "https://crm.example"));
        ledger.connect(tenant, &shared);
        Self {
            ledger,
            tenant,
            integration,
            connection: shared.id,
            heir,
            other,
        }
    }

    /// The first one, from the moment on at which it has taken over its share.
    async fn share(&self) -> (Core, WriterInbox) {
        let until = NOW + 60_000;
        self.ledger.heartbeat(self.other, NOW, until).await.unwrap();
        let (core, inbox) = Core::new(
            Arc::clone(&self.ledger) as _,
            Arc::new(ScriptedSender::always(200)),
            Arc::new(VirtualClock::at(NOW)),
            EngineOptions::new(self.heir),
        );
        heartbeat::beat(&core).await;
        assert!(core.slots().is_empty());
        let standing = self.ledger.heartbeat(self.other, NOW, until).await;
        let asked = standing.unwrap().asked;
        self.ledger.give_up(self.other, asked).await.unwrap();
        heartbeat::beat(&core).await;
        assert!(!core.slots().contains(slot_of(self.integration.0)));
        (core, inbox)
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_below_a_connection_fails_for_the_one_that_takes_its_slot_over() {
    let pair = Pair::new();
    let (tenant, integration) = (pair.tenant, pair.integration);
    pair.ledger.fail(tenant, integration, Failing::Down);
    let (core, _inbox) = pair.share().await;
    assert_eq!(core.scheduler().failing(integration), Some(Failing::Down));
    heartbeat::beat(&core).await;
    assert_eq!(core.scheduler().failing(integration), Some(Failing::Down));
}

#[tokio::test(start_paused = true)]
async fn a_change_is_looked_at_by_the_worker_that_sends_and_by_no_other() {
    let pair = Pair::new();
    let (core, _inbox) = pair.share().await;
    let own = Slots::NONE.with(slot_of(pair.connection.0));
    core.set_slots(Slots::ALL.without(own));
    let looking = core.look_again(pair.tenant, pair.integration);
    looking.await.unwrap();
    assert!(!core.scheduler().is_hungry());
    core.set_slots(own);
    let looking = core.look_again(pair.tenant, pair.integration);
    looking.await.unwrap();
    assert!(core.scheduler().is_hungry());
    // Its limits are known before anything of it is claimed.
    assert!(core.scheduler().knows(pair.integration));
}
