//! The whole server: its real router over a real database, and the real binary.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "A test may stop at the first thing that is not as it says."
)]

mod api_adapters;
mod api_connections;
mod api_deliveries;
mod api_events;
mod api_house;
mod api_incidents;
mod api_integrations;
mod api_jobs;
mod api_ledger;
mod api_openapi;
mod api_projects;
mod api_receiver;
mod api_robustness;
mod api_schema;
mod api_senders;
mod cli;
mod databases;
mod hostile_filters;
mod kill;
mod kill_binary;
mod logs;
mod mail;
mod mail_receiver;
mod matrix;
mod portal_accounts;
mod portal_agreement;
mod portal_audit;
mod portal_bench;
mod portal_commands;
mod portal_desk;
mod portal_forms;
mod portal_house;
mod portal_inspector;
mod portal_log;
mod portal_look;
mod portal_numbers;
mod portal_once;
mod portal_pages;
mod portal_security;
mod portal_sign_in;
mod portal_undo;
mod presets;
mod statements;
mod storage;
mod storage_outage;
mod tasks;
