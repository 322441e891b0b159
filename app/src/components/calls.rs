//! The parts of the list of calls.

pub mod api;
pub mod table;
