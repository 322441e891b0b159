//! The tests of the log by their time: a test that was sent with the facts of a real call is no
//! sign that the call arrived.

use crate::dialect;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, sea_orm::DbErr};

const STATEMENTS: &[&str] =
    &["CREATE INDEX delivery_log_by_test ON delivery_log (tenant_id, id) WHERE is_test"];

/// What SQLite's planner cannot guess: as the first statistics.
const STATISTICS: &[&str] = &[
    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
        ('delivery_log', 'delivery_log_by_test', '10000 1000 1')",
    "ANALYZE sqlite_schema",
];

/// The migration of this file.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000096_log_tests"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::apply(manager, STATEMENTS).await?;
        if dialect::is_postgres(manager) {
            return Ok(());
        }
        dialect::apply(manager, STATISTICS).await
    }
}
