//! The parts of the page on how the installation stands.

pub mod api;
pub mod engine;
pub mod growth;
pub mod receivers;
pub mod rest;
#[cfg(feature = "ssr")]
mod server;
pub mod view;
