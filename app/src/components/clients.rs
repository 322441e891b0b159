//! The parts of the page of all tenants of a person.

pub mod api;
