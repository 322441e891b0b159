//! The guides: which there are, and their texts.

pub mod api;
pub mod list;
