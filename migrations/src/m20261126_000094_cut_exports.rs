//! An export may fill its file before its last row.

use crate::dialect;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, sea_orm::DbErr};

const POSTGRES: &[&str] = &[
    "ALTER TABLE export DROP CONSTRAINT export_state_check",
    "ALTER TABLE export ADD CONSTRAINT export_state_check
        CHECK (state IN ('running', 'whole', 'cut', 'broken_off', 'stopped'))",
];

/// SQLite changes no condition of a table that is there.
const SQLITE: &[&str] = &[
    "CREATE TABLE export_anew (
        tenant_id {id} NOT NULL REFERENCES tenant (id),
        id {id} NOT NULL,
        mark TEXT NOT NULL,
        format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
        query TEXT NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('running', 'whole', 'cut', 'broken_off', 'stopped')),
        row_count BIGINT NOT NULL,
        total_count BIGINT NOT NULL,
        author TEXT NOT NULL,
        begun_at BIGINT NOT NULL,
        noted_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id)
    ) {clustered}",
    "INSERT INTO export_anew (tenant_id, id, mark, format, query, state, row_count, total_count,
            author, begun_at, noted_at)
        SELECT tenant_id, id, mark, format, query, state, row_count, total_count,
            author, begun_at, noted_at FROM export",
    "DROP TABLE export",
    "ALTER TABLE export_anew RENAME TO export",
    "CREATE INDEX export_running ON export (tenant_id, noted_at) WHERE state = 'running'",
];

/// The migration of this file.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000094_cut_exports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements = if dialect::is_postgres(manager) {
            POSTGRES
        } else {
            SQLITE
        };
        dialect::apply(manager, statements).await
    }
}
