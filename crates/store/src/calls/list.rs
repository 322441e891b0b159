//! The list of calls. What is known of a call are the facts of its last event.

use super::{CallFilter, CallRow, standing};
use crate::{StoreError, ids::first_at, phone, sql, text};
use domain::{CallKey, Facts, Moment, TenantId, Value as Fact};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

const SELECT: &str = "SELECT c.id, c.call_id, c.moments, c.first_at, c.last_at, e.facts
    FROM call c JOIN event e ON e.tenant_id = c.tenant_id AND e.id = c.last_event_key
    WHERE c.tenant_id = ?";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    call_id: String,
    moments: String,
    first_at: i64,
    last_at: i64,
    facts: String,
}

/// The calls that pass a filter, newest first.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    filter: &CallFilter<'_>,
    after: Option<CallKey>,
    limit: i64,
) -> Result<Vec<CallRow>, StoreError> {
    let (sql, values) = query(tenant, filter, after, limit);
    let rows: Vec<Row> = sql::rows(db, &sql, values).await?;
    let listed = rows.into_iter().map(|row| Ok(shown(row)?.0));
    listed.collect()
}

fn query(
    tenant: TenantId,
    filter: &CallFilter<'_>,
    after: Option<CallKey>,
    limit: i64,
) -> (String, Vec<Value>) {
    let mut sql = SELECT.to_owned();
    let mut values: Vec<Value> = vec![tenant.0.into()];
    if let Some(search) = filter.search {
        sql.push_str(" AND c.id IN (SELECT id FROM call WHERE tenant_id = ? AND call_id = ?");
        values.extend([tenant.0.into(), search.call_id.trim().into()]);
        if let Some(range) = phone::range(search.phone) {
            sql.push_str(
                " UNION ALL SELECT id FROM call
                 WHERE tenant_id = ? AND phone_reversed >= ? AND phone_reversed <= ?",
            );
            values.extend([tenant.0.into(), range.from.into(), range.to.into()]);
        }
        sql.push(')');
    }
    if let Some(standing) = filter.standing {
        let from = filter.from.unwrap_or_default();
        let (condition, judged_by) = standing::condition(tenant, standing, from);
        sql.push_str(" AND NOT c.is_test AND ");
        sql.push_str(&condition);
        values.extend(judged_by);
    }
    if let Some(project) = filter.project {
        sql.push_str(" AND c.project_id = ?");
        values.push(project.0.into());
    }
    // The time of its first event stands in the key.
    if let Some(from) = filter.from {
        sql.push_str(" AND c.id >= ?");
        values.push(first_at(from).into());
    }
    if let Some(to) = filter.to {
        sql.push_str(" AND c.id < ?");
        values.push(first_at(to).into());
    }
    if let Some(after) = after {
        sql.push_str(" AND c.id < ?");
        values.push(after.0.into());
    }
    sql.push_str(" ORDER BY c.id DESC LIMIT ?");
    values.push(limit.into());
    (sql, values)
}

/// One call with all that is known of it.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    call_id: &str,
) -> Result<Option<(CallRow, Facts)>, StoreError> {
    let sql = format!("{SELECT} AND c.call_id = ?");
    let values = vec![tenant.0.into(), call_id.into()];
    let row: Option<Row> = sql::row(db, &sql, values).await?;
    row.map(shown).transpose()
}

fn shown(row: Row) -> Result<(CallRow, Facts), StoreError> {
    let facts: Facts = text::parsed("facts", &row.facts)?;
    let shown = CallRow {
        key: CallKey(row.id),
        call_id: row.call_id,
        phone: phone::caller(&facts),
        tracking: facts.phone("tracking_number").cloned(),
        status: facts.get("status").map(Fact::plain),
        first_at: row.first_at,
        last_at: row.last_at,
        moments: row
            .moments
            .split(',')
            .filter_map(Moment::from_key)
            .collect(),
    };
    Ok((shown, facts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CallSearch, testing::assert_served};
    use domain::{CallStanding, ProjectId};

    #[tokio::test]
    async fn a_search_finds_its_calls_by_their_indexes() {
        let tenant = TenantId(Uuid::nil());
        let search = CallSearch {
            call_id: "0501112233",
            phone: "0501112233",
        };
        let searched = CallFilter {
            search: Some(search),
            ..CallFilter::default()
        };
        let sql = query(tenant, &searched, Some(CallKey(Uuid::nil())), 9).0;
        assert_served(&sql, &["call_by_phone", "sqlite_autoindex_call_2"]).await;
        let all = query(tenant, &CallFilter::default(), None, 9).0;
        assert_served(&all, &["PRIMARY KEY"]).await;
        let today = CallFilter {
            standing: Some(CallStanding::NeedsYou),
            from: Some(0),
            ..CallFilter::default()
        };
        let today = query(tenant, &today, None, 9).0;
        assert_served(
            &today,
            &["SEARCH c USING PRIMARY KEY (tenant_id=? AND id=?)"],
        )
        .await;
        let of_project = CallFilter {
            project: Some(ProjectId(Uuid::nil())),
            ..CallFilter::default()
        };
        let of_project = query(tenant, &of_project, None, 9).0;
        assert_served(&of_project, &["call_by_project"]).await;
        let one = format!("{SELECT} AND c.call_id = ?");
        assert_served(&one, &["sqlite_autoindex_call_2"]).await;
    }
}
