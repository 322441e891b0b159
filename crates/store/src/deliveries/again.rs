//! Sending again: a new delivery of the same event.

use crate::{
    Actor, StoreError, TenantStore, audit,
    open::{self, NewDelivery},
    sql, text, wake,
};
use domain::{DeliveryId, Integration, IntegrationId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// The columns of [`Origin`], of either table of deliveries.
pub(super) const ORIGIN: &str =
    "id, event_key, event_id, integration_id, call_key, call_id, moment, state, is_test";

/// Whether there still is something to send.
const HAS_EVENT: &str =
    "SELECT COUNT(*) FROM event WHERE tenant_id = ? AND id = ? AND erased_at IS NULL";

/// A delivery that is owed once more.
#[derive(FromQueryResult)]
pub(crate) struct Origin {
    pub(crate) id: Uuid,
    pub(crate) event_key: Uuid,
    pub(crate) event_id: String,
    pub(crate) integration_id: Uuid,
    pub(crate) call_key: Option<Uuid>,
    pub(crate) call_id: String,
    pub(crate) moment: String,
    pub(crate) state: String,
    pub(crate) is_test: bool,
}

impl TenantStore {
    /// Owes the event of a delivery once more: a new delivery that names its origin, is due
    /// now, stands outside of the order of its call, and takes the integration as it is.
    ///
    /// # Errors
    /// `NotFound`, also where the data of its call was erased or its time is over; `Deleted` where
    /// its integration is.
    pub async fn send_again(
        &self,
        actor: &Actor,
        id: DeliveryId,
        now: i64,
    ) -> Result<DeliveryId, StoreError> {
        let db = self.store.write().await?;
        let key = [self.id.0.into(), id.0.into()];
        let values = [key.clone(), key].concat();
        let origin = format!(
            "SELECT {ORIGIN} FROM delivery WHERE tenant_id = ? AND id = ?
             UNION ALL SELECT {ORIGIN} FROM delivery_log WHERE tenant_id = ? AND id = ?"
        );
        let origin: Option<Origin> = sql::row(&db, &origin, values).await?;
        let origin = origin.ok_or(StoreError::NotFound)?;
        let event = vec![self.id.0.into(), origin.event_key.into()];
        if sql::number(&db, HAS_EVENT, event).await? == 0 {
            return Err(StoreError::NotFound);
        }
        let integration_id = IntegrationId(origin.integration_id);
        let setup = self.store.setup(self.id).await?;
        let integration = setup
            .integrations
            .iter()
            .find(|integration| integration.id == integration_id)
            .ok_or(StoreError::Deleted {
                what: "integration",
            })?;
        let again = self.again(origin, integration, now)?;
        let new = again.id;
        open::insert_late(&db, self.id, vec![again]).await?;
        wake::due(&db).await?;
        audit::note(
            &db,
            self,
            actor,
            "delivery.send_again",
            &id.to_string(),
            now,
        )
        .await?;
        db.commit().await?;
        Ok(new)
    }

    /// The delivery that owes the event of another one once more.
    pub(crate) fn again(
        &self,
        origin: Origin,
        integration: &Integration,
        now: i64,
    ) -> Result<NewDelivery, StoreError> {
        Ok(NewDelivery {
            tenant_id: self.id,
            id: DeliveryId(self.store.inner.ids.at(now)),
            event_key: origin.event_key,
            event_id: origin.event_id,
            integration_id: origin.integration_id,
            version: integration.version,
            order_key: integration.order_key(&origin.call_id),
            call_key: origin.call_key,
            call_id: origin.call_id,
            moment: text::key("a moment", &origin.moment)?,
            claimed_by: None,
            waits_for: None,
            accepted_at: now,
            due_at: now,
            is_test: origin.is_test,
            resend_of: Some(DeliveryId(origin.id)),
            takes_recording: integration.takes_recording(),
        })
    }
}
