//! Search over everything, and the list of shortcuts: both open from the keyboard, anywhere.

pub mod api;
pub mod dialog;
pub mod keys;
pub mod shortcuts;
