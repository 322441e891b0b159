//! Statements over many rows at once, in few sizes, so that their texts stay prepared.

use crate::sql::numbered;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use std::sync::OnceLock;

/// Most rows of one statement. Rows are cut into chunks of powers of two up to it.
pub(crate) const ROWS_MAX: usize = 256;
/// How many sizes of chunks there are: 1, 2, 4 ... 256.
const SIZES: usize = 9;

/// A statement that takes any number of rows of values: `before (?, ?), (?, ?) after`.
pub(crate) struct Batch {
    before: &'static str,
    width: usize,
    after: &'static str,
    sqlite: [OnceLock<String>; SIZES],
    postgres: [OnceLock<String>; SIZES],
}

impl Batch {
    /// `width` is the number of values in each row.
    pub(crate) const fn new(before: &'static str, width: usize, after: &'static str) -> Self {
        Self {
            before,
            width,
            after,
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
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let power = floor_power(rows.len());
            let values = rows.by_ref().take(1 << power).flatten().collect();
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

    /// The statement for two rows on SQLite, for looking at its plan.
    #[cfg(test)]
    pub(crate) fn for_two(&self) -> String {
        self.text(DbBackend::Sqlite, 1)
    }

    fn text(&self, backend: DbBackend, power: usize) -> String {
        let row = format!("({})", vec!["?"; self.width].join(", "));
        let rows = vec![row; 1 << power].join(", ");
        let text = format!("{} {rows} {}", self.before, self.after);
        match backend {
            DbBackend::Postgres => numbered(&text),
            _ => text,
        }
    }
}

/// The exponent of the largest chunk that `count` rows fill.
fn floor_power(count: usize) -> usize {
    let power = count.clamp(1, ROWS_MAX).ilog2();
    usize::try_from(power).unwrap_or_default()
}

/// The values of a chunk, filled up to the next power of two with its last row.
fn filled<const N: usize>(chunk: &[[Value; N]]) -> (usize, Vec<Value>) {
    let size = chunk.len().next_power_of_two();
    let missing = size - chunk.len();
    let last = chunk.last().into_iter().cycle().take(missing);
    let values = chunk.iter().chain(last).flatten().cloned().collect();
    (floor_power(size), values)
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
        let batch = Batch::new("INSERT INTO t (a, b) VALUES", 2, "");
        assert_eq!(
            batch.text(DbBackend::Postgres, 1).trim_end(),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)"
        );
        assert_eq!(
            batch.text(DbBackend::Sqlite, 0).trim_end(),
            "INSERT INTO t (a, b) VALUES (?, ?)"
        );
    }

    #[test]
    fn rows_are_cut_into_powers_of_two() {
        assert_eq!([1, 3, 256, 1000].map(floor_power), [0, 1, 8, 8]);
    }
}
