//! SQL in the form that both databases take: written with `?`, numbered for PostgreSQL.
//!
//! SQLite gets bare `?`: it would look each numbered one up in a list, for each value bound.

use crate::text::storable;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, FromQueryResult, Statement, Value};

/// Builds a statement from SQL with one `?` for each value. No `?` may stand in a text in it.
///
/// NUL is taken out of every text: PostgreSQL refuses it, and SQLite ends a pattern there.
pub(crate) fn statement(backend: DbBackend, sql: &str, mut values: Vec<Value>) -> Statement {
    for value in &mut values {
        if let Value::String(Some(text)) = value
            && text.contains('\0')
        {
            *text = storable(text);
        }
    }
    let sql = match backend {
        DbBackend::Postgres => numbered(sql),
        _ => sql.to_owned(),
    };
    Statement::from_sql_and_values(backend, sql, values)
}

/// Replaces each `?` by `$1`, `$2` and so on.
pub(crate) fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() * 2);
    let mut parts = sql.split('?');
    text.extend(parts.next());
    for (index, part) in parts.enumerate() {
        text.push('$');
        text.push_str(&(index + 1).to_string());
        text.push_str(part);
    }
    text
}

/// Runs a statement that answers nothing but a number of rows.
pub(crate) async fn execute(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<ExecResult, DbErr> {
    db.execute_raw(statement(db.get_database_backend(), sql, values))
        .await
}

/// Runs a query.
pub(crate) async fn rows<T: FromQueryResult>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<T>, DbErr> {
    T::find_by_statement(statement(db.get_database_backend(), sql, values))
        .all(db)
        .await
}

/// Runs a query for the first row.
pub(crate) async fn row<T: FromQueryResult>(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<T>, DbErr> {
    T::find_by_statement(statement(db.get_database_backend(), sql, values))
        .one(db)
        .await
}

/// What locks the rows of a query until the transaction ends; on SQLite it has the whole lock.
pub(crate) fn for_update(db: &impl ConnectionTrait) -> &'static str {
    match db.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE",
        _ => "",
    }
}

/// Runs a query that answers one number, in its first column.
pub(crate) async fn number(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<i64, DbErr> {
    let row = db
        .query_one_raw(statement(db.get_database_backend(), sql, values))
        .await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_numbered_in_their_order() {
        assert_eq!(numbered("a = ? AND b = ?"), "a = $1 AND b = $2");
        assert_eq!(numbered("a"), "a");
    }
}
