//! The parts of the page of one call.

pub mod api;
pub mod facts;
pub mod send_failed;
pub mod station;
pub mod stations;
pub mod verdicts;
pub mod view;
