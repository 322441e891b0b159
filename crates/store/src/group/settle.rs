//! Outcomes of tries, written by compare-and-set on the claim.

use super::Fault;
use crate::{
    SettledIn, Store,
    attempts::{self, Tried},
    batch::Batch,
    call_values, digests,
    finish::{self, Ended, Finished},
    incidents,
    joined::Joined,
    text,
};
use domain::{Cause, DeliveryId, DeliveryState, Settlement, delivery::Progress};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

static END: Batch = Batch::new(
    "WITH k(tenant_id, id, claimed_by, claim_no) AS (VALUES",
    4,
    ") DELETE FROM delivery WHERE (tenant_id, id, claimed_by, claim_no)
        IN (SELECT tenant_id, id, claimed_by, claim_no FROM k)
     RETURNING tenant_id, id, event_key, event_id, integration_id, call_key, call_id,
        moment, version, tries, step, taken, cause, code, took_ms, accepted_at, is_test,
        resend_of",
);

static GO_ON: Batch = Batch::new(
    "WITH k(tenant_id, id, claimed_by, claim_no, tried, due_at, version, step, taken, cause,
        code, took_ms) AS (VALUES",
    12,
    ") UPDATE delivery SET
        claimed_by = NULL,
        state = CASE WHEN delivery.tries + k.tried = 0 THEN 'scheduled' ELSE 'retrying' END,
        tries = delivery.tries + k.tried,
        due_at = k.due_at,
        version = COALESCE(k.version, delivery.version),
        step = COALESCE(k.step, delivery.step),
        taken = COALESCE(k.taken, delivery.taken),
        cause = CASE WHEN k.tried = 0 THEN delivery.cause ELSE k.cause END,
        code = CASE WHEN k.tried = 0 THEN delivery.code ELSE k.code END,
        took_ms = CASE WHEN k.tried = 0 THEN delivery.took_ms ELSE k.took_ms END
     FROM k WHERE delivery.tenant_id = k.tenant_id AND delivery.id = k.id
        AND delivery.claimed_by = k.claimed_by AND delivery.claim_no = k.claim_no
     RETURNING delivery.id",
);

/// Writes settlements; says for each whether its claim still held.
pub(super) async fn run(
    store: &Store,
    db: &impl ConnectionTrait,
    settlements: &[SettledIn<'_>],
) -> Result<Vec<bool>, Fault> {
    if settlements.is_empty() {
        return Ok(Vec::new());
    }
    let mut joined = Joined::default();
    let mut held = end(db, settlements, &mut joined).await?;
    held.extend(go_on(db, settlements).await?);
    let mut known = Vec::with_capacity(settlements.len());
    let mut tried = Vec::with_capacity(settlements.len());
    for settled in settlements {
        // A claim named twice in a batch holds for the first.
        let holds = held.remove(&settled.claim.id);
        known.push(holds);
        tried.extend(settled.attempts.iter().map(|attempt| Tried {
            tenant_id: settled.claim.tenant_id,
            delivery_id: settled.claim.id,
            attempt,
            try_no: settled.claim.tries + 1,
            is_late: !holds,
        }));
    }
    attempts::add(&mut joined, &tried)?;
    call_values::keep(&mut joined, settlements)?;
    joined.run(db).await?;
    for settled in settlements {
        if let Some(turn) = settled.turn {
            incidents::note(store, db, settled, turn).await?;
        }
    }
    Ok(known)
}

/// Moves what is over into the log.
async fn end(
    db: &impl ConnectionTrait,
    settlements: &[SettledIn<'_>],
    joined: &mut Joined,
) -> Result<HashSet<DeliveryId>, Fault> {
    let mut ends = HashMap::new();
    let mut keys = Vec::new();
    for settled in settlements {
        if let Settlement::Final(state) = settled.settlement {
            ends.entry(settled.claim.id.0).or_insert((settled, state));
            keys.push(fence(settled));
        }
    }
    let mut finished = Vec::with_capacity(ends.len());
    for row in END.query(db, &keys).await? {
        let row = Ended::from_query_result(&row, "")?;
        if let Some((settled, state)) = ends.remove(&row.id) {
            finished.push(ended(row, settled, state)?);
        }
    }
    let ids = finished.iter().map(|end| DeliveryId(end.row.id)).collect();
    digests::note(db, &finished).await?;
    finish::add(joined, finished);
    Ok(ids)
}

fn ended(mut row: Ended, settled: &SettledIn<'_>, state: DeliveryState) -> Result<Finished, Fault> {
    if let Some(attempt) = settled.attempts.last() {
        let outcome = &attempt.outcome;
        row.tries += 1;
        row.version = attempt.version;
        row.cause = Some(outcome.cause.key().to_owned());
        row.code = outcome.status.map(i32::from);
        row.took_ms = attempts::took_ms(settled.attempts);
    } else if state != DeliveryState::Delivered {
        // Nothing but its deadline ends a delivery without a try.
        row.cause = Some(Cause::Late.key().to_owned());
    }
    if let Some(progress) = settled.progress {
        row.step = step(progress);
        row.taken = Some(taken(progress)?);
    }
    Ok(Finished {
        row,
        state,
        finished_at: settled.settled_at,
    })
}

fn step(progress: &Progress) -> i32 {
    i32::try_from(progress.step).unwrap_or(i32::MAX)
}

fn taken(progress: &Progress) -> Result<String, Fault> {
    Ok(text::json("what its steps took", &progress.taken)?)
}

/// Gives back what is tried again, or was not tried at all.
async fn go_on(
    db: &impl ConnectionTrait,
    settlements: &[SettledIn<'_>],
) -> Result<HashSet<DeliveryId>, Fault> {
    let mut keys = Vec::new();
    for settled in settlements {
        match settled.settlement {
            Settlement::Final(_) => {}
            Settlement::Retry { due_at } => keys.push(back(settled, due_at, true)?),
            Settlement::Release { due_at } => keys.push(back(settled, due_at, false)?),
        }
    }
    let mut held = HashSet::with_capacity(keys.len());
    for row in GO_ON.query(db, &keys).await? {
        held.insert(DeliveryId(row.try_get_by_index::<Uuid>(0)?));
    }
    Ok(held)
}

fn back(settled: &SettledIn<'_>, due_at: i64, counts: bool) -> Result<[Value; 12], Fault> {
    let [tenant, id, claimed_by, claim_no] = fence(settled);
    let attempt = settled.attempts.last().filter(|_| counts);
    let outcome = attempt.map(|attempt| &attempt.outcome);
    let progress = settled.progress;
    Ok([
        tenant,
        id,
        claimed_by,
        claim_no,
        i32::from(attempt.is_some()).into(),
        due_at.into(),
        attempt.map(|attempt| attempt.version).into(),
        progress.map(step).into(),
        progress.map(taken).transpose()?.into(),
        outcome.map(|outcome| outcome.cause.key().to_owned()).into(),
        outcome
            .and_then(|outcome| outcome.status.map(i32::from))
            .into(),
        attempt
            .and_then(|_| attempts::took_ms(settled.attempts))
            .into(),
    ])
}

/// What the row must still say for the write to count.
fn fence(settled: &SettledIn<'_>) -> [Value; 4] {
    let claim = settled.claim;
    [
        claim.tenant_id.0.into(),
        claim.id.0.into(),
        claim.claimed_by.0.into(),
        claim.claim_no.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn a_settlement_touches_its_own_rows_alone() {
        for batch in [&END, &GO_ON] {
            assert_served(&batch.largest(), &["tenant_id=? AND id=?"]).await;
        }
    }
}
