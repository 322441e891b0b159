//! Text of the document: paragraphs, with code between backticks.

use leptos::prelude::*;

/// The paragraphs of a text.
pub fn paragraphs(said: &str) -> impl IntoView + use<> {
    let paragraphs = said.split("\n\n").filter(|text| !text.trim().is_empty());
    paragraphs
        .map(|text| view! { <p>{line(text)}</p> })
        .collect_view()
}

/// One line of it.
pub fn line(said: &str) -> impl IntoView + use<> {
    // Every second piece stands between backticks.
    let pieces = said.split('`').enumerate().map(|(index, piece)| {
        let piece = piece.replace('\n', " ");
        if index % 2 == 1 {
            view! { <code>{piece}</code> }.into_any()
        } else {
            piece.into_any()
        }
    });
    pieces.collect_view()
}
