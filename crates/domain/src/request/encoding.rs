//! How a text is written where it stands, byte by byte.

use std::fmt::Write as _;

/// How a text is written where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Plain,
    /// Percent-encoded, as in a URL's path or query.
    Percent,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// Inside a JSON string.
    JsonString,
    /// A whole JSON string, with its quotes.
    JsonLiteral,
    /// XML text, between tags or in the quotes of an attribute.
    Xml,
}

impl Encoding {
    /// The text as it is written at such a place.
    #[must_use]
    pub fn write(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Percent => percent(text, is_unreserved),
            Self::Form => form(text),
            Self::JsonString => json_string(text),
            Self::JsonLiteral => format!("\"{}\"", json_string(text)),
            Self::Xml => xml(text),
        }
    }
}

/// What a URL may hold anywhere without a second meaning.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Writes every byte as `%XX` that may not stand.
pub(crate) fn percent(text: &str, may_stand: impl Fn(u8) -> bool) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        push_byte(&mut written, byte, may_stand(byte));
    }
    written
}

/// After the URL standard: a space is `+`, and `*` may stand while `~` may not.
fn form(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        let may_stand = byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_');
        match byte {
            b' ' => written.push('+'),
            _ => push_byte(&mut written, byte, may_stand),
        }
    }
    written
}

fn push_byte(written: &mut String, byte: u8, may_stand: bool) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    if may_stand {
        written.push(char::from(byte));
    } else {
        let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or_default();
        written.push('%');
        written.push(digit(byte >> 4));
        written.push(digit(byte & 15));
    }
}

fn json_string(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            control if control < ' ' => {
                // Writing to a text cannot fail.
                let _ = write!(written, "\\u{:04x}", u32::from(control));
            }
            other => written.push(other),
        }
    }
    written
}

/// A text as it stands between tags or within the quotes of an attribute. What XML 1.0 has no
/// way to say is left out; line breaks are written so that no reader takes them for blanks.
fn xml(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| is_xml_character(*letter)) {
        match letter {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            '\t' => written.push_str("&#9;"),
            '\n' => written.push_str("&#10;"),
            '\r' => written.push_str("&#13;"),
            other => written.push(other),
        }
    }
    // Two brackets at its end and a `>` behind it would end a part that never began.
    let kept = written.trim_end_matches(']').len();
    let brackets = written.len() - kept;
    written.truncate(kept);
    written.push_str(&"&#93;".repeat(brackets));
    written
}

/// Whether XML 1.0 has a way to say a character.
pub(super) const fn is_xml_character(letter: char) -> bool {
    matches!(
        letter,
        '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..='\u{10ffff}'
    )
}

/// A text as a header can carry it: line breaks and control characters become spaces, and
/// what is not ASCII is percent-encoded as UTF-8, since receivers disagree about anything
/// else.
pub(crate) fn header(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|character| {
            if character.is_ascii_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    percent(&spaced, |byte| byte.is_ascii())
}

/// Whether a text holds what no header may carry.
pub(crate) fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// Reads `%XX` back; what is no such thing stays.
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let coded = (first == b'%')
            .then(|| after.split_first_chunk::<2>())
            .flatten()
            .and_then(|(hex, after)| {
                let hex = std::str::from_utf8(hex).ok()?;
                Some((u8::from_str_radix(hex, 16).ok()?, after))
            });
        let (byte, after) = coded.unwrap_or((first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
