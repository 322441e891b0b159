//! The parts of the page of the people of a tenant.

pub mod api;
pub mod handover;
pub mod invite;
pub mod list;
pub mod member;
pub mod remove;
#[cfg(feature = "ssr")]
mod server;
pub mod view;
