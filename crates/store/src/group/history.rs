//! How many calls a number has had, so that a new one knows which of them it is.

use super::Fault;
use crate::batch::Batch;
use domain::TenantId;
use sea_orm::{ConnectionTrait, Value};
use std::collections::{BTreeSet, HashMap};

/// Another process may count the same number at the same time: two calls are then told the
/// same, which the next one makes good.
static LAST: Batch = Batch::new(
    "WITH k(tenant_id, phone) AS (VALUES",
    2,
    ") SELECT k.tenant_id, k.phone, (
        SELECT c.call_counter FROM call c
        WHERE c.tenant_id = k.tenant_id AND c.phone_reversed = k.phone
        ORDER BY c.call_counter DESC LIMIT 1
     ) FROM k",
);

/// The calls of each number of a batch so far.
#[derive(Default)]
pub(super) struct History(HashMap<(TenantId, String), i32>);

impl History {
    /// Which call of its number a further one is, from 1.
    pub(super) fn count(&mut self, tenant: TenantId, phone: &str) -> i32 {
        let calls = self.0.entry((tenant, phone.to_owned())).or_default();
        *calls = calls.saturating_add(1);
        *calls
    }
}

/// The history of these numbers, as they are searched for.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    brought: BTreeSet<(TenantId, String)>,
) -> Result<History, Fault> {
    let keys: Vec<[Value; 2]> = brought
        .into_iter()
        .map(|(tenant, phone)| [tenant.0.into(), phone.into()])
        .collect();
    let mut history = History::default();
    for row in LAST.query(db, &keys).await? {
        let calls: Option<i32> = row.try_get_by_index(2)?;
        let number = (TenantId(row.try_get_by_index(0)?), row.try_get_by_index(1)?);
        history.0.insert(number, calls.unwrap_or_default());
    }
    Ok(history)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn the_last_call_of_a_number_is_found_without_counting() {
        let index = "COVERING INDEX call_by_phone (tenant_id=? AND phone_reversed=?)";
        assert_served(&LAST.largest(), &[index]).await;
    }
}
