//! The parts of the inspector.

pub mod api;
pub mod request;
