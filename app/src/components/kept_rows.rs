//! Rows of which each stays while others come, go or become other: what is typed into it is not
//! lost, and not found in the row that takes its place either.

use leptos::prelude::*;
use std::hash::Hash;

/// A row for each line, in their order; it is made once, and told when its own line changes.
pub fn kept_rows<T, K>(
    lines: Memo<Vec<T>>,
    // By what a line is known again.
    key: impl Fn(&T) -> K + Clone + Send + Sync + 'static,
    // Makes the row of a line.
    row: impl Fn(Memo<T>) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    let of = key.clone();
    let one = move |first: T| {
        let (of, id) = (of.clone(), of(&first));
        let line = Memo::new(move |before: Option<&T>| {
            let now = lines.with(|lines| lines.iter().find(|line| of(line) == id).cloned());
            // A row that is taken away keeps what it had.
            let line = now.or_else(|| before.cloned());
            line.unwrap_or_else(|| first.clone())
        });
        row(line)
    };
    view! { <For each=move || lines.get() key=key children=one/> }.into_any()
}
