//! The deliveries that recorded events owe: who claims them, and what they wait for.

use super::{Fault, events::Recorded};
use crate::{
    BatchIn,
    batch::Batch,
    finish::{self, Ended, Finished},
    ids::Ids,
    open::{self, NewDelivery},
    text,
};
use domain::{
    Cause, Claim, Class, DeliveryId, DeliveryState, Integration, IntegrationId, WorkerId,
    delivery::Progress, event::LIVE_AGE_MS_MAX, ownership::slot_of,
};
use sea_orm::{ConnectionTrait, Value};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// An order is one of a call, so that the few open deliveries of the call are looked through.
static TAILS: Batch = Batch::new(
    "WITH k(tenant_id, call_key, order_key) AS (VALUES",
    3,
    ") SELECT d.order_key, d.class, d.id, d.claimed_by FROM k CROSS JOIN delivery d
     WHERE d.tenant_id = k.tenant_id AND d.call_key = k.call_key
        AND d.order_key = k.order_key AND d.resend_of IS NULL",
);

/// The last open delivery of an order key.
#[derive(Clone, Copy)]
struct Tail {
    id: DeliveryId,
    is_mine: bool,
}

type Tails = HashMap<(String, Class), Tail>;

/// What became of the deliveries of one event.
#[derive(Default)]
pub(super) struct Owed {
    /// Those that the worker holds already.
    pub(super) claims: Vec<Claim>,
    /// The integrations of the worker's slots of which one was left that could be claimed.
    pub(super) left: Vec<IntegrationId>,
    /// Whether one was left that another worker may send.
    pub(super) is_for_others: bool,
}

/// Hands out deliveries in the order of acceptance.
struct Hand<'a> {
    ids: &'a Ids,
    batch: &'a BatchIn<'a>,
    may_claim: bool,
    room: usize,
    tails: Tails,
    open: Vec<NewDelivery>,
    expired: Vec<Finished>,
}

/// Writes the deliveries that events owe; those that the worker may and can hold are its own at
/// once.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    ids: &Ids,
    batch: &BatchIn<'_>,
    may_claim: bool,
    recorded: &[Recorded<'_>],
) -> Result<Vec<Owed>, Fault> {
    let mut hand = Hand {
        ids,
        batch,
        may_claim,
        room: batch.claim_room,
        tails: tails(db, batch.worker, recorded).await?,
        open: Vec::new(),
        expired: Vec::new(),
    };
    let owed = recorded.iter().map(|recorded| hand.out(recorded)).collect();
    open::insert(db, hand.open).await?;
    finish::log(db, hand.expired).await?;
    Ok(owed)
}

/// The last open deliveries of the order keys in a batch. A call that is new has none.
async fn tails(
    db: &impl ConnectionTrait,
    worker: WorkerId,
    recorded: &[Recorded<'_>],
) -> Result<Tails, Fault> {
    let of_old_calls = recorded.iter().filter(|recorded| recorded.is_call_old);
    let orders: BTreeSet<(Uuid, Uuid, String)> = of_old_calls
        .flat_map(|recorded| {
            let (tenant, call) = (recorded.event.tenant_id.0, recorded.call_key.0);
            recorded.wanted.iter().map(move |integration| {
                let order_key = integration.order_key(&recorded.snapshot.call_id);
                (tenant, call, order_key)
            })
        })
        .collect();
    let keys: Vec<[Value; 3]> = orders
        .into_iter()
        .map(|(tenant, call, order_key)| [tenant.into(), call.into(), order_key.into()])
        .collect();
    let mut tails = Tails::new();
    for row in TAILS.query(db, &keys).await? {
        let class: String = row.try_get_by_index(1)?;
        let claimed_by: Option<Uuid> = row.try_get_by_index(3)?;
        let tail = Tail {
            id: DeliveryId(row.try_get_by_index(2)?),
            is_mine: claimed_by == Some(worker.0),
        };
        let key = (row.try_get_by_index(0)?, text::key("a class", &class)?);
        let last = tails.entry(key).or_insert(tail);
        if last.id < tail.id {
            *last = tail;
        }
    }
    Ok(tails)
}

impl Hand<'_> {
    fn out(&mut self, recorded: &Recorded<'_>) -> Owed {
        let mut owed = Owed::default();
        for integration in &recorded.wanted {
            let delivery = self.new_delivery(recorded, integration);
            if is_too_late(recorded) {
                self.expired.push(expired(delivery));
            } else {
                self.hold(recorded, integration, delivery, &mut owed);
            }
        }
        owed
    }

    /// Gives the delivery its place in the order of its call, and claims it where the worker
    /// has room and can know when that place is reached.
    fn hold(
        &mut self,
        recorded: &Recorded<'_>,
        integration: &Integration,
        mut delivery: NewDelivery,
        owed: &mut Owed,
    ) {
        let place = (delivery.order_key.clone(), delivery.moment.class());
        let earlier = self.tails.get(&place).copied();
        let is_own = self.may_claim && self.batch.slots.contains(slot_of(integration.shared_id()));
        let is_due = !delivery.takes_recording;
        let is_free = earlier.is_none_or(|earlier| earlier.is_mine);
        let can_go = integration.draft.enabled && is_due && is_free;
        let has_room = self.room > 0 && !self.batch.closed.contains(&integration.id);
        let is_mine = is_own && can_go && has_room;
        delivery.waits_for = earlier.map(|earlier| earlier.id);
        let id = delivery.id;
        self.tails.insert(place, Tail { id, is_mine });
        if is_mine {
            self.room -= 1;
            delivery.claimed_by = Some(self.batch.worker);
            owed.claims.push(self.claim(recorded, &delivery));
        } else if integration.draft.enabled && is_due && !is_own {
            owed.is_for_others = true;
        } else if can_go {
            owed.left.push(integration.id);
        }
        self.open.push(delivery);
    }

    fn new_delivery(&self, recorded: &Recorded<'_>, integration: &Integration) -> NewDelivery {
        let event = recorded.event;
        let recording_at = integration.waits_until(&recorded.snapshot.facts, event.accepted_at);
        NewDelivery {
            tenant_id: event.tenant_id,
            id: DeliveryId(self.ids.at(event.accepted_at)),
            event_key: event.id.0,
            event_id: recorded.snapshot.event_id.clone(),
            integration_id: integration.id.0,
            version: integration.version,
            call_key: Some(recorded.call_key.0),
            call_id: recorded.snapshot.call_id.clone(),
            moment: event.moment,
            claimed_by: None,
            order_key: integration.order_key(&recorded.snapshot.call_id),
            waits_for: None,
            accepted_at: event.accepted_at,
            due_at: recording_at.unwrap_or(event.accepted_at),
            is_test: event.is_test,
            resend_of: None,
            takes_recording: recording_at.is_some(),
        }
    }

    fn claim(&self, recorded: &Recorded<'_>, delivery: &NewDelivery) -> Claim {
        Claim {
            tenant_id: delivery.tenant_id,
            id: delivery.id,
            integration_id: IntegrationId(delivery.integration_id),
            claimed_by: self.batch.worker,
            claim_no: delivery.claim_no(),
            event: Arc::clone(&recorded.snapshot),
            class: delivery.moment.class(),
            order_key: delivery.order_key.clone(),
            waits_for: delivery.waits_for,
            tries: 0,
            progress: Progress::default(),
            accepted_at: delivery.accepted_at,
            due_at: delivery.due_at,
            deadline_at: delivery.deadline_at(),
            is_test: delivery.is_test,
            resend_of: None,
        }
    }
}

/// A live event that was on its way for so long shows nobody anything.
fn is_too_late(recorded: &Recorded<'_>) -> bool {
    let event = recorded.event;
    match event.moment.class() {
        Class::Live => event.accepted_at - event.occurred_at > LIVE_AGE_MS_MAX,
        Class::Durable => false,
    }
}

fn expired(delivery: NewDelivery) -> Finished {
    let finished_at = delivery.accepted_at;
    let row = Ended {
        tenant_id: delivery.tenant_id.0,
        id: delivery.id.0,
        event_key: delivery.event_key,
        event_id: delivery.event_id,
        integration_id: delivery.integration_id,
        call_key: delivery.call_key,
        call_id: delivery.call_id,
        moment: delivery.moment.key().to_owned(),
        version: delivery.version,
        tries: 0,
        step: 0,
        taken: None,
        cause: Some(Cause::Late.key().to_owned()),
        code: None,
        took_ms: None,
        accepted_at: delivery.accepted_at,
        is_test: delivery.is_test,
        resend_of: None,
    };
    Finished {
        row,
        state: DeliveryState::Expired,
        finished_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn the_tail_of_an_order_is_found_by_its_call() {
        assert_served(&TAILS.largest(), &["delivery_by_call"]).await;
    }
}
