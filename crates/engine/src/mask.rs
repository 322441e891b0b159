//! Secrets that a receiver sends back are masked before its answer is kept or shown: a redirect
//! repeats the query, an echo the headers.

use domain::{
    Outcome,
    request::{Encoding, MASK},
};
use std::collections::BTreeSet;

/// Secrets with fewer characters are not looked for: they would be found everywhere.
const CHARS_MIN: usize = 4;

/// The secrets of one request.
#[derive(Default)]
pub(crate) struct Mask(BTreeSet<String>);

impl Mask {
    /// Adds a secret that the request holds.
    pub fn add(&mut self, secret: &str) {
        if secret.chars().count() >= CHARS_MIN && !self.0.contains(secret) {
            self.0.insert(secret.to_owned());
        }
    }

    /// Masks every secret in an answer, in every spelling in which a receiver may return it.
    pub fn apply(&self, outcome: &mut Outcome) {
        let mut spellings: Vec<String> = self
            .0
            .iter()
            .flat_map(|secret| spellings(secret))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        // A spelling may hold a shorter one.
        spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
        let values = outcome.headers.iter_mut().map(|(_, value)| value);
        for text in values.chain([&mut outcome.body, &mut outcome.detail]) {
            for spelling in &spellings {
                if text.contains(spelling) {
                    *text = text.replace(spelling, MASK);
                }
            }
        }
        mask_end(&mut outcome.body, &spellings);
    }
}

/// Masks the beginning of a secret at the end of a body, which is cut at a cap or a deadline.
fn mask_end(body: &mut String, spellings: &[String]) {
    // A character that was cut in two reads as this one.
    let text = body.trim_end_matches(char::REPLACEMENT_CHARACTER);
    let begun = spellings
        .iter()
        .filter_map(|spelling| {
            let ends = spelling.char_indices().map(|(at, _)| at).rev();
            ends.take_while(|&at| at >= CHARS_MIN)
                .find(|&at| text.ends_with(spelling.get(..at).unwrap_or(spelling)))
        })
        .max();
    if let Some(begun) = begun {
        body.truncate(text.len() - begun);
        body.push_str(MASK);
    }
}

/// How a text may be written: plainly, in a URL, a form, a header, JSON, HTML or XML.
fn spellings(secret: &str) -> Vec<String> {
    let by = |write: &dyn Fn(char) -> String| secret.chars().map(write).collect::<String>();
    let component = |character: char| match character {
        '!' | '\'' | '(' | ')' | '*' => character.to_string(),
        other => write(Encoding::Percent, other),
    };
    let header = |character: char| match character {
        plain if plain.is_ascii() => plain.to_string(),
        other => write(Encoding::Percent, other),
    };
    let json = by(&|character| write(Encoding::JsonString, character));
    let ascii_json = by(&ascii_json);
    vec![
        secret.to_owned(),
        by(&|character| write(Encoding::Percent, character)),
        by(&|character| lower(write(Encoding::Percent, character))),
        by(&|character| write(Encoding::Form, character)),
        by(&|character| lower(write(Encoding::Form, character))),
        by(&component),
        by(&header),
        json.replace('/', "\\/"),
        ascii_json.replace('/', "\\/"),
        json,
        ascii_json,
        by(&html),
        Encoding::Xml.write(secret),
    ]
}

fn write(encoding: Encoding, character: char) -> String {
    encoding.write(character.encode_utf8(&mut [0; 4]))
}

/// Percent-encoding with small digits, as some libraries write it.
fn lower(written: String) -> String {
    if written.starts_with('%') {
        written.to_ascii_lowercase()
    } else {
        written
    }
}

/// JSON of nothing but ASCII.
fn ascii_json(character: char) -> String {
    if character.is_ascii() {
        return write(Encoding::JsonString, character);
    }
    let units = character.encode_utf16(&mut [0; 2]).to_vec();
    units.iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn html(character: char) -> String {
    match character {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::unsent;
    use domain::Cause;

    const SECRET: &str = "a/b+c \"ї\"&d";

    fn masked(secret: &str, body: &str) -> String {
        let mut mask = Mask::default();
        mask.add(secret);
        let mut outcome = unsent(Cause::Accepted, "");
        outcome.body = body.to_owned();
        mask.apply(&mut outcome);
        outcome.body
    }

    #[test]
    fn a_secret_is_masked_in_every_spelling() {
        for spelling in [
            SECRET,
            "a%2Fb%2Bc%20%22%D1%97%22%26d",
            "a%2fb%2bc%20%22%d1%97%22%26d",
            "a%2Fb%2Bc+%22%D1%97%22%26d",
            "a/b+c \"%D1%97\"&d",
            r#"a/b+c \"ї\"&d"#,
            r#"a\/b+c \"\u0457\"&d"#,
            "a/b+c &quot;ї&quot;&amp;d",
        ] {
            let body = format!("<{spelling}|{spelling}>");
            assert_eq!(masked(SECRET, &body), "<***|***>", "{spelling}");
        }
    }

    #[test]
    fn a_short_secret_is_not_looked_for() {
        assert_eq!(masked("abc", "abc"), "abc");
        assert_eq!(masked("abcd", "abcd"), "***");
    }

    #[test]
    fn a_secret_cut_in_two_at_the_end_is_masked() {
        assert_eq!(masked("s3cret-їжак", "key=s3cret-ї\u{fffd}"), "key=***");
        assert_eq!(masked("s3cret-їжак", "key=s3cr"), "key=***");
        assert_eq!(masked("s3cret", "key=s3c"), "key=s3c");
    }

    #[test]
    fn headers_and_detail_are_masked_too() {
        let mut mask = Mask::default();
        mask.add("s3cret");
        let mut outcome = unsent(Cause::Redirect, "at ?key=s3cret");
        outcome.headers = vec![("location".to_owned(), "/?key=s3cret".to_owned())];
        mask.apply(&mut outcome);
        assert_eq!(outcome.headers[0].1, "/?key=***");
        assert_eq!(outcome.detail, "at ?key=***");
    }
}
