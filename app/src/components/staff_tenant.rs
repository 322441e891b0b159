//! The parts of the operator's page of a tenant.

pub mod api;
pub mod failing;
pub mod handover;
pub mod lists;
pub mod look;
#[cfg(feature = "ssr")]
mod server;
pub mod suspension;
pub mod view;
