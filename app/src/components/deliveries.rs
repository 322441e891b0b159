//! The parts of the delivery log.

pub mod api;
pub mod aside;
pub mod filters;
pub mod line;
pub mod query;
pub mod table;
