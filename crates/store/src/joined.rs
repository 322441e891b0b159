//! Statements of one transaction that go to the database together, on one way there and back.
//!
//! The engine's batch waits for each answer of the database before it asks the next thing, so
//! that its latency is made of ways more than of rows. What only writes needs no answer of its
//! own: SQLite takes several statements in one text, PostgreSQL takes them as parts of one.

use crate::{
    batch::{Batch, ceil_power},
    sql::numbered,
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

/// What a text is made of: for PostgreSQL or SQLite, for how many rows, of which batches.
type Made = (bool, usize, Vec<usize>);

/// Each text is made once. There are as many as sets of statements that are joined, which the
/// code fixes, times the sizes of chunks.
static TEXTS: LazyLock<Mutex<HashMap<Made, String>>> = LazyLock::new(Mutex::default);

/// Statements that are sent together.
///
/// They run in their order on SQLite, while on PostgreSQL none sees what the others write: join
/// only what does not build on each other.
#[derive(Default)]
pub(crate) struct Joined(Vec<Part>);

/// The rows of one statement.
struct Part {
    batch: &'static Batch,
    width: usize,
    values: Vec<Value>,
}

impl Joined {
    /// Adds a statement that inserts each row exactly once, or takes any key more than once.
    pub(crate) fn add<const N: usize>(&mut self, batch: &'static Batch, rows: Vec<[Value; N]>) {
        if !rows.is_empty() {
            self.0.push(Part {
                batch,
                width: N,
                values: rows.into_iter().flatten().collect(),
            });
        }
    }

    /// Sends the statements.
    pub(crate) async fn run(mut self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let backend = db.get_database_backend();
        while let Some(rows) = self.0.iter().map(Part::rows).max() {
            let power = ceil_power(rows);
            let text = text(backend, power, &self.0);
            let values = self.0.iter_mut().flat_map(|part| part.chunk(power));
            let statement = Statement::from_sql_and_values(backend, text, values);
            self.0.retain(|part| !part.values.is_empty());
            db.execute_raw(statement).await?;
        }
        Ok(())
    }
}

impl Part {
    fn rows(&self) -> usize {
        self.values.len() / self.width
    }

    /// Takes as many rows as a chunk has, filled up where there are less.
    fn chunk(&mut self, power: usize) -> Vec<Value> {
        let len = self.width << power;
        let rest = self.values.split_off(len.min(self.values.len()));
        let mut values = std::mem::replace(&mut self.values, rest);
        self.batch.fill(&mut values, self.width, len);
        values
    }
}

fn text(backend: DbBackend, power: usize, parts: &[Part]) -> String {
    let is_postgres = backend == DbBackend::Postgres;
    let batches = parts
        .iter()
        .map(|part| std::ptr::from_ref(part.batch).addr());
    let made = (is_postgres, power, batches.collect());
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    let text = texts.entry(made).or_insert_with(|| {
        let parts = parts.iter().map(|part| part.batch.marked(power));
        if is_postgres {
            numbered(&one(parts))
        } else {
            several(parts)
        }
    });
    text.clone()
}

/// As parts of a statement that itself does nothing.
fn one(parts: impl Iterator<Item = String>) -> String {
    let parts = parts.enumerate();
    let parts: Vec<String> = parts
        .map(|(at, part)| format!("w{at} AS ({part})"))
        .collect();
    format!("WITH {} SELECT 1", parts.join(", "))
}

fn several(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::ROWS_MAX;

    static INSERT: Batch = Batch::inserting("INSERT INTO a (b)", 1, "");
    static CHANGE: Batch = Batch::new("WITH k(id) AS (VALUES", 1, ") UPDATE c SET d = 1");

    #[test]
    fn postgres_takes_one_statement_and_sqlite_several() {
        let mut joined = Joined::default();
        joined.add(&INSERT, vec![[Value::from(1)]]);
        joined.add(&CHANGE, vec![[Value::from(2)]]);
        assert_eq!(
            text(DbBackend::Postgres, 0, &joined.0),
            "WITH w0 AS (INSERT INTO a (b) SELECT k.* FROM (VALUES ($1)) AS k \
             WHERE k.column1 IS NOT NULL ), \
             w1 AS (WITH k(id) AS (VALUES ($2) ) UPDATE c SET d = 1) SELECT 1"
        );
        assert_eq!(
            text(DbBackend::Sqlite, 0, &joined.0),
            "INSERT INTO a (b) SELECT k.* FROM (VALUES (?)) AS k WHERE k.column1 IS NOT NULL ; \
             WITH k(id) AS (VALUES (?) ) UPDATE c SET d = 1"
        );
    }

    #[test]
    fn a_chunk_is_filled_as_its_statement_bears_it() {
        let mut joined = Joined::default();
        joined.add(&INSERT, vec![[Value::from(1)]]);
        joined.add(&CHANGE, vec![[Value::from(2)], [Value::from(3)]]);
        let chunks: Vec<_> = joined.0.iter_mut().map(|part| part.chunk(1)).collect();
        assert_eq!(chunks[0], [Value::from(1), Value::Int(None)]);
        assert_eq!(chunks[1], [Value::from(2), Value::from(3)]);
    }

    #[test]
    fn more_rows_than_a_chunk_has_are_left_for_the_next() {
        let rows = (0..300).map(|row| [Value::from(row)]).collect();
        let mut joined = Joined::default();
        joined.add(&INSERT, rows);
        let part = &mut joined.0[0];
        assert_eq!(part.chunk(8).len(), ROWS_MAX);
        assert_eq!(part.rows(), 300 - ROWS_MAX);
    }
}
