//! The parts of the page of the service's addresses.

pub mod api;
