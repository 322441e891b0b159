//! Claims of transactions whose end nobody knows: the connection broke while they committed.
//!
//! If such a transaction stands after all, its claims are this worker's, and this worker does
//! not know of them: nobody would ever send them. So they are given back before the next look
//! for what is due. Where the transaction did not stand there is nothing to give back.

use crate::{Store, batch::Batch, lock::lock};
use domain::Claim;
use sea_orm::{DbErr, Value};
use std::sync::Mutex;

static GIVE_BACK: Batch = Batch::new(
    "WITH k(tenant_id, id, claimed_by, claim_no) AS (VALUES",
    4,
    ") UPDATE delivery SET claimed_by = NULL,
        state = CASE WHEN delivery.tries = 0 THEN 'scheduled' ELSE 'retrying' END
     FROM k WHERE delivery.tenant_id = k.tenant_id AND delivery.id = k.id
        AND delivery.claimed_by = k.claimed_by AND delivery.claim_no = k.claim_no",
);

/// A claim, as the row would have it.
type Key = [Value; 4];

/// The claims in doubt: those of the few transactions that failed since the last look for due
/// deliveries.
#[derive(Default)]
pub(crate) struct Doubts(Mutex<Vec<Key>>);

impl Doubts {
    /// Notes claims that may or may not stand.
    pub(crate) fn note<'a>(&self, claims: impl Iterator<Item = &'a Claim>) {
        lock(&self.0).extend(claims.map(key));
    }
}

impl Store {
    /// Gives back what is in doubt, where something is.
    pub(crate) async fn settle_doubts(&self) -> Result<(), DbErr> {
        let keys = lock(&self.inner.doubts.0).clone();
        if keys.is_empty() {
            return Ok(());
        }
        let db = self.write().await?;
        GIVE_BACK.execute(&db, &keys).await?;
        db.commit().await?;
        lock(&self.inner.doubts.0).drain(..keys.len());
        Ok(())
    }
}

fn key(claim: &Claim) -> Key {
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
    use crate::{open, open::NewDelivery, testing};
    use domain::{DeliveryId, Moment, Slots, TenantId, WorkerId};
    use uuid::Uuid;

    const WORKER: WorkerId = WorkerId(Uuid::from_u128(1));

    fn held(tenant_id: TenantId) -> NewDelivery {
        NewDelivery {
            tenant_id,
            id: DeliveryId(Uuid::from_u128(2)),
            event_key: Uuid::from_u128(3),
            event_id: String::new(),
            integration_id: Uuid::from_u128(4),
            version: 1,
            call_key: None,
            call_id: String::new(),
            moment: Moment::AfterCall,
            claimed_by: Some(WORKER),
            order_key: String::new(),
            waits_for: None,
            accepted_at: 0,
            due_at: 0,
            is_test: false,
            resend_of: None,
            takes_recording: false,
        }
    }

    async fn holds(store: &Store) -> i64 {
        let sql = "SELECT COUNT(*) FROM delivery WHERE claimed_by IS NOT NULL";
        crate::sql::number(store.reader(), sql, Vec::new())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_claim_in_doubt_is_given_back_once() {
        let (store, tenant, _folder) = testing::store().await;
        open::insert(store.writer(), vec![held(tenant)])
            .await
            .unwrap();
        let key = |claim_no: i32| -> Key {
            [
                tenant.0.into(),
                Uuid::from_u128(2).into(),
                WORKER.0.into(),
                claim_no.into(),
            ]
        };
        // A later claim of the same delivery is no longer in doubt.
        lock(&store.inner.doubts.0).push(key(2));
        store.due(Slots::ALL, 0, None, 1).await.unwrap();
        assert_eq!(holds(&store).await, 1);
        lock(&store.inner.doubts.0).push(key(1));
        store.due(Slots::ALL, 0, None, 1).await.unwrap();
        assert_eq!(holds(&store).await, 0);
        assert!(lock(&store.inner.doubts.0).is_empty());
    }
}
