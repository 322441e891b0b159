//! A fresh database for each test, with a tenant in it.

use crate::sample;
use domain::{
    AddressPolicy, CallEvent, Claim, DraftSecrets, Facts, IntegrationDraft, IntegrationId, Slots,
    Tenant, WorkerId,
};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use std::{collections::HashSet, sync::LazyLock};
use store::{
    AcceptFault, AcceptanceIn, AcceptedOut, Actor, BatchIn, CommittedOut, NewTenant, SettledIn,
    Store, StoreError, StoreOptions, TenantStore, WantIn,
};
use tempfile::TempDir;
use uuid::Uuid;

/// When the tests begin, in milliseconds since 1970.
pub const NOW: i64 = 1_780_000_000_000;
/// The worker of most tests.
pub const WORKER: WorkerId = WorkerId(Uuid::from_u128(1));
/// Another one.
pub const HEIR: WorkerId = WorkerId(Uuid::from_u128(2));
/// Room for every claim of a test.
pub const ROOM: usize = 1_000;

/// A store on a database of its own.
pub struct Stage {
    pub store: Store,
    pub tenant: Tenant,
    pub options: StoreOptions,
    /// The folder of a SQLite database; it goes with the stage.
    pub folder: Option<TempDir>,
}

/// Declares the facts of a suite as tests on both databases.
macro_rules! both {
    ($($fact:ident,)*) => {
        mod sqlite {
            $(#[tokio::test] async fn $fact() { super::$fact(crate::stage::sqlite().await).await; })*
        }
        mod postgres {
            $(#[tokio::test] async fn $fact() { super::$fact(crate::stage::postgres().await).await; })*
        }
    };
}
pub(crate) use both;

pub async fn sqlite() -> Stage {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("hookline.db").display());
    open(url, Some(folder)).await
}

pub async fn postgres() -> Stage {
    let server = std::env::var("HOOKLINE_TEST_POSTGRES").expect(
        "HOOKLINE_TEST_POSTGRES names no PostgreSQL: run the tests by `make test`, or by \
         `.ci/postgres cargo nextest run`",
    );
    let name = format!("store_{:032x}", rand::random::<u128>());
    let mut options = ConnectOptions::new(&server);
    options.max_connections(1).sqlx_logging(false);
    let admin = Database::connect(options).await.unwrap();
    let create = format!("CREATE DATABASE {name}");
    admin.execute_unprepared(&create).await.unwrap();
    admin.close().await.unwrap();
    let (server, _) = server.rsplit_once('/').unwrap();
    open(format!("{server}/{name}"), None).await
}

async fn open(url: String, folder: Option<TempDir>) -> Stage {
    let options = StoreOptions { url, key: [7; 32] };
    let store = Store::connect(&options).await.unwrap();
    migrations::run(store.writer()).await.unwrap();
    let tenant = store
        .create_tenant(&Actor::System, new_tenant("Acme"), NOW)
        .await
        .unwrap();
    for worker in [WORKER, HEIR] {
        store.heartbeat(worker, NOW, NOW + 1).await.unwrap();
    }
    Stage {
        store,
        tenant,
        options,
        folder,
    }
}

pub fn new_tenant(name: &str) -> NewTenant {
    NewTenant {
        name: name.to_owned(),
        zone: "Europe/Kyiv".to_owned(),
        country: "UA".to_owned(),
        language: domain::Language::Uk,
    }
}

/// An ending of a claim that changes nothing else.
pub fn settled<'a>(claim: &'a Claim, ending: &'a sample::Ending) -> SettledIn<'a> {
    static NOTHING: LazyLock<Facts> = LazyLock::new(Facts::default);
    SettledIn {
        claim,
        attempts: ending.attempt.as_slice(),
        settlement: ending.settlement,
        progress: None,
        kept: &NOTHING,
        turn: None,
        settled_at: ending.settled_at,
    }
}

/// Commits as a worker that owns everything.
pub async fn commit(
    store: &Store,
    worker: WorkerId,
    acceptances: &[AcceptanceIn<'_>],
    settlements: &[SettledIn<'_>],
    claim_room: usize,
) -> Result<CommittedOut, StoreError> {
    let batch = BatchIn {
        worker,
        acceptances,
        settlements,
        claim_room,
        slots: Slots::ALL,
        closed: &HashSet::new(),
    };
    store.commit(&batch).await
}

/// Claims whatever is due, up to so many of each integration.
pub async fn claim_due(store: &Store, worker: WorkerId, now: i64, limit: usize) -> Vec<Claim> {
    let due = store.due(Slots::ALL, now, None, 1_000).await.unwrap();
    let wants: Vec<WantIn> = due
        .into_iter()
        .map(|(_, integration_id)| WantIn {
            integration_id,
            limit,
        })
        .collect();
    store.claim_due(worker, now, &wants).await.unwrap()
}

/// When something becomes due from the beginning of the tests on.
pub async fn next_due(store: &Store) -> Option<i64> {
    store.next_due(Slots::ALL, NOW - 1).await.unwrap()
}

impl Stage {
    /// What belongs to the tenant.
    pub fn scope(&self) -> TenantStore {
        self.store.tenant(self.tenant.id)
    }

    /// Makes an integration.
    pub async fn add(&self, draft: IntegrationDraft) -> IntegrationId {
        let (secrets, policy) = (DraftSecrets::default(), AddressPolicy::default());
        let scope = self.scope();
        let made = scope.create_integration(&Actor::System, draft, secrets, &policy, NOW);
        made.await.unwrap().id
    }

    /// Accepts events as one request, with room for all.
    pub async fn accept(&self, events: &[CallEvent]) -> AcceptedOut {
        self.accept_within(events, ROOM).await
    }

    pub async fn accept_within(&self, events: &[CallEvent], room: usize) -> AcceptedOut {
        let request = self.request(events);
        let (mut answers, _) = commit(&self.store, WORKER, &[request], &[], room)
            .await
            .unwrap();
        answers.remove(0).unwrap()
    }

    /// Accepts requests in one transaction.
    pub async fn accept_all(
        &self,
        requests: &[AcceptanceIn<'_>],
    ) -> Vec<Result<AcceptedOut, AcceptFault>> {
        let committed = commit(&self.store, WORKER, requests, &[], ROOM).await;
        committed.unwrap().0
    }

    pub fn request<'a>(&self, events: &'a [CallEvent]) -> AcceptanceIn<'a> {
        AcceptanceIn {
            tenant_id: self.tenant.id,
            events,
            idempotency: None,
        }
    }

    /// Settles one claim; tells whether it still held.
    pub async fn settle(&self, claim: &Claim, ending: sample::Ending) -> bool {
        let settled = settled(claim, &ending);
        let (_, held) = commit(&self.store, claim.claimed_by, &[], &[settled], 0)
            .await
            .unwrap();
        held == [true]
    }

    /// Accepts an event of a call and returns the one claim it makes.
    pub async fn claim(&self, event: CallEvent) -> Claim {
        let mut accepted = self.accept(&[event]).await;
        assert_eq!(accepted.claims.len(), 1, "one delivery should be claimed");
        accepted.claims.remove(0)
    }
}
