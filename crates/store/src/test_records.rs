//! Tests that customers sent outside of the queue: they stand in the log like any other
//! delivery, marked, and count nowhere.

use crate::{
    Store, StoreError, TestIn,
    attempts::{self, Tried},
    entity::{event, integration},
    finish::{self, Ended, Finished},
    phone, text,
};
use domain::{DeliveryState, Settlement};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Set};

impl Store {
    /// Writes a test that was sent: its event, its finished delivery and its attempt.
    ///
    /// # Errors
    /// `NotFound` without the integration.
    pub async fn record_test(&self, test: &TestIn<'_>) -> Result<(), StoreError> {
        let db = self.write().await?;
        let key = (test.tenant_id.0, test.integration_id.0);
        let integration = integration::Entity::find_by_id(key).one(&db).await?;
        integration.ok_or(StoreError::NotFound)?;
        insert_event(&db, test).await?;
        finish::log(&db, vec![finished(test)]).await?;
        let tried = Tried {
            tenant_id: test.tenant_id,
            delivery_id: test.delivery_id,
            attempt: test.attempt,
            try_no: 1,
            is_late: false,
        };
        attempts::insert(&db, &[tried]).await?;
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

fn finished(test: &TestIn<'_>) -> Finished {
    let outcome = &test.attempt.outcome;
    let row = Ended {
        tenant_id: test.tenant_id.0,
        id: test.delivery_id.0,
        event_key: test.event.id.0,
        event_id: text::storable(&test.event.event_id),
        integration_id: test.integration_id.0,
        call_id: text::storable(&test.event.call_id),
        moment: test.event.moment.key().to_owned(),
        phone_reversed: phone::reversed(&test.event.facts),
        version: test.attempt.version,
        tries: 1,
        cause: Some(outcome.cause.key().to_owned()),
        code: outcome.status.map(i32::from),
        took_ms: Some(attempts::took_ms(&outcome.timings)),
        accepted_at: test.at,
        is_test: true,
        resend_of: None,
    };
    let state = match test.settlement {
        Settlement::Final(state) => state,
        // A test is never tried again.
        Settlement::Retry { .. } | Settlement::Release { .. } => DeliveryState::Failed,
    };
    Finished {
        row,
        state,
        finished_at: test.at,
    }
}
