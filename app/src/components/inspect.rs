//! The parts of the inspector.

pub mod api;
pub mod list;
pub mod request;
