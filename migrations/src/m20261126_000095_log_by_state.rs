//! What failed is found by its state together with one more filter without a look at each row that
//! failed: the index holds what else is asked for.

use crate::dialect;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, sea_orm::DbErr};

const STATEMENTS: &[&str] = &[
    "DROP INDEX delivery_log_by_state",
    "CREATE INDEX delivery_log_by_state ON delivery_log
        (tenant_id, state, id, integration_id, project_id, moment, code)
        WHERE state <> 'delivered'",
];

/// What SQLite's planner cannot guess: as the first statistics, which went with the old index.
const STATISTICS: &[&str] = &[
    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
        ('delivery_log', 'delivery_log_by_state', '50000 5000 2000 1 1 1 1 1')",
    "ANALYZE sqlite_schema",
];

/// The migration of this file.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000095_log_by_state"
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
