//! The parts of the page of the service's addresses, and the ways to it.

pub mod api;
pub mod link;
