//! The parts of the list of calls.

pub mod api;
pub mod filters;
pub mod query;
pub mod table;
