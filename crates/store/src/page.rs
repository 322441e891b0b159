//! Pages of long lists, by keyset: the cursor names the last row that was shown.

/// A part of a list, and where it goes on.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// What `after` must be for the next page; none on the last one.
    pub next: Option<String>,
}
