//! The parts of the page of the operator's people.

pub mod api;
pub mod form;
pub mod list;
