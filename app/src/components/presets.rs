//! The parts of the pages about ready-made sets.

pub mod api;
pub mod form;
pub mod gallery;
pub mod made;
mod paste;
#[cfg(feature = "ssr")]
mod server;
pub mod view;
