//! Pages of long lists, by keyset: the cursor names the last row that was shown.

use crate::StoreError;
use std::str::FromStr;

/// Most rows of a page.
const ROWS_MAX: u64 = 1_000;

/// A part of a list, and where it goes on.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// What `after` must be for the next page; none on the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The page of rows that were asked for with [`one_more`].
    pub(crate) fn cut(mut items: Vec<T>, limit: u64, cursor: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(limit.min(ROWS_MAX)).unwrap_or(usize::MAX);
        let goes_on = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| goes_on).map(cursor);
        Self { items, next }
    }
}

/// A page and one row: whether there is one tells whether the list goes on.
pub(crate) fn one_more(limit: u64) -> i64 {
    i64::try_from(limit.min(ROWS_MAX)).map_or(i64::MAX, |limit| limit + 1)
}

/// The row that a cursor names.
///
/// # Errors
/// `NotFound` where it is no cursor of this list.
pub(crate) fn cursor<T: FromStr>(after: Option<&str>) -> Result<Option<T>, StoreError> {
    let parsed = after.map(|after| after.parse().map_err(|_| StoreError::NotFound));
    parsed.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_only_where_a_row_is_left() {
        let page = Page::cut(vec![1, 2, 3], 2, ToString::to_string);
        assert_eq!((page.items, page.next), (vec![1, 2], Some("2".to_owned())));
        let last = Page::cut(vec![1, 2], 2, ToString::to_string);
        assert_eq!((last.items, last.next), (vec![1, 2], None));
    }
}
