//! A text in pieces, each in the colour of where it comes from.

use crate::i18n::{Texts, use_texts};
use domain::request::{Origin, Piece, Rich};
use leptos::prelude::*;

/// Pieces in a row; hovering one tells which call parameter it is.
#[component]
pub fn RichText(rich: Rich) -> impl IntoView {
    let t = use_texts();
    rich.0.into_iter().map(|piece| one(t, piece)).collect_view()
}

fn one(t: Texts, piece: Piece) -> impl IntoView {
    let title = match &piece.origin {
        Origin::Parameter(name) => Some(
            t.find(&format!("parameter.{name}"))
                .map_or_else(|| name.clone(), str::to_owned),
        ),
        Origin::Secret { name, .. } => Some(name.clone()),
        Origin::Constant | Origin::Name | Origin::Structure => None,
    };
    let class = class(&piece);
    view! { <span class=class title=title>{piece.text}</span> }
}

fn class(piece: &Piece) -> &'static str {
    match &piece.origin {
        Origin::Constant => "piece-constant",
        Origin::Name => "piece-name",
        // Each parameter begins a line of its own; the break is drawn, not copied.
        Origin::Structure if piece.text.starts_with(['&', '?']) => "piece-structure piece-break",
        Origin::Structure => "piece-structure",
        Origin::Parameter(_) => "piece-parameter",
        Origin::Secret { .. } => "piece-secret",
    }
}
