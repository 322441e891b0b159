//! The parts of the page of an invitation.

pub mod api;
