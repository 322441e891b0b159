//! Looking into a cabinet as one of its members: the bar, asking to change, showing a number.

pub mod api;
pub mod ask;
pub mod bar;
pub mod number;
