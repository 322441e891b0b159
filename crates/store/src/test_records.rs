//! Tests that customers sent outside of the queue: they stand in the log like any other
//! delivery, marked, and count nowhere.

use crate::{
    Store, StoreError, TestIn,
    attempts::{self, Tried},
    entity::{event, integration},
    finish::{self, Ended, Finished},
    joined::Joined,
    sql, text,
};
use domain::{DeliveryState, Settlement};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Set};
use uuid::Uuid;

const CALL: &str = "SELECT id FROM call WHERE tenant_id = ? AND call_id = ?";

const ERASED: &str = "SELECT COUNT(*) FROM call c
    JOIN event e ON e.tenant_id = c.tenant_id AND e.call_key = c.id
    WHERE c.tenant_id = ? AND c.id = ? AND c.phone_reversed IS NULL AND e.erased_at IS NOT NULL";

#[derive(FromQueryResult)]
struct Key {
    id: Uuid,
}

impl Store {
    /// Writes a test that was sent: its event, its finished delivery and its attempts.
    ///
    /// # Errors
    /// `NotFound` without the integration, and where the call was erased while the test was sent.
    pub async fn record_test(&self, test: &TestIn<'_>) -> Result<(), StoreError> {
        let db = self.write().await?;
        let key = (test.tenant_id.0, test.integration_id.0);
        let integration = integration::Entity::find_by_id(key).one(&db).await?;
        integration.ok_or(StoreError::NotFound)?;
        let call_key = call_of(&db, test).await?;
        insert_event(&db, test).await?;
        let mut joined = Joined::default();
        finish::add(&mut joined, vec![finished(test, call_key)?]);
        let tried = test.attempts.iter().map(|attempt| Tried {
            tenant_id: test.tenant_id,
            delivery_id: test.delivery_id,
            attempt,
            try_no: 1,
            is_late: false,
        });
        attempts::add(&mut joined, &tried.collect::<Vec<_>>())?;
        joined.run(&db).await?;
        db.commit().await?;
        Ok(())
    }
}

async fn insert_event(db: &impl ConnectionTrait, test: &TestIn<'_>) -> Result<(), StoreError> {
    let row = event::ActiveModel {
        tenant_id: Set(test.tenant_id.0),
        id: Set(test.event.id.0),
        // A test belongs to no call, even where it carries the facts of one.
        call_key: Set(None),
        call_id: Set(text::storable(&test.event.call_id)),
        event_id: Set(text::storable(&test.event.event_id)),
        moment: Set(test.event.moment.key().to_owned()),
        seq: Set(0),
        facts: Set(text::json("facts", &test.event.facts)?),
        // Nothing follows an event that belongs to no call.
        derived: Set(String::new()),
        occurred_at: Set(test.at),
        accepted_at: Set(test.at),
        is_test: Set(true),
    };
    let inserted: Result<u64, DbErr> = event::Entity::insert(row).exec_without_returning(db).await;
    inserted?;
    Ok(())
}

/// The call whose facts the test carries, so that it is found beside what else the call was
/// sent for; a made-up one is none.
async fn call_of(db: &impl ConnectionTrait, test: &TestIn<'_>) -> Result<Option<Uuid>, StoreError> {
    let call_id = text::storable(&test.event.call_id);
    let values = vec![test.tenant_id.0.into(), call_id.into()];
    let call: Option<Key> = sql::row(db, CALL, values).await?;
    let Some(Key { id }) = call else {
        return Ok(None);
    };
    if sql::number(db, ERASED, vec![test.tenant_id.0.into(), id.into()]).await? > 0 {
        return Err(StoreError::NotFound);
    }
    Ok(Some(id))
}

fn finished(test: &TestIn<'_>, call_key: Option<Uuid>) -> Result<Finished, StoreError> {
    let last = test.attempts.last().ok_or(StoreError::NotFound)?;
    let outcome = &last.outcome;
    let row = Ended {
        tenant_id: test.tenant_id.0,
        id: test.delivery_id.0,
        event_key: test.event.id.0,
        event_id: text::storable(&test.event.event_id),
        integration_id: test.integration_id.0,
        call_key,
        call_id: text::storable(&test.event.call_id),
        moment: test.event.moment.key().to_owned(),
        version: last.version,
        tries: 1,
        step: i32::try_from(last.step).unwrap_or(i32::MAX),
        taken: Some(text::json("what its steps took", test.taken)?),
        cause: Some(outcome.cause.key().to_owned()),
        code: outcome.status.map(i32::from),
        took_ms: attempts::took_ms(test.attempts),
        accepted_at: test.at,
        is_test: true,
        resend_of: None,
    };
    let state = match test.settlement {
        Settlement::Final(state) => state,
        // A test is never tried again.
        Settlement::Retry { .. } | Settlement::Release { .. } => DeliveryState::Failed,
    };
    Ok(Finished {
        row,
        state,
        finished_at: test.at,
    })
}
