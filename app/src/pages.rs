//! One file for each page; the list of routes is in `lib.rs`.

pub mod deliveries;
pub mod delivery;
pub mod integration_editor;
pub mod integrations;
pub mod not_found;
pub mod sign_in;
