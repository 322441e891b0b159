//! The parts of the API reference. They are rendered on the server alone: nothing of it reacts, and
//! the browser gets no code for it.

#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod example;
pub mod link;
#[cfg(feature = "ssr")]
mod operation;
#[cfg(feature = "ssr")]
mod prose;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(feature = "ssr")]
mod schema;
