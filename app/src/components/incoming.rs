//! The parts of the page of what the telephony sent.

pub mod api;
pub mod mend;
pub mod table;
