//! What a person says of a delivery to which nobody gave a clear answer: that it arrived.

use crate::{Actor, StoreError, TenantStore, audit, finish, sql, text};
use domain::{Cause, DeliveryId, DeliveryState};
use sea_orm::FromQueryResult;

const ENDED: &str = "SELECT state, cause FROM delivery_log WHERE tenant_id = ? AND id = ?";
const OPEN: &str = "SELECT COUNT(*) FROM delivery WHERE tenant_id = ? AND id = ?";

#[derive(FromQueryResult)]
struct Row {
    state: String,
    cause: Option<String>,
}

impl TenantStore {
    /// Says of an unanswered delivery that it arrived, or takes that back: from then on it counts
    /// as delivered, or as unanswered again.
    ///
    /// # Errors
    /// `NotFound`, and `Conflict` where it was answered, is under way, or stands so already.
    pub async fn set_arrived(
        &self,
        actor: &Actor,
        id: DeliveryId,
        arrived: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        let (from, to, action) = if arrived {
            let (from, to) = (DeliveryState::Unanswered, DeliveryState::Delivered);
            (from, to, "delivery.arrived")
        } else {
            let (from, to) = (DeliveryState::Delivered, DeliveryState::Unanswered);
            (from, to, "delivery.not_arrived")
        };
        let db = self.store.write().await?;
        let key = vec![self.id.0.into(), id.0.into()];
        let Some(row) = sql::row::<Row>(&db, ENDED, key.clone()).await? else {
            return Err(match sql::number(&db, OPEN, key).await? {
                0 => StoreError::NotFound,
                _ => StoreError::Conflict,
            });
        };
        let cause = row.cause.map(|key| text::key::<Cause>("a cause", &key));
        let is_unanswered = cause.transpose()?.is_some_and(Cause::is_unanswered);
        if row.state != from.key() || !is_unanswered {
            return Err(StoreError::Conflict);
        }
        finish::correct(&db, self.id, id, from, to).await?;
        audit::note(&db, self, actor, action, &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }
}
