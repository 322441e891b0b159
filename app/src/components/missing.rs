//! The parts of the page of what an integration never got.

pub mod api;
pub mod table;
