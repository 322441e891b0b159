//! The parts of the page of what the telephony sent.

pub mod api;
#[cfg(feature = "ssr")]
mod faults;
#[cfg(feature = "ssr")]
mod indent;
pub mod mend;
pub mod table;
