//! The parts of the list of tenants.

pub mod api;
pub mod standing;
pub mod zone;
