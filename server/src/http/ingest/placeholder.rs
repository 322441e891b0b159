//! Texts that stand where a value should: those that mean that nothing is known, and those
//! that mean that a number is hidden.

use super::told::Raw;

/// Texts by which other programs say that they know nothing.
const PLACEHOLDERS: &[&str] = &[
    "(not set)",
    "<не указано>",
    "<не вказано>",
    "undefined",
    "null",
    "anonymous",
    // Asterisk's word for a number or name that was not sent.
    "<unknown>",
];
/// Texts that stand in place of a number that is hidden.
const HIDDEN: &[&str] = &[
    "anonymous",
    "private",
    "restricted",
    "withheld",
    "unavailable",
    "unknown",
    "<unknown>",
    "hidden",
    "blocked",
];

/// Whether a text says that nothing is known.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || is_one_of(PLACEHOLDERS, text)
}

/// Whether a value says that nothing is known.
pub fn is_empty(raw: &Raw<'_>) -> bool {
    match raw {
        Raw::One(text) => is_placeholder(text),
        Raw::Many(texts) => texts.iter().all(|text| is_placeholder(text)),
    }
}

/// Whether a value says that the number is hidden.
pub fn is_hidden(raw: &Raw<'_>) -> bool {
    match raw {
        Raw::One(text) => is_one_of(HIDDEN, text.trim()),
        Raw::Many(_) => false,
    }
}

fn is_one_of(known: &[&str], text: &str) -> bool {
    known.iter().any(|known| text.eq_ignore_ascii_case(known))
}
