//! The parts of the tenant's audit page.

pub mod api;
pub mod log;
pub mod support;
pub mod who;
