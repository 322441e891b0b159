//! The few words in which the two databases differ, and how a migration is applied.

use sea_orm_migration::{
    SchemaManager,
    sea_orm::{ConnectionTrait, DbBackend, DbErr},
};

/// What is written in braces in a migration: on PostgreSQL, on SQLite.
///
/// `ascii` compares bytes, so that a prefix is a range; `clustered` keeps short rows in the
/// tree of their key; `log` marks the table that is partitioned where that exists.
const WORDS: [(&str, &str, &str); 5] = [
    ("{id}", "UUID", "BLOB"),
    ("{bytes}", "BYTEA", "BLOB"),
    ("{ascii}", "TEXT COLLATE \"C\"", "TEXT"),
    ("{clustered}", "", "WITHOUT ROWID"),
    ("{log}", "PARTITION BY RANGE (id)", "WITHOUT ROWID"),
];

/// Runs the statements of a migration in their order.
pub(crate) async fn apply(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for statement in statements {
        let sql = translate(statement, manager.get_database_backend());
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Whether the database is PostgreSQL.
pub(crate) fn is_postgres(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}

fn translate(statement: &str, backend: DbBackend) -> String {
    WORDS
        .iter()
        .fold(statement.to_owned(), |sql, (word, postgres, sqlite)| {
            let meant = match backend {
                DbBackend::Postgres => postgres,
                _ => sqlite,
            };
            sql.replace(word, meant)
        })
}

/// Runs statements that SQLite alone takes, and nothing on PostgreSQL.
pub(crate) async fn apply_to_sqlite(
    manager: &SchemaManager<'_>,
    statements: &[&str],
) -> Result<(), DbErr> {
    if is_postgres(manager) {
        return Ok(());
    }
    apply(manager, statements).await
}

/// Declares a migration of plain statements, then such as SQLite alone takes; there is no way back
/// but a backup.
macro_rules! migration {
    ($name:literal, $statements:expr) => {
        $crate::dialect::migration!($name, $statements, &[]);
    };
    ($name:literal, $statements:expr, $sqlite:expr) => {
        /// The migration of this file.
        pub struct Migration;

        impl sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &'static str {
                $name
            }
        }

        #[async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Migration {
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::sea_orm::DbErr> {
                $crate::dialect::apply(manager, $statements).await?;
                $crate::dialect::apply_to_sqlite(manager, $sqlite).await
            }
        }
    };
}
pub(crate) use migration;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_translated_for_both_databases() {
        let sql = "CREATE TABLE t (id {id}) {clustered}";
        assert_eq!(
            translate(sql, DbBackend::Postgres),
            "CREATE TABLE t (id UUID) "
        );
        assert_eq!(
            translate(sql, DbBackend::Sqlite),
            "CREATE TABLE t (id BLOB) WITHOUT ROWID"
        );
    }
}
