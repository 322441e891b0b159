//! Open deliveries as they are written and read back.

use crate::{StoreError, batch::Batch, joined::Joined, recording, text};
use domain::{DeliveryId, Moment, TenantId, WorkerId, delivery::Progress};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use uuid::Uuid;

static INSERT: Batch = Batch::inserting(
    "INSERT INTO delivery (tenant_id, id, event_key, event_id, integration_id, call_key, call_id,
        moment, class, state, claimed_by, claim_no, order_key, waits_for, version, tries,
        step, cause, code, took_ms, due_at, accepted_at, deadline_at, is_test, resend_of,
        takes_recording)",
    26,
    "",
);

/// The columns of [`Open`], of a table named `d`.
pub(crate) const COLUMNS: &str = "d.tenant_id, d.id, d.event_key, d.integration_id,
    d.order_key, d.claim_no, d.tries, d.step, d.taken, d.due_at, d.accepted_at, d.deadline_at,
    d.is_test, d.resend_of";

/// What a claim is made of, beside its event.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Open {
    pub(crate) tenant_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) event_key: Uuid,
    pub(crate) integration_id: Uuid,
    pub(crate) order_key: String,
    pub(crate) claim_no: i32,
    pub(crate) tries: i32,
    pub(crate) step: i32,
    pub(crate) taken: Option<String>,
    pub(crate) due_at: i64,
    pub(crate) accepted_at: i64,
    pub(crate) deadline_at: i64,
    pub(crate) is_test: bool,
    pub(crate) resend_of: Option<Uuid>,
}

impl Open {
    /// How far its steps have come.
    pub(crate) fn progress(&self) -> Result<Progress, StoreError> {
        progress(self.step, self.taken.as_deref())
    }
}

/// How far the steps of a delivery have come, from its columns.
pub(crate) fn progress(step: i32, taken: Option<&str>) -> Result<Progress, StoreError> {
    let taken = taken.map(|json| text::parsed("what its steps took", json));
    Ok(Progress {
        step: usize::try_from(step).unwrap_or_default(),
        taken: taken.transpose()?.unwrap_or_default(),
    })
}

/// A delivery that is written for the first time.
#[derive(Debug, Clone)]
pub(crate) struct NewDelivery {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: DeliveryId,
    pub(crate) event_key: Uuid,
    pub(crate) event_id: String,
    pub(crate) integration_id: Uuid,
    pub(crate) version: i32,
    pub(crate) call_key: Option<Uuid>,
    pub(crate) call_id: String,
    pub(crate) moment: Moment,
    pub(crate) claimed_by: Option<WorkerId>,
    pub(crate) order_key: String,
    pub(crate) waits_for: Option<DeliveryId>,
    pub(crate) accepted_at: i64,
    pub(crate) due_at: i64,
    pub(crate) is_test: bool,
    pub(crate) resend_of: Option<DeliveryId>,
    /// Whether it takes a recording with it that comes before its first try.
    pub(crate) takes_recording: bool,
}

impl NewDelivery {
    /// Until when it is tried, in milliseconds since 1970.
    pub(crate) fn deadline_at(&self) -> i64 {
        self.accepted_at + self.moment.class().gives_up_after_ms()
    }

    /// A delivery that is inserted as claimed has been claimed once.
    pub(crate) fn claim_no(&self) -> i32 {
        i32::from(self.claimed_by.is_some())
    }

    fn row(self) -> [Value; 26] {
        let state = match self.claimed_by {
            Some(_) => "sending",
            None => "scheduled",
        };
        let (claim_no, deadline_at) = (self.claim_no(), self.deadline_at());
        [
            self.tenant_id.0.into(),
            self.id.0.into(),
            self.event_key.into(),
            self.event_id.into(),
            self.integration_id.into(),
            self.call_key.into(),
            self.call_id.into(),
            self.moment.key().into(),
            self.moment.class().key().into(),
            state.into(),
            self.claimed_by.map(|worker| worker.0).into(),
            claim_no.into(),
            self.order_key.into(),
            self.waits_for.map(|id| id.0).into(),
            self.version.into(),
            0.into(),
            0.into(),
            None::<String>.into(),
            None::<i32>.into(),
            None::<i64>.into(),
            self.due_at.into(),
            self.accepted_at.into(),
            deadline_at.into(),
            self.is_test.into(),
            self.resend_of.map(|id| id.0).into(),
            self.takes_recording.into(),
        ]
    }
}

/// Writes new deliveries of older events, with the recordings that came since.
pub(crate) async fn insert_late(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    deliveries: Vec<NewDelivery>,
) -> Result<(), StoreError> {
    let takers = takers(&deliveries);
    insert(db, deliveries).await?;
    if takers.is_empty() {
        return Ok(());
    }
    recording::pin(db, tenant, &takers).await
}

/// Writes new deliveries.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    deliveries: Vec<NewDelivery>,
) -> Result<(), DbErr> {
    let mut joined = Joined::default();
    add(&mut joined, deliveries);
    joined.run(db).await
}

/// The same, joined with other statements.
pub(crate) fn add(joined: &mut Joined, deliveries: Vec<NewDelivery>) {
    let rows = deliveries.into_iter().map(NewDelivery::row).collect();
    joined.add(&INSERT, rows);
}

/// The deliveries that take a recording with them, and their calls.
fn takers(made: &[NewDelivery]) -> Vec<(Uuid, Uuid)> {
    made.iter()
        .filter(|one| one.takes_recording)
        .filter_map(|one| Some((one.id.0, one.call_key?)))
        .collect()
}
