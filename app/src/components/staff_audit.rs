//! The parts of the audit log of the whole installation.

pub mod api;
pub mod table;
