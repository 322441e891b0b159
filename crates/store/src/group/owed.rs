//! The deliveries that recorded events owe: who claims them, and what they wait for.

use super::{Fault, events::Recorded};
use crate::{
    BatchIn,
    batch::Batch,
    finish::{Ended, Finished},
    ids::Ids,
    open::NewDelivery,
    text,
};
use domain::{
    Cause, Claim, Class, DeliveryId, DeliveryState, Integration, IntegrationId, Setup, TenantId,
    WorkerId,
    delivery::Progress,
    event::LIVE_AGE_MS_MAX,
    order::{self, Earlier},
    ownership::slot_of,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Value};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

/// An order is one of a call, so that the few open deliveries of the call are looked through.
macro_rules! open {
    ($lock:literal) => {
        Batch::new(
            "WITH k(tenant_id, call_key, order_key) AS (VALUES",
            3,
            concat!(
                ") SELECT d.order_key, d.class, d.id, d.integration_id, d.waits_for,
                    (d.takes_recording AND d.claim_no = 0) AS awaits_recording,
                    d.claimed_by, d.tenant_id
                 FROM k CROSS JOIN delivery d
                 WHERE d.tenant_id = k.tenant_id AND d.call_key = k.call_key
                    AND d.order_key = k.order_key AND d.resend_of IS NULL
                 ORDER BY d.id ",
                $lock
            ),
        )
    };
}

static OPEN_SQLITE: Batch = open!("");
/// Another process may be ending one of them. One that is just being ended counts as over: its
/// outcome is known, and who ends it does not see yet what would wait for it. One that is seen
/// here is ended only after what waits for it is there to be freed. Claims and retries change no
/// key and are in nobody's way.
static OPEN_POSTGRES: Batch = open!("FOR KEY SHARE OF d SKIP LOCKED");

#[derive(FromQueryResult)]
struct OpenRow {
    order_key: String,
    class: String,
    id: Uuid,
    integration_id: Uuid,
    waits_for: Option<Uuid>,
    awaits_recording: bool,
    claimed_by: Option<Uuid>,
    tenant_id: Uuid,
}

/// What is open of the orders in a batch.
#[derive(Default)]
pub(super) struct Lines {
    /// The deliveries of each order, from the oldest to the newest.
    open: HashMap<(String, Class), Vec<Earlier>>,
    /// Those of them that the worker holds.
    mine: HashSet<DeliveryId>,
}

type Setups = HashMap<TenantId, Arc<Setup>>;

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

/// What is written of the deliveries that events owe.
pub(super) struct Handed {
    /// What became of those of each event.
    pub(super) owed: Vec<Owed>,
    /// Those that are open.
    pub(super) open: Vec<NewDelivery>,
    /// Those that came too late to be any.
    pub(super) expired: Vec<Finished>,
}

/// Hands out deliveries in the order of acceptance.
struct Hand<'a> {
    ids: &'a Ids,
    batch: &'a BatchIn<'a>,
    may_claim: bool,
    room: usize,
    lines: Lines,
    open: Vec<NewDelivery>,
    expired: Vec<Finished>,
}

/// Hands out the deliveries that events owe; those that the worker may and can hold are its own
/// at once. `lines` are those of the events.
pub(super) fn hand_out<'a>(
    ids: &'a Ids,
    batch: &'a BatchIn<'a>,
    may_claim: bool,
    lines: Lines,
    recorded: &[Recorded<'_>],
) -> Handed {
    let mut hand = Hand {
        ids,
        batch,
        may_claim,
        room: batch.claim_room,
        lines,
        open: Vec::new(),
        expired: Vec::new(),
    };
    let owed = recorded.iter().map(|recorded| hand.out(recorded)).collect();
    Handed {
        owed,
        open: hand.open,
        expired: hand.expired,
    }
}

/// What is open of the orders in a batch. A call that is new has nothing.
pub(super) async fn lines(
    db: &impl ConnectionTrait,
    setups: &Setups,
    worker: WorkerId,
    recorded: &[Recorded<'_>],
) -> Result<Lines, Fault> {
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
    let mut lines = Lines::default();
    let open = match db.get_database_backend() {
        DbBackend::Postgres => &OPEN_POSTGRES,
        _ => &OPEN_SQLITE,
    };
    for row in open.query(db, &keys).await? {
        let row = OpenRow::from_query_result(&row, "")?;
        let integration_id = IntegrationId(row.integration_id);
        let sends = is_sending(setups, TenantId(row.tenant_id), integration_id);
        let earlier = Earlier {
            id: DeliveryId(row.id),
            integration_id,
            waits_for: row.waits_for.map(DeliveryId),
            is_held: row.awaits_recording || !sends,
        };
        if row.claimed_by == Some(worker.0) {
            lines.mine.insert(earlier.id);
        }
        let place = (row.order_key, text::key("a class", &row.class)?);
        let line = lines.open.entry(place).or_default();
        // Keys that fill a chunk bring their rows again.
        if line.last().is_none_or(|last| last.id < earlier.id) {
            line.push(earlier);
        }
    }
    Ok(lines)
}

fn is_sending(setups: &Setups, tenant: TenantId, id: IntegrationId) -> bool {
    let known = setups.get(&tenant).map(|setup| setup.integrations.iter());
    known
        .and_then(|mut known| known.find(|known| known.id == id))
        .is_some_and(|known| known.draft.enabled)
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
        let line = self.lines.open.entry(place).or_default();
        delivery.waits_for = order::waits_for(line, integration.id);
        let is_enabled = integration.draft.enabled;
        line.push(Earlier {
            id: delivery.id,
            integration_id: integration.id,
            waits_for: delivery.waits_for,
            is_held: delivery.takes_recording || !is_enabled,
        });
        let is_own = self.may_claim && self.batch.slots.contains(slot_of(integration.shared_id()));
        let is_due = !delivery.takes_recording;
        let mine = &mut self.lines.mine;
        let is_free = delivery.waits_for.is_none_or(|id| mine.contains(&id));
        let can_go = is_enabled && is_due && is_free;
        let has_room = self.room > 0 && !self.batch.closed.contains(&integration.id);
        let is_mine = is_own && can_go && has_room;
        if is_mine {
            mine.insert(delivery.id);
            self.room -= 1;
            delivery.claimed_by = Some(self.batch.worker);
            owed.claims.push(self.claim(recorded, &delivery));
        } else if is_enabled && is_due && !is_own {
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
    async fn what_is_open_of_an_order_is_found_by_its_call() {
        assert_served(&OPEN_SQLITE.largest(), &["delivery_by_call"]).await;
    }
}
