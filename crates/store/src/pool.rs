//! The pools of connections: what is set once for each database.

use crate::StoreError;
use futures::TryFutureExt as _;
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::{
    ConnectOptions, Executor as _,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
    },
};
use std::{str::FromStr, time::Duration};

/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// Connections of the engine's batches on PostgreSQL. One is used; the others are there for when
/// it hangs, since it stays in the pool until TCP gives it up.
const POSTGRES_COMMITTERS: u32 = 4;
/// A batch whose process is gone without a word holds its locks for a minute, and not until the
/// system finds that out. A batch that is at work waits for nothing of ours that long.
///
/// Its statements look up rows by their keys, of tables that are in memory for the most part. By
/// default an index counts as read from a disk that turns, and a small table is rather read whole,
/// also once it is large: a plan is kept until the table's statistics change.
const OF_A_COMMITTER: &str = "SET idle_in_transaction_session_timeout = 60000;
    SET random_page_cost = 1.1";
/// Connections to SQLite that read; one more writes.
const SQLITE_READERS: u32 = 4;
/// Statements that are kept prepared on each connection.
const STATEMENTS_KEPT: usize = 256;
/// How long a connection may be waited for.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long SQLite waits for the lock of another process, such as the command line.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The pool that writes and the pool that reads; on PostgreSQL they are the same.
pub(crate) struct Pools {
    pub(crate) writer: DatabaseConnection,
    pub(crate) reader: DatabaseConnection,
    /// The connection of the engine's transactions on PostgreSQL, opened by the first of them:
    /// it is served by the runtime in which they run.
    pub(crate) committer: Option<DatabaseConnection>,
    /// What brings over what SQLite writes ahead; opened when there is much.
    pub(crate) checkpoints: Option<SqlitePool>,
}

/// Opens the pools for an address, which chooses the database.
pub(crate) async fn open(url: &str) -> Result<Pools, StoreError> {
    let pools = if url.starts_with("sqlite:") {
        open_sqlite(url).await
    } else {
        open_postgres(url).await
    };
    pools.map_err(|error| StoreError::Unavailable(error.to_string()))
}

async fn open_sqlite(url: &str) -> Result<Pools, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An answered event must survive a loss of power.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "memory")
        // With many rows in hand the planner would rather index those for the occasion and read
        // a whole table along them: what claims a thousand would read a backlog of a million.
        .pragma("automatic_index", "0")
        // Only where it is not done beside the writer: see the module `checkpoint`.
        .pragma("wal_autocheckpoint", "64000")
        .pragma("journal_size_limit", "268435456")
        .statement_cache_capacity(STATEMENTS_KEPT)
        .disable_statement_logging();
    let pool = |connections| {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // A file never goes away, and a kept connection keeps its cache.
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
    };
    let writer = pool(1).connect_with(options.clone()).await?;
    let checkpoints = pool(1).connect_lazy_with(options.clone());
    let reader = pool(SQLITE_READERS)
        .connect_with(options.read_only(true))
        .await?;
    Ok(Pools {
        writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        committer: None,
        checkpoints: Some(checkpoints),
    })
}

async fn open_postgres(url: &str) -> Result<Pools, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("hookline")
        .statement_cache_capacity(STATEMENTS_KEPT)
        .disable_statement_logging();
    let pool = |connections| {
        PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
    };
    let committer = pool(POSTGRES_COMMITTERS)
        .after_connect(|connection, _| Box::pin(connection.execute(OF_A_COMMITTER).map_ok(drop)))
        .connect_lazy_with(options.clone());
    let writer = pool(POSTGRES_CONNECTIONS).connect_with(options).await?;
    let writer = SqlxPostgresConnector::from_sqlx_postgres_pool(writer);
    Ok(Pools {
        reader: writer.clone(),
        writer,
        committer: Some(SqlxPostgresConnector::from_sqlx_postgres_pool(committer)),
        checkpoints: None,
    })
}
