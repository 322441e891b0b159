//! The parts of the page of a person's own security.

pub mod api;
pub mod email;
pub mod password;
pub mod second_factor;
pub mod sessions;
