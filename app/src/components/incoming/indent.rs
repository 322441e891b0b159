//! A body of JSON as a person reads it: one value a line.

use serde::de::IgnoredAny;
use std::{iter::Peekable, str::Chars};

/// How far a level stands in.
const STEP: &str = "  ";
/// Levels that stand in; deeper ones no further, so that brackets alone make no large text.
const DEPTH_MAX: usize = 16;
/// Longest body that is set anew, in bytes: what is longer stays as it came.
const BYTES_MAX: usize = 16 * 1024;

/// The text with a line for each value where it is JSON, and as it is where not. Only white space
/// between values becomes other: numbers keep their digits.
#[must_use]
pub fn indented(text: &str) -> String {
    if text.len() > BYTES_MAX || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return text.to_owned();
    }
    let mut letters = text.chars().peekable();
    let mut depth = 0_usize;
    let mut set = String::with_capacity(text.len() * 2);
    while let Some(letter) = letters.next() {
        match letter {
            '"' => copy_text(&mut letters, &mut set),
            '{' | '[' => {
                set.push(letter);
                while letters.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(end) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    set.push(end);
                } else {
                    depth += 1;
                    begin_line(&mut set, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                begin_line(&mut set, depth);
                set.push(letter);
            }
            ',' => {
                set.push(',');
                begin_line(&mut set, depth);
            }
            ':' => set.push_str(": "),
            space if space.is_ascii_whitespace() => {}
            other => set.push(other),
        }
    }
    set
}

fn begin_line(set: &mut String, depth: usize) {
    set.push('\n');
    set.extend(std::iter::repeat_n(STEP, depth.min(DEPTH_MAX)));
}

/// The rest of a text behind its first quotation mark, and that.
fn copy_text(letters: &mut Peekable<Chars<'_>>, set: &mut String) {
    set.push('"');
    let mut is_escaped = false;
    for letter in letters.by_ref() {
        set.push(letter);
        match letter {
            '"' if !is_escaped => return,
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_gets_a_line_for_each_value_and_keeps_its_digits() {
        let set = indented(r#"{"a":1500.00,"b":[ ],"c":{"d":"x, {\"y\"}: 1"}}"#);
        let lines = [
            "{",
            r#"  "a": 1500.00,"#,
            r#"  "b": [],"#,
            r#"  "c": {"#,
            r#"    "d": "x, {\"y\"}: 1""#,
            "  }",
            "}",
        ];
        assert_eq!(set, lines.join("\n"));
        assert_eq!(indented(&set), set);
    }

    #[test]
    fn what_is_no_json_stays_as_it_came() {
        assert_eq!(indented("a=1&b={"), "a=1&b={");
        assert_eq!(indented(r#"{"a":"#), r#"{"a":"#);
    }
}
