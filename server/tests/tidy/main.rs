//! Conventions that the compiler does not see, checked like any other rule: the arrows between
//! the rooms, what the browser's graph holds, the size of files and functions, and that a page,
//! its route, its place, its style and its spec belong together.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "A test may stop at the first thing that is not as it says."
)]

mod arrows;
mod functions;
mod graph;
mod habits;
mod locales;
mod pages;
mod parts;
mod shape;
mod sources;

/// Fails with all faults at once, one a line.
fn expect_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
