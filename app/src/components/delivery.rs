//! The parts of the page of one delivery.

pub mod actions;
pub mod again;
pub mod answer;
pub mod api;
pub mod attempts;
pub mod doubt;
pub mod explanation;
pub mod facts;
pub mod panel;
pub mod remedy;
pub mod request;
pub mod send_button;
pub mod time_bar;
