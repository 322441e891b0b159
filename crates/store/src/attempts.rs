//! Tries to send, as the log keeps them.

use crate::{
    StoreError,
    batch::Batch,
    entity::attempt::{Column, Entity, Model},
    joined::Joined,
    text,
};
use domain::{Attempt, AttemptId, DeliveryId, Outcome, TenantId, Timings};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value,
};

/// Most attempts of one delivery that are shown; beside the counted tries a few may be late.
const ATTEMPTS_SHOWN_MAX: u64 = 200;

static INSERT: Batch = Batch::inserting(
    "INSERT INTO attempt (tenant_id, delivery_id, id, try_no, step, version, started_at, cause,
        status,
        retry_after_ms, headers, body, body_cut, detail, queue_us, dns_us, connect_us,
        receiver_us, request_hash, is_late)",
    20,
    // An outcome that is written again, since nobody knew whether it stands, is there already.
    "ON CONFLICT DO NOTHING",
);

/// A try as the log shows one.
#[derive(Debug, Clone)]
pub struct AttemptRow {
    /// Which.
    pub id: AttemptId,
    /// Which try of its delivery it was, from 1.
    pub try_no: i32,
    /// Which step of it, from 0.
    pub step: usize,
    /// The integration's version that was sent.
    pub version: i32,
    /// When it began, in milliseconds since 1970.
    pub started_at: i64,
    /// What came back.
    pub outcome: Outcome,
    /// SHA-256 over the masked request, in hexadecimal.
    pub request_hash: String,
    /// Whether it came back after the claim was lost, and changed no state.
    pub late: bool,
}

/// An attempt with its place in the log.
pub(crate) struct Tried<'a> {
    pub(crate) tenant_id: TenantId,
    pub(crate) delivery_id: DeliveryId,
    pub(crate) attempt: &'a Attempt,
    pub(crate) try_no: i32,
    pub(crate) is_late: bool,
}

/// Writes attempts.
pub(crate) fn add(joined: &mut Joined, tried: &[Tried<'_>]) -> Result<(), StoreError> {
    let rows: Result<Vec<_>, _> = tried.iter().map(row).collect();
    joined.add(&INSERT, rows?);
    Ok(())
}

fn row(tried: &Tried<'_>) -> Result<[Value; 20], StoreError> {
    let attempt = tried.attempt;
    let outcome = &attempt.outcome;
    Ok([
        tried.tenant_id.0.into(),
        tried.delivery_id.0.into(),
        attempt.id.0.into(),
        tried.try_no.into(),
        i32::try_from(attempt.step).unwrap_or(i32::MAX).into(),
        attempt.version.into(),
        attempt.started_at.into(),
        outcome.cause.key().into(),
        outcome.status.map(i32::from).into(),
        outcome.retry_after_ms.into(),
        text::json("headers", &outcome.headers)?.into(),
        text::storable(&outcome.body).into(),
        outcome.body_cut.into(),
        text::storable(&outcome.detail).into(),
        outcome.timings.queue_us.into(),
        outcome.timings.dns_us.into(),
        outcome.timings.connect_us.into(),
        outcome.timings.receiver_us.into(),
        attempt.request_hash.as_str().into(),
        tried.is_late.into(),
    ])
}

/// How long a try took over all of its steps, from resolving to the last byte, in
/// milliseconds; `None` without one.
pub(crate) fn took_ms(attempts: &[Attempt]) -> Option<i64> {
    let took_us = attempts.iter().map(|attempt| {
        let timings = &attempt.outcome.timings;
        timings.dns_us + timings.connect_us + timings.receiver_us
    });
    (!attempts.is_empty()).then(|| took_us.sum::<i64>() / 1_000)
}

/// The attempts of a delivery, oldest first.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    delivery: DeliveryId,
) -> Result<Vec<AttemptRow>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.0))
        .filter(Column::DeliveryId.eq(delivery.0))
        .order_by_asc(Column::Id)
        .limit(ATTEMPTS_SHOWN_MAX)
        .all(db)
        .await?;
    rows.into_iter().map(shown).collect()
}

fn shown(row: Model) -> Result<AttemptRow, StoreError> {
    let timings = Timings {
        queue_us: row.queue_us,
        dns_us: row.dns_us,
        connect_us: row.connect_us,
        receiver_us: row.receiver_us,
    };
    let outcome = Outcome {
        cause: text::key("a cause", &row.cause)?,
        status: row.status.and_then(|status| u16::try_from(status).ok()),
        retry_after_ms: row.retry_after_ms,
        headers: text::parsed("headers", &row.headers)?,
        body: row.body,
        body_cut: row.body_cut,
        detail: row.detail,
        timings,
    };
    Ok(AttemptRow {
        id: AttemptId(row.id),
        try_no: row.try_no,
        step: usize::try_from(row.step).unwrap_or_default(),
        version: row.version,
        started_at: row.started_at,
        outcome,
        request_hash: row.request_hash,
        late: row.is_late,
    })
}
