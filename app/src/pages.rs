//! One file for each page; the list of routes is in `lib.rs`.

pub mod call;
pub mod calls;
pub mod connection;
pub mod connections;
pub mod deliveries;
pub mod delivery;
pub mod help;
pub mod incoming;
pub mod inspect;
pub mod integration_editor;
pub mod integrations;
pub mod jobs;
pub mod missing;
pub mod not_found;
pub mod overview;
pub mod preset;
pub mod presets;
pub mod settings;
pub mod sign_in;
pub mod staff;
pub mod staff_mail;
pub mod test_bench;
