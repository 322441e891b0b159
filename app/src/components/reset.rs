//! The parts of the page that sets a new password.

pub mod api;
