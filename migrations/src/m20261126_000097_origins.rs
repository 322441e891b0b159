//! What was sent again is found by what it repeats. Only repetitions stand in these indexes, so
//! that whether a delivery was sent again is asked without the other deliveries of its call.

use crate::dialect;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, sea_orm::DbErr};

const STATEMENTS: &[&str] = &[
    "CREATE INDEX delivery_by_origin ON delivery (tenant_id, resend_of)
        WHERE resend_of IS NOT NULL",
    "CREATE INDEX delivery_log_by_origin ON delivery_log (tenant_id, resend_of)
        WHERE resend_of IS NOT NULL",
];

/// What SQLite's planner cannot guess: as the first statistics.
const STATISTICS: &[&str] = &[
    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
        ('delivery', 'delivery_by_origin', '1000 100 1'),
        ('delivery_log', 'delivery_log_by_origin', '10000 1000 1')",
    "ANALYZE sqlite_schema",
];

/// The migration of this file.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000097_origins"
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
