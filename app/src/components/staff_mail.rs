//! The parts of the mail outbox.

pub mod api;
pub mod reading;
pub mod table;
