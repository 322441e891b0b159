//! The parts of the page that confirms a new e-mail.

pub mod api;
