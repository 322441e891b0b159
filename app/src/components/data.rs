//! The parts of the page of a tenant's data.

pub mod api;
pub mod number;
pub mod retention;
