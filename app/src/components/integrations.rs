//! The parts of the list of integrations.

pub mod actions;
pub mod api;
pub mod list;
pub mod pulse;
pub mod standing;
