//! The parts of the sign-in page.

pub mod form;
pub mod picture;
