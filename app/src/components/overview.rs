//! The parts of the overview.

pub mod api;
pub mod bars;
pub mod figures;
pub mod integrations;
pub mod lost;
pub mod needs;
pub mod project;
#[cfg(feature = "ssr")]
mod server;
pub mod silent;
pub mod steps;
pub mod view;
pub mod volume;
