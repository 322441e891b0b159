//! Statements over many rows at once, in few sizes, so that their texts stay prepared.

use crate::sql::numbered;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use std::sync::OnceLock;

/// Most rows of one statement. Rows are cut into chunks of powers of two up to it.
pub(crate) const ROWS_MAX: usize = 256;
/// How many sizes of chunks there are: 1, 2, 4 ... 256.
const SIZES: usize = 9;

/// A statement that takes any number of rows of values: `before (?, ?), (?, ?) after`.
///
/// An insertion takes its rows through a query that leaves out those whose first value is null,
/// so that its chunks can be filled up, too: 63 rows are one statement instead of six.
pub(crate) struct Batch {
    before: &'static str,
    width: usize,
    /// What an insertion selects beside the values of a row `k`.
    beside: &'static str,
    after: &'static str,
    is_insertion: bool,
    sqlite: [OnceLock<String>; SIZES],
    postgres: [OnceLock<String>; SIZES],
}

impl Batch {
    /// `width` is the number of values in each row.
    pub(crate) const fn new(before: &'static str, width: usize, after: &'static str) -> Self {
        Self::made(before, width, "", after, false)
    }

    /// Inserts rows whose first column is never null; `before` names the table and its columns,
    /// `after` says what becomes of rows that are there already.
    pub(crate) const fn inserting(before: &'static str, width: usize, after: &'static str) -> Self {
        Self::made(before, width, "", after, true)
    }

    /// Likewise, with what `beside` selects by the values of a row: its columns follow theirs.
    pub(crate) const fn inserting_with(
        before: &'static str,
        width: usize,
        beside: &'static str,
        after: &'static str,
    ) -> Self {
        Self::made(before, width, beside, after, true)
    }

    const fn made(
        before: &'static str,
        width: usize,
        beside: &'static str,
        after: &'static str,
        is_insertion: bool,
    ) -> Self {
        Self {
            before,
            width,
            beside,
            after,
            is_insertion,
            sqlite: [const { OnceLock::new() }; SIZES],
            postgres: [const { OnceLock::new() }; SIZES],
        }
    }

    /// Writes each row exactly once.
    pub(crate) async fn insert<const N: usize>(
        &self,
        db: &impl ConnectionTrait,
        rows: Vec<[Value; N]>,
    ) -> Result<(), DbErr> {
        debug_assert!(self.is_insertion, "{} is no insertion", self.before);
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let power = ceil_power(rows.len());
            let mut values: Vec<Value> = rows.by_ref().take(1 << power).flatten().collect();
            fill_with_nulls(&mut values, N, N << power);
            db.execute_raw(self.statement(db.get_database_backend(), power, values))
                .await?;
        }
        Ok(())
    }

    /// Asks for each key; the last one is repeated to fill a chunk, so that the statement must
    /// be one that does not mind. Rows of repeated keys come repeated.
    pub(crate) async fn query<const N: usize>(
        &self,
        db: &impl ConnectionTrait,
        keys: &[[Value; N]],
    ) -> Result<Vec<QueryResult>, DbErr> {
        let mut found = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(ROWS_MAX) {
            let (power, values) = filled(chunk);
            let statement = self.statement(db.get_database_backend(), power, values);
            found.append(&mut db.query_all_raw(statement).await?);
        }
        Ok(found)
    }

    /// Like `query`, for a statement that answers nothing.
    pub(crate) async fn execute<const N: usize>(
        &self,
        db: &impl ConnectionTrait,
        keys: &[[Value; N]],
    ) -> Result<(), DbErr> {
        for chunk in keys.chunks(ROWS_MAX) {
            let (power, values) = filled(chunk);
            db.execute_raw(self.statement(db.get_database_backend(), power, values))
                .await?;
        }
        Ok(())
    }

    fn statement(&self, backend: DbBackend, power: usize, values: Vec<Value>) -> Statement {
        let texts = match backend {
            DbBackend::Postgres => &self.postgres,
            _ => &self.sqlite,
        };
        let text = texts.get(power).map_or_else(
            || self.text(backend, power),
            |text| text.get_or_init(|| self.text(backend, power)).clone(),
        );
        Statement::from_sql_and_values(backend, text, values)
    }

    /// The statement for the most rows on SQLite, for looking at its plan: with two, a planner
    /// may still choose what with many it does not.
    #[cfg(test)]
    pub(crate) fn largest(&self) -> String {
        self.text(DbBackend::Sqlite, SIZES - 1)
    }

    /// Fills the values of fewer rows up to `len`, in a way that adds nothing to what is done.
    pub(crate) fn fill(&self, values: &mut Vec<Value>, width: usize, len: usize) {
        if self.is_insertion {
            fill_with_nulls(values, width, len);
        } else {
            let last = values.split_off(values.len().saturating_sub(width));
            let missing = len.saturating_sub(values.len());
            values.extend(last.into_iter().cycle().take(missing));
        }
    }

    fn text(&self, backend: DbBackend, power: usize) -> String {
        let text = self.marked(power);
        match backend {
            DbBackend::Postgres => numbered(&text),
            _ => text,
        }
    }

    /// The statement for `1 << power` rows, with `?` for each value.
    pub(crate) fn marked(&self, power: usize) -> String {
        let row = format!("({})", vec!["?"; self.width].join(", "));
        let rows = vec![row; 1 << power].join(", ");
        let (before, beside, after) = (self.before, self.beside, self.after);
        if self.is_insertion {
            // What PostgreSQL and SQLite call the first column of values.
            format!(
                "{before} SELECT k.*{beside} FROM (VALUES {rows}) AS k WHERE k.column1 IS NOT NULL {after}"
            )
        } else {
            format!("{before} {rows} {after}")
        }
    }
}

/// The exponent of the smallest chunk that takes `count` rows, or of the largest there is.
pub(crate) fn ceil_power(count: usize) -> usize {
    let size = count.clamp(1, ROWS_MAX).next_power_of_two();
    usize::try_from(size.trailing_zeros()).unwrap_or_default()
}

/// Fills rows of a width up to `len` values with rows of nulls; each is typed like the value
/// above it, since PostgreSQL asks for the type even of a null.
fn fill_with_nulls(values: &mut Vec<Value>, width: usize, len: usize) {
    let above = values.len().saturating_sub(width);
    let nulls: Vec<Value> = values.iter().skip(above).map(Value::as_null).collect();
    let missing = len.saturating_sub(values.len());
    values.extend(nulls.into_iter().cycle().take(missing));
}

/// The values of a chunk, filled up to the next power of two with its last row.
fn filled<const N: usize>(chunk: &[[Value; N]]) -> (usize, Vec<Value>) {
    let size = chunk.len().next_power_of_two();
    let missing = size - chunk.len();
    let last = chunk.last().into_iter().cycle().take(missing);
    let values = chunk.iter().chain(last).flatten().cloned().collect();
    (ceil_power(size), values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_filled_with_its_last_row() {
        let chunk = [[Value::from(1)], [Value::from(2)], [Value::from(3)]];
        let (power, values) = filled(&chunk);
        assert_eq!(power, 2);
        assert_eq!(values, [1, 2, 3, 3].map(Value::from));
    }

    #[test]
    fn texts_have_as_many_marks_as_rows_and_columns() {
        let batch = Batch::new("WITH k(a, b) AS (VALUES", 2, ") SELECT a FROM k");
        assert_eq!(
            batch.text(DbBackend::Postgres, 1),
            "WITH k(a, b) AS (VALUES ($1, $2), ($3, $4) ) SELECT a FROM k"
        );
        assert_eq!(
            batch.text(DbBackend::Sqlite, 0),
            "WITH k(a, b) AS (VALUES (?, ?) ) SELECT a FROM k"
        );
    }

    #[test]
    fn an_insertion_leaves_out_what_only_fills_its_chunk() {
        let batch = Batch::inserting("INSERT INTO t (a, b)", 2, "ON CONFLICT DO NOTHING");
        assert_eq!(
            batch.text(DbBackend::Postgres, 0),
            "INSERT INTO t (a, b) SELECT k.* FROM (VALUES ($1, $2)) AS k \
             WHERE k.column1 IS NOT NULL ON CONFLICT DO NOTHING"
        );
    }

    #[test]
    fn rows_of_nulls_have_the_types_of_the_row_above() {
        let mut values = vec![Value::from(1_i32), Value::from("a")];
        fill_with_nulls(&mut values, 2, 4);
        assert_eq!(values[2..], [Value::Int(None), Value::String(None)]);
    }

    #[test]
    fn rows_are_cut_into_powers_of_two() {
        assert_eq!([1, 3, 256, 1000].map(ceil_power), [0, 2, 8, 8]);
    }
}
