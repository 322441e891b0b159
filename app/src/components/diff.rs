//! What has changed from one text to another, line by line.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Texts of more lines are not compared, but told as wholly other.
const LINES_MAX: usize = 500;

/// A line of one of the texts, or of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// It stands in both.
    Same(String),
    /// It is gone.
    Gone(String),
    /// It is new.
    New(String),
}

/// The lines of both texts in their order, as few as possible gone and new.
#[must_use]
pub fn diff(before: &str, after: &str) -> Vec<Line> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    if before.len().max(after.len()) > LINES_MAX {
        let gone = before.iter().map(|line| Line::Gone((*line).to_owned()));
        let new = after.iter().map(|line| Line::New((*line).to_owned()));
        return gone.chain(new).collect();
    }
    walk(&before, &after, &common(&before, &after))
}

/// The lines, each marked as gone, new or neither.
#[component]
pub fn DiffText(lines: Vec<Line>) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| match line {
            Line::Same(line) => view! { <span class="diff-same">{line}</span> }.into_any(),
            Line::Gone(line) => view! { <del class="diff-gone">{line}</del> }.into_any(),
            Line::New(line) => view! { <ins class="diff-new">{line}</ins> }.into_any(),
        })
        .collect_view();
    view! { <pre class="diff" tabindex="0">{rows}</pre> }
}

/// For each pair of places: how many lines the rests have in common.
fn common(before: &[&str], after: &[&str]) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; after.len() + 1]];
    for one in before.iter().rev() {
        let below = table.last().cloned().unwrap_or_default();
        let mut row = vec![0; after.len() + 1];
        for (index, other) in after.iter().enumerate().rev() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or_default();
            let best = if one == other {
                at(&below, index + 1) + 1
            } else {
                at(&below, index).max(at(&row, index + 1))
            };
            if let Some(cell) = row.get_mut(index) {
                *cell = best;
            }
        }
        table.push(row);
    }
    table.reverse();
    table
}

fn walk(before: &[&str], after: &[&str], common: &[Vec<usize>]) -> Vec<Line> {
    let left = |one: usize, other: usize| {
        let row = common.get(one).and_then(|row| row.get(other));
        row.copied().unwrap_or_default()
    };
    let (mut one, mut other) = (0, 0);
    let mut lines = Vec::new();
    loop {
        match (before.get(one), after.get(other)) {
            (None, None) => return lines,
            (Some(gone), Some(new)) if gone == new => {
                lines.push(Line::Same((*gone).to_owned()));
                (one, other) = (one + 1, other + 1);
            }
            (Some(gone), new) if new.is_none() || left(one + 1, other) >= left(one, other + 1) => {
                lines.push(Line::Gone((*gone).to_owned()));
                one += 1;
            }
            (_, Some(new)) => {
                lines.push(Line::New((*new).to_owned()));
                other += 1;
            }
            (Some(_), None) => return lines,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_both_stays_and_the_rest_is_gone_or_new() {
        let lines = diff("a\nb\nc\nd", "a\nx\nc\nd\ne");
        let same = |text: &str| Line::Same(text.to_owned());
        let wanted = [
            same("a"),
            Line::Gone("b".to_owned()),
            Line::New("x".to_owned()),
            same("c"),
            same("d"),
            Line::New("e".to_owned()),
        ];
        assert_eq!(lines, wanted);
        assert!(diff("", "").is_empty());
        assert_eq!(diff("a", "a"), [same("a")]);
    }

    #[test]
    fn texts_that_are_too_long_are_told_as_wholly_other() {
        let long = "a\n".repeat(LINES_MAX + 1);
        let lines = diff(&long, "a");
        assert_eq!(lines.len(), LINES_MAX + 2);
    }
}
