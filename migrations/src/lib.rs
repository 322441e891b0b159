//! The schema's history; knows nothing else.
//!
//! A migration is written in SQL of its own and never changes once it is released: it must
//! mean the same on the day it is run as on the day it was written.

mod dialect;
mod m20261122_000001_tenants;
mod m20261122_000002_people;
mod m20261122_000003_integrations;
mod m20261122_000004_calls;
mod m20261122_000005_deliveries;
mod m20261122_000006_inspector;
mod m20261122_000007_statistics;
mod m20261122_000008_incidents;
mod m20261122_000009_jobs;
mod m20261122_000010_agreements;
mod m20261122_000011_call_is_test;
mod m20261122_000012_incoming;
mod m20261126_000013_notifications;
mod m20261126_000014_saved_views;
mod m20261126_000015_links;
mod m20261126_000016_security;
mod m20261126_000017_data;
mod m20261126_000018_numbers;
mod m20261126_000019_staff;
mod m20261126_000020_impersonation;
mod m20261126_000021_audit_chain;
mod m20261126_000030_recording;
mod m20261126_000031_held;
mod m20261126_000040_working_hours;
mod m20261126_000041_key_ends;
mod m20261126_000050_senders;
mod m20261126_000051_silences;
mod m20261126_000060_support_mail;
mod m20261126_000061_handovers;
mod m20261126_000070_projects;
mod m20261126_000071_order_by_call;
mod m20261126_000072_project_moves;
mod m20261126_000080_source_deleted;
mod m20261126_000090_audit_key;
mod m20261126_000091_database_size;
mod m20261126_000092_exports;
mod m20261126_000093_log_columns;
mod m20261126_000094_cut_exports;
mod m20261126_000095_log_indexes;
mod m20261126_000096_retention_walk;
mod m20261126_000097_audit_names;
mod m20261126_000098_staff_audit_chain;
mod m20261126_000099_shown_once;

pub use sea_orm_migration::MigratorTrait;

use sea_orm_migration::{
    MigrationTrait,
    sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, TransactionTrait},
};

/// What the advisory lock of PostgreSQL is taken on, so that of several processes that start
/// together one migrates and the others wait.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7401)";

/// The list of migrations, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_tenants::Migration),
            Box::new(m20261122_000002_people::Migration),
            Box::new(m20261122_000003_integrations::Migration),
            Box::new(m20261122_000004_calls::Migration),
            Box::new(m20261122_000005_deliveries::Migration),
            Box::new(m20261122_000006_inspector::Migration),
            Box::new(m20261122_000007_statistics::Migration),
            Box::new(m20261122_000008_incidents::Migration),
            Box::new(m20261122_000009_jobs::Migration),
            Box::new(m20261122_000010_agreements::Migration),
            Box::new(m20261122_000011_call_is_test::Migration),
            Box::new(m20261122_000012_incoming::Migration),
            Box::new(m20261126_000013_notifications::Migration),
            Box::new(m20261126_000014_saved_views::Migration),
            Box::new(m20261126_000015_links::Migration),
            Box::new(m20261126_000016_security::Migration),
            Box::new(m20261126_000017_data::Migration),
            Box::new(m20261126_000018_numbers::Migration),
            Box::new(m20261126_000019_staff::Migration),
            Box::new(m20261126_000020_impersonation::Migration),
            Box::new(m20261126_000021_audit_chain::Migration),
            Box::new(m20261126_000030_recording::Migration),
            Box::new(m20261126_000031_held::Migration),
            Box::new(m20261126_000040_working_hours::Migration),
            Box::new(m20261126_000041_key_ends::Migration),
            Box::new(m20261126_000050_senders::Migration),
            Box::new(m20261126_000051_silences::Migration),
            Box::new(m20261126_000060_support_mail::Migration),
            Box::new(m20261126_000061_handovers::Migration),
            Box::new(m20261126_000070_projects::Migration),
            Box::new(m20261126_000071_order_by_call::Migration),
            Box::new(m20261126_000072_project_moves::Migration),
            Box::new(m20261126_000080_source_deleted::Migration),
            Box::new(m20261126_000090_audit_key::Migration),
            Box::new(m20261126_000091_database_size::Migration),
            Box::new(m20261126_000092_exports::Migration),
            Box::new(m20261126_000093_log_columns::Migration),
            Box::new(m20261126_000094_cut_exports::Migration),
            Box::new(m20261126_000095_log_indexes::Migration),
            Box::new(m20261126_000096_retention_walk::Migration),
            Box::new(m20261126_000097_audit_names::Migration),
            Box::new(m20261126_000098_staff_audit_chain::Migration),
            Box::new(m20261126_000099_shown_once::Migration),
        ]
    }
}

/// Brings the schema up to date; does nothing where it is.
///
/// # Errors
/// What the database says; each migration is a transaction, so that none is left half done.
#[expect(
    clippy::disallowed_methods,
    reason = "the lock is PostgreSQL's alone; its transaction writes nothing"
)]
pub async fn run(db: &DatabaseConnection) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Migrator::up(db, None).await;
    }
    let lock = db.begin().await?;
    lock.execute_unprepared(LOCK).await?;
    Migrator::up(db, None).await?;
    lock.commit().await
}
