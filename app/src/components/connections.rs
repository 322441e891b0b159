//! The parts of the pages about connections.

pub mod api;
pub mod beside;
mod fields;
pub mod form;
pub mod list;
pub mod note;
#[cfg(feature = "ssr")]
mod server;
mod state;
pub mod view;
pub mod way;
