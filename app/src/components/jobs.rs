//! The parts of the page of bulk jobs, and the dialogs that make one.

pub mod api;
pub mod backfill;
pub mod making;
pub mod release;
pub mod row;
pub mod send_all;
