//! The parts of the tenant's audit page.

pub mod api;
#[cfg(feature = "ssr")]
pub mod entry;
pub mod log;
#[cfg(feature = "ssr")]
pub mod names;
pub mod support;
pub mod view;
pub mod who;
