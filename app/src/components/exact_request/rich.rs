//! A text in pieces, each in the colour of where it comes from.
//!
//! Line breaks between parameters and between the members of JSON are drawn, not written: what
//! is marked and copied is to the byte what is sent.

use crate::{
    components::fact,
    i18n::{Texts, use_texts},
};
use domain::request::{Origin, Piece, Rich};
use leptos::prelude::*;

/// How far a drawn line is indented below another, in spaces.
const INDENT: usize = 2;

/// Pieces in a row; hovering one tells which call parameter it is.
#[component]
pub fn RichText(rich: Rich) -> impl IntoView {
    let t = use_texts();
    let mut depth = 0;
    rich.0
        .into_iter()
        .flat_map(|piece| match piece.origin {
            Origin::Structure => structure(&piece.text, &mut depth),
            Origin::Constant
            | Origin::Name
            | Origin::Added
            | Origin::Parameter(_)
            | Origin::Secret { .. } => vec![(None, piece)],
        })
        .map(|(indent, piece)| one(t, indent, piece))
        .collect_view()
}

fn one(t: Texts, indent: Option<usize>, piece: Piece) -> impl IntoView {
    let title = match &piece.origin {
        Origin::Parameter(name) => Some(fact::label(t, name)),
        Origin::Secret { name, .. } => Some(name.clone()),
        Origin::Constant | Origin::Name | Origin::Structure | Origin::Added => None,
    };
    let line = indent.map(|indent| format!("\n{}", " ".repeat(indent)));
    view! { <span class=class(&piece.origin) title=title data-break=line>{piece.text}</span> }
}

const fn class(origin: &Origin) -> &'static str {
    match origin {
        Origin::Constant => "piece-constant",
        Origin::Name => "piece-name",
        Origin::Structure => "piece-structure",
        Origin::Added => "piece-added",
        Origin::Parameter(_) => "piece-parameter",
        Origin::Secret { .. } => "piece-secret",
    }
}

/// Cuts what holds the rest together where a line is to begin, and says how far it is indented.
fn structure(text: &str, depth: &mut usize) -> Vec<(Option<usize>, Piece)> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut indent = None;
    let mut cut = |line: &mut String, next: usize| {
        lines.push((indent, std::mem::take(line)));
        indent = Some(next);
    };
    for letter in text.chars() {
        match letter {
            '&' | '?' => cut(&mut line, INDENT),
            '}' | ']' => {
                *depth = depth.saturating_sub(1);
                cut(&mut line, *depth * INDENT);
            }
            _ => {}
        }
        line.push(letter);
        match letter {
            '{' | '[' => {
                *depth += 1;
                cut(&mut line, *depth * INDENT);
            }
            ',' => cut(&mut line, *depth * INDENT),
            _ => {}
        }
    }
    lines.push((indent, line));
    lines
        .into_iter()
        // A break before nothing belongs to what follows, so only the very first may be empty.
        .filter(|(indent, line)| indent.is_some() || !line.is_empty())
        .map(|(indent, text)| {
            (
                indent,
                Piece {
                    text,
                    origin: Origin::Structure,
                },
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> String {
        let mut depth = 0;
        let lines = structure(text, &mut depth)
            .into_iter()
            .map(|(indent, piece)| match indent {
                Some(indent) => format!("\n{}{}", " ".repeat(indent), piece.text),
                None => piece.text,
            });
        lines.collect()
    }

    #[test]
    fn members_of_json_are_drawn_on_lines_of_their_own() {
        assert_eq!(
            drawn(r#"{"":[{"":"","":""}]}"#),
            "{\n  \"\":[\n    {\n      \"\":\"\",\n      \"\":\"\"\n    }\n  ]\n}"
        );
    }

    #[test]
    fn parameters_of_a_query_are_drawn_on_lines_of_their_own() {
        assert_eq!(drawn("&"), "\n  &");
        assert_eq!(drawn("="), "=");
        assert_eq!(drawn(" HTTP/1.1\n"), " HTTP/1.1\n");
    }
}
