//! The store on both databases: each fact is checked on SQLite and on PostgreSQL.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "A test may stop at the first thing that is not as it says."
)]

mod accepting;
mod accounts;
mod again;
mod agreements;
mod borders;
mod calls;
mod chain;
mod claiming;
mod exports;
mod failing;
mod handovers;
mod hanging;
mod incidents;
mod incoming;
mod inspector;
mod integrations;
mod jobs;
mod key_ends;
mod keys;
mod log;
mod looking;
mod missing;
mod once;
mod operating;
mod ordering;
mod outbox;
mod overview;
mod people;
mod personal;
mod plans;
mod project_ends;
mod projects;
mod racing;
mod receivers;
mod recording;
mod sample;
mod saved_views;
mod secrets;
mod sets;
mod settling;
mod silences;
mod stage;
mod suspending;
mod tenants;
mod undo;
mod upkeep;
