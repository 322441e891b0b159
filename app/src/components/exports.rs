//! The parts of the page of exports.

pub mod api;
pub mod table;
