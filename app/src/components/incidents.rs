//! Incidents: what does not work now, and what did not.

pub mod api;
pub mod history;
pub mod note;
