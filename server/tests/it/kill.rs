//! A killed server loses nothing that it answered for, and repeats no more than was in flight.
//!
//! The real binary is loaded over HTTP and killed in the middle; the count is made at the
//! receiver.

use super::{
    api_receiver::PATIENCE,
    databases::{Database, on_both},
    kill_binary::{Installation, free_address},
};
use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use http::StatusCode;
use serde_json::json;
use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    ops::Range,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};
use tokio::{net::TcpListener, sync::Notify, task::JoinSet};

/// How often the server is killed, unless `HOOKLINE_KILLS` says otherwise.
const KILLS: usize = 10;
/// Events that are accepted before each kill.
const EVENTS_A_LIFE: usize = 600;
/// Events of one request.
const BATCH: u64 = 5;
/// Requests at once.
const CLIENTS: usize = 8;
/// What is sent and not settled at a kill may come twice.
const DUPLICATES_A_KILL_MAX: usize = 256;

on_both!(
    a_killed_server_loses_nothing,
    a_server_that_is_asked_to_end_loses_and_doubles_nothing
);

/// What arrived at the receiver, and what was answered for.
#[derive(Default)]
struct Count {
    next: AtomicU64,
    events: Mutex<Events>,
    in_life: AtomicUsize,
    moved: Notify,
}

#[derive(Default)]
struct Events {
    accepted: usize,
    arrived: HashMap<u64, usize>,
    /// Accepted, and not arrived so far.
    owed: HashSet<u64>,
}

impl Count {
    fn accept(&self, numbers: Range<u64>) {
        let mut events = self.events.lock().unwrap();
        for n in numbers {
            events.accepted += 1;
            if !events.arrived.contains_key(&n) {
                events.owed.insert(n);
            }
        }
        drop(events);
        self.moved.notify_waiters();
    }

    fn arrive(&self, n: u64) {
        let mut events = self.events.lock().unwrap();
        *events.arrived.entry(n).or_default() += 1;
        events.owed.remove(&n);
        drop(events);
        self.moved.notify_waiters();
    }

    fn missing(&self) -> usize {
        self.events.lock().unwrap().owed.len()
    }

    fn duplicates(&self) -> usize {
        let events = self.events.lock().unwrap();
        events.arrived.values().map(|times| times - 1).sum()
    }

    /// Waits until something that moves with each arrival or answer is so, as long as anything
    /// moves: what a hundred kills left takes its time.
    async fn wait(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        loop {
            let moved = self.moved.notified();
            if is_so(self) {
                return;
            }
            let moved = tokio::time::timeout(PATIENCE, moved).await;
            assert!(moved.is_ok(), "{what}: {} never arrived", self.missing());
        }
    }
}

async fn receiver(count: Arc<Count>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let take = async |State(count): State<Arc<Count>>,
                      Query(query): Query<HashMap<String, u64>>| {
        count.arrive(query["n"]);
        StatusCode::OK
    };
    let router = Router::new().route("/", get(take)).with_state(count);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

struct Load {
    installation: Installation,
    client: reqwest::Client,
    key: String,
    count: Arc<Count>,
}

impl Load {
    async fn new(database: Database) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let installation = Installation::new(database).await;
        let count = Arc::new(Count::default());
        let receiver = receiver(Arc::clone(&count)).await;
        let tenant = installation
            .made(&["tenant", "create", "--name", "Shop"])
            .await;
        let key = installation.key(&tenant, "ingest").await;
        let manage = installation.key(&tenant, "manage").await;
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .build()
            .unwrap();
        let load = Self {
            installation,
            client,
            key,
            count,
        };
        let server = load.installation.serve().await;
        load.integrate(&manage, receiver).await;
        server.end().await;
        load
    }

    async fn integrate(&self, manage: &str, receiver: SocketAddr) {
        let draft = json!({
            "name": "Count", "url": format!("http://{receiver}/"), "moment": "after_call", "method": "GET",
            "parameters": [{"name": "n", "value": {"parameter": "custom.n"}}],
            "limits": {"parallel": 32, "per_second": null},
        });
        let url = self.installation.url("/api/v1/integrations");
        let made = self
            .client
            .post(url)
            .bearer_auth(manage)
            .json(&draft)
            .send()
            .await
            .unwrap();
        assert_eq!(
            made.status().as_u16(),
            201,
            "{}",
            made.text().await.unwrap()
        );
    }

    /// Reports events until the server is gone.
    fn run(self: &Arc<Self>, server: SocketAddr) -> JoinSet<()> {
        self.count.in_life.store(0, Ordering::SeqCst);
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            let load = Arc::clone(self);
            clients.spawn(async move { while load.report(server).await {} });
        }
        clients
    }

    /// Waits until all that was answered for has arrived, and bounds what came twice.
    async fn check(&self, kills: usize) {
        let is_there = |count: &Count| count.missing() == 0;
        self.count.wait("the rest", is_there).await;
        let duplicates = self.count.duplicates();
        let accepted = self.count.events.lock().unwrap().accepted;
        eprintln!("{kills} kills, {accepted} events accepted, 0 lost, {duplicates} duplicates");
        assert!(
            duplicates <= DUPLICATES_A_KILL_MAX * kills,
            "{duplicates} duplicates"
        );
    }

    /// Waits until the server has answered for enough to be worth killing.
    async fn wait_for_load(&self) {
        let enough = |count: &Count| count.in_life.load(Ordering::SeqCst) >= EVENTS_A_LIFE;
        self.count.wait("the load", enough).await;
    }

    /// One request; whether the server answered for it.
    async fn report(&self, server: SocketAddr) -> bool {
        let from = self.count.next.fetch_add(BATCH, Ordering::SeqCst);
        let numbers = from..from + BATCH;
        let events: Vec<_> = numbers
            .clone()
            .map(|n| json!({"moment": "after_call", "call_id": format!("c-{n}"), "custom": {"n": n}}))
            .collect();
        let request = self
            .client
            .post(format!("http://{server}/api/v1/events"))
            .bearer_auth(&self.key);
        match request.json(&events).send().await {
            Ok(answer) if answer.status().as_u16() == 202 => {
                self.count.in_life.fetch_add(events.len(), Ordering::SeqCst);
                self.count.accept(numbers);
                true
            }
            // While it ends it says so; nothing of the request is taken then.
            Ok(answer) => answer.status().as_u16() == 503,
            Err(_) => false,
        }
    }
}

async fn a_killed_server_loses_nothing(database: Database) {
    let load = Arc::new(Load::new(database).await);
    let listen = load.installation.listen;
    let (kills, mut owed_at_kills) = (kills(), 0);
    for _ in 0..kills {
        let server = load.installation.serve().await;
        let clients = load.run(listen);
        load.wait_for_load().await;
        server.kill().await;
        clients.join_all().await;
        owed_at_kills += load.count.missing();
    }
    assert!(owed_at_kills > 0, "no kill came in the middle of anything");
    let _server = load.installation.serve().await;
    load.check(kills).await;
}

/// Of two servers on one database one is killed again and again; the other takes over what it
/// owed, while both are loaded.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_is_followed_by_the_one_beside_it() {
    let load = Arc::new(Load::new(Database::Postgres).await);
    let kills = kills();
    let survivor = load.installation.serve().await;
    let survivors = load.run(load.installation.listen);
    for _ in 0..kills {
        let listen = free_address().await;
        let server = load.installation.serve_on(listen).await;
        let clients = load.run(listen);
        load.wait_for_load().await;
        server.kill().await;
        clients.join_all().await;
    }
    load.wait_for_load().await;
    survivor.end().await;
    survivors.join_all().await;
    let _server = load.installation.serve().await;
    load.check(kills).await;
}

fn kills() -> usize {
    let asked = std::env::var("HOOKLINE_KILLS");
    asked.map_or(KILLS, |kills| kills.parse().unwrap())
}

async fn a_server_that_is_asked_to_end_loses_and_doubles_nothing(database: Database) {
    let load = Arc::new(Load::new(database).await);
    for _ in 0..2 {
        let server = load.installation.serve().await;
        let clients = load.run(load.installation.listen);
        load.wait_for_load().await;
        assert_eq!(server.end().await, "");
        clients.join_all().await;
    }
    let _server = load.installation.serve().await;
    load.count
        .wait("the rest", |count| count.missing() == 0)
        .await;
    assert_eq!(load.count.duplicates(), 0);
}
