//! The parts of the test bench.

pub mod api;
pub mod arrivals;
pub mod contract;
pub mod form;
pub mod outcome;
pub mod run;
pub mod samples;
