//! One file for each page; the list of routes is in `lib.rs`.

pub mod call;
pub mod calls;
pub mod clients;
pub mod connection;
pub mod connections;
pub mod deliveries;
pub mod delivery;
pub mod forgotten;
pub mod help;
pub mod incoming;
pub mod inspect;
pub mod integration_editor;
pub mod integrations;
pub mod invitation;
pub mod jobs;
pub mod missing;
pub mod not_found;
pub mod overview;
pub mod people;
pub mod reset;
pub mod settings;
pub mod sign_in;
pub mod staff;
pub mod staff_mail;
pub mod test_bench;
