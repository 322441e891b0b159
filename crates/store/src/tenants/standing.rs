//! How tenants stand, for the operator: found by whatever a customer names on the telephone.

use crate::{Store, StoreError, TenantStore, phone, sql};
use domain::Tenant;
use sea_orm::{FromQueryResult, Value};

/// How far back deliveries are counted, in milliseconds.
const COUNTED_MS: i64 = 24 * 3_600_000;
/// A number has so many digits, unless a `+` stands before it. Staff see no whole numbers, and could
/// find one out digit by digit by ends that are shorter.
const DIGITS_MIN: usize = 10;

/// A tenant with what tells whether it is well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantStanding {
    /// The tenant.
    pub tenant: Tenant,
    /// Its integrations that are not deleted.
    pub integrations: i64,
    /// Its open incidents.
    pub failing: i64,
    /// Its deliveries that are not final yet.
    pub open: i64,
    /// Delivered in the last 24 hours.
    pub delivered_24h: i64,
    /// Ended in those hours in any other way but a person's.
    pub failed_24h: i64,
    /// When its last event was accepted.
    pub last_event_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    tenant: crate::entity::tenant::Model,
    integrations: i64,
    failing: i64,
    open: i64,
    delivered: i64,
    failed: i64,
    last_event_at: Option<i64>,
}

/// What is told of a tenant `t`; the two times are the beginning of what is counted. Its
/// integrations come first in each look: SQLite would walk over all that was ever counted.
const STANDING: &str = "SELECT t.*,
    (SELECT COUNT(*) FROM integration i WHERE i.tenant_id = t.id AND i.deleted_at IS NULL)
        AS integrations,
    (SELECT COUNT(*) FROM integration i CROSS JOIN incident n
        WHERE i.tenant_id = t.id AND n.tenant_id = i.tenant_id AND n.integration_id = i.id
            AND n.closed_at IS NULL) AS failing,
    (SELECT COUNT(*) FROM delivery d WHERE d.tenant_id = t.id) AS open,
    (SELECT CAST(COALESCE(SUM(h.delivery_count), 0) AS BIGINT)
        FROM integration i CROSS JOIN hourly_counter h
        WHERE i.tenant_id = t.id AND h.tenant_id = i.tenant_id AND h.integration_id = i.id
            AND h.hour_at > ? AND h.state = 'delivered') AS delivered,
    (SELECT CAST(COALESCE(SUM(h.delivery_count), 0) AS BIGINT)
        FROM integration i CROSS JOIN hourly_counter h
        WHERE i.tenant_id = t.id AND h.tenant_id = i.tenant_id AND h.integration_id = i.id
            AND h.hour_at > ? AND h.state IN ('failed', 'expired', 'unanswered')) AS failed,
    (SELECT e.accepted_at FROM event e WHERE e.tenant_id = t.id ORDER BY e.id DESC LIMIT 1)
        AS last_event_at
    FROM tenant t";

/// SQLite folds the case of Latin letters only, so the text as typed counts too.
const BY_NAME: &str = "LOWER(t.name) LIKE ? ESCAPE '!' OR t.name LIKE ? ESCAPE '!'";
const BY_EMAIL: &str = "EXISTS (SELECT 1 FROM member m JOIN sign_in s ON s.id = m.sign_in_id
    WHERE m.tenant_id = t.id AND s.email LIKE ? ESCAPE '!')";
const BY_CALL: &str = "EXISTS (SELECT 1 FROM call c WHERE c.tenant_id = t.id AND c.call_id = ?)";
const BY_PHONE: &str = "EXISTS (SELECT 1 FROM call c WHERE c.tenant_id = t.id
    AND c.phone_reversed >= ? AND c.phone_reversed <= ?)";

impl Store {
    /// Tenants by a part of their name or of a member's e-mail, by a call id, or by the number
    /// of somebody who called them; those that fail first, then those that are suspended.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_tenants(
        &self,
        search: &str,
        now: i64,
        limit: u64,
    ) -> Result<Vec<TenantStanding>, StoreError> {
        let (found, values) = matching(search);
        let list = format!(
            "{STANDING} WHERE {found}
            ORDER BY failing DESC, t.suspended_at IS NULL, LOWER(t.name), t.id LIMIT ?"
        );
        let since = now - COUNTED_MS;
        let mut all: Vec<Value> = vec![since.into(), since.into()];
        all.extend(values);
        all.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let rows: Vec<Row> = sql::rows(self.reader(), &list, all).await?;
        rows.into_iter().map(standing).collect()
    }
}

impl TenantStore {
    /// The tenant with what tells whether it is well.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn tenant_standing(&self, now: i64) -> Result<TenantStanding, StoreError> {
        let get = format!("{STANDING} WHERE t.id = ?");
        let since = now - COUNTED_MS;
        let values = vec![since.into(), since.into(), self.id.0.into()];
        let row: Option<Row> = sql::row(self.store.reader(), &get, values).await?;
        standing(row.ok_or(StoreError::NotFound)?)
    }
}

fn standing(row: Row) -> Result<TenantStanding, StoreError> {
    Ok(TenantStanding {
        tenant: super::tenant(row.tenant)?,
        integrations: row.integrations,
        failing: row.failing,
        open: row.open,
        delivered_24h: row.delivered,
        failed_24h: row.failed,
        last_event_at: row.last_event_at,
    })
}

/// Whether tenants are searched by a number with what was typed.
pub(crate) fn names_number(search: &str) -> bool {
    number(search.trim()).is_some()
}

/// The number that was typed.
fn number(search: &str) -> Option<phone::Range> {
    let digits = search.chars().filter(char::is_ascii_digit).count();
    let is_whole = digits >= DIGITS_MIN || search.starts_with('+');
    phone::range(search).filter(|_| is_whole)
}

/// The condition for what was typed, with its values.
fn matching(search: &str) -> (String, Vec<Value>) {
    let search = search.trim();
    if search.is_empty() {
        return ("TRUE".to_owned(), Vec::new());
    }
    let mut ways = vec![BY_NAME, BY_EMAIL, BY_CALL];
    let folded = pattern(&search.to_lowercase());
    let mut values: Vec<Value> = vec![
        folded.clone().into(),
        pattern(search).into(),
        folded.into(),
        search.into(),
    ];
    if let Some(range) = number(search) {
        ways.push(BY_PHONE);
        values.extend([range.from.into(), range.to.into()]);
    }
    (format!("({})", ways.join(" OR ")), values)
}

/// A text anywhere in another; what LIKE would take for a sign stands for itself.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn each_way_to_find_a_tenant_is_one_look_a_tenant() {
        let (found, _) = matching("+380501112233");
        let list = format!("{STANDING} WHERE {found}");
        let indexes = [
            "call_by_phone",
            "incident_open",
            "sqlite_autoindex_call_2",
            "SEARCH h USING PRIMARY KEY (tenant_id=? AND integration_id=? AND hour_at>?)",
        ];
        assert_served(&list, &indexes).await;
    }

    #[test]
    fn signs_of_a_pattern_stand_for_themselves() {
        assert_eq!(pattern("100%_!"), "%100!%!_!!%");
    }
}
