//! A database that is full or away: the API says so and names a time, nothing that was accepted
//! is lost, and everything goes on by itself.

use super::{
    api_house::{Machine, Told},
    api_receiver::{PATIENCE, Receiver},
    databases::{Database, on_both},
    storage_outage::{Outage, fill, free},
};
use domain::DeliveryState;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::{collections::BTreeSet, future::Future};
use store::{DeliveryFilter, StateFilter};

on_both!(
    a_full_disk_refuses_events_and_loses_none,
    a_database_that_goes_away_is_waited_for,
);

/// Events of one request.
const BATCH: usize = 50;
/// More requests than any room that a full database has left.
const BATCHES_MAX: usize = 500;

/// Reports calls, and keeps in mind which were accepted.
struct Telephony<'a> {
    machine: &'a Machine,
    next: usize,
    accepted: BTreeSet<String>,
}

impl<'a> Telephony<'a> {
    fn of(machine: &'a Machine) -> Self {
        Self {
            machine,
            next: 0,
            accepted: BTreeSet::new(),
        }
    }

    /// Reports new calls.
    async fn report(&mut self) -> Told {
        self.next += BATCH;
        self.report_again().await
    }

    /// Reports the same calls as before.
    async fn report_again(&mut self) -> Told {
        let calls: Vec<String> = (self.next - BATCH..self.next)
            .map(|number| format!("c-{number}"))
            .collect();
        let event = |call: &String| {
            json!({
                "moment": "after_call", "call_id": call, "caller_number": "380501112233",
                "status": "answered", "comment": "x".repeat(1_000),
            })
        };
        let events: Vec<Value> = calls.iter().map(event).collect();
        let told = self.machine.report(json!(events)).await;
        if told.status == StatusCode::ACCEPTED {
            self.accepted.extend(calls);
        }
        told
    }

    /// Reports new calls until there is no room for them.
    async fn until_refused(&mut self) -> Told {
        loop {
            let told = self.report().await;
            if told.status != StatusCode::ACCEPTED {
                return told;
            }
            assert!(self.next < BATCH * BATCHES_MAX, "it was never full");
        }
    }

    /// Waits until everything that was accepted has arrived and is settled.
    async fn all_arrived(&self, receiver: &Receiver) {
        within(async {
            while arrived(receiver) != self.accepted || self.delivered().await < self.accepted.len()
            {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    async fn delivered(&self) -> usize {
        let filter = DeliveryFilter {
            state: Some(StateFilter::State(DeliveryState::Delivered)),
            ..DeliveryFilter::default()
        };
        let tenant = self.machine.store.tenant(self.machine.tenant);
        let count = tenant.count_deliveries(&filter, 100_000).await.unwrap();
        usize::try_from(count).unwrap()
    }
}

/// The calls that arrived.
fn arrived(receiver: &Receiver) -> BTreeSet<String> {
    let got = receiver.got();
    let calls = got.iter().map(|got| {
        let (_, behind) = got.target.split_once("call=").unwrap();
        behind.split('&').next().unwrap().to_owned()
    });
    calls.collect()
}

async fn within(what: impl Future<Output = ()>) {
    let ended = tokio::time::timeout(PATIENCE, what).await;
    assert!(ended.is_ok(), "it did not come so far in time");
}

/// Whether the server says that it can take events.
async fn is_ready(machine: &Machine) -> bool {
    machine.ask(Method::GET, "/readyz", None).await.status == StatusCode::OK
}

fn assert_put_off(told: &Told) {
    assert_eq!(told.problem(), (503, "unavailable"), "{}", told.text);
    assert_eq!(told.header("retry-after"), "1");
}

async fn a_full_disk_refuses_events_and_loses_none(database: Database) {
    let machine = Machine::open(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    let mut telephony = Telephony::of(&machine);
    assert_eq!(telephony.report().await.status, StatusCode::ACCEPTED);
    // Some of their outcomes are still to be written.
    fill(&machine.store).await;
    assert_put_off(&telephony.until_refused().await);
    assert!(!is_ready(&machine).await);
    free(&machine.store).await;
    let told = telephony.report_again().await;
    assert_eq!(told.status, StatusCode::ACCEPTED, "{}", told.text);
    assert_eq!(told.body["accepted"][0]["duplicate"], false);
    telephony.all_arrived(&receiver).await;
    assert_eq!(receiver.got().len(), telephony.accepted.len());
    assert!(is_ready(&machine).await);
}

async fn a_database_that_goes_away_is_waited_for(database: Database) {
    let (machine, outage) = Outage::machine(database).await;
    let receiver = Receiver::start().await;
    machine.integration(&receiver).await;
    let mut telephony = Telephony::of(&machine);
    assert_eq!(telephony.report().await.status, StatusCode::ACCEPTED);
    outage.begin().await;
    assert_put_off(&telephony.report().await);
    assert!(!is_ready(&machine).await);
    outage.end().await;
    within(async {
        while telephony.report_again().await.status != StatusCode::ACCEPTED {
            tokio::task::yield_now().await;
        }
    })
    .await;
    telephony.all_arrived(&receiver).await;
    assert!(is_ready(&machine).await);
}
