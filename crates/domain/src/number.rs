//! Phone numbers within a text: digits that belong together, whatever people and encodings put
//! between them.

/// Shorter runs of digits are no phone numbers.
pub const DIGITS_MIN: usize = 7;
/// Most digits at the end by which a number is known within its country.
const END_MAX: usize = 9;
/// Digits of the longest country code.
const COUNTRY_MAX: usize = 3;
/// What may stand between the digits of a number.
const BETWEEN: &str = " \u{a0}\u{2009}\u{202f}+-\u{2010}\u{2011}\u{2012}\u{2013}().";
/// What HTML writes for some of it.
const NAMED: [&str; 4] = ["&nbsp;", "&#160;", "&#xa0;", "&#43;"];

/// Digits that belong together, each with its place in the text, in bytes.
pub type Run = Vec<(usize, char)>;

/// The digits of a text, cut wherever something stands that is in no phone number.
#[must_use]
pub fn runs(text: &str) -> Vec<Run> {
    let mut runs = vec![Run::new()];
    let mut at = 0;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if let Some(length) = between(rest, letter) {
            at += length;
            continue;
        }
        if letter.is_ascii_digit() {
            let last = runs.last_mut().into_iter();
            last.for_each(|run| run.push((at, letter)));
        } else if runs.last().is_some_and(|run| !run.is_empty()) {
            runs.push(Run::new());
        }
        at += letter.len_utf8();
    }
    runs
}

/// Whether a text names a number, in any spelling: with its country or without it.
///
/// A number that is known by fewer than nine digits at home is looked for by those that no
/// country code can be among, but by [`DIGITS_MIN`] at least.
#[must_use]
pub fn names(text: &str, number: &str) -> bool {
    let all: String = number.chars().filter(char::is_ascii_digit).collect();
    let count = all.len().saturating_sub(COUNTRY_MAX);
    let count = count.clamp(DIGITS_MIN, END_MAX);
    let end = all.get(all.len().saturating_sub(count)..).unwrap_or(&all);
    !end.is_empty() && runs(text).iter().any(|run| digits(run).contains(end))
}

/// The digits of a run alone.
#[must_use]
pub fn digits(run: &Run) -> String {
    run.iter().map(|(_, digit)| digit).collect()
}

/// How many bytes of what may stand between digits the text begins with: one letter, or what an
/// encoding writes for it.
fn between(rest: &str, first: char) -> Option<usize> {
    let (letter, length) = match first {
        '%' => of_url(rest)?,
        '\\' => of_json(rest)?,
        '&' => return NAMED.into_iter().find(|it| begins(rest, it)).map(str::len),
        letter => (letter, letter.len_utf8()),
    };
    BETWEEN.contains(letter).then_some(length)
}

/// A letter as URLs and forms write it, of up to three bytes, and the length of its writing.
fn of_url(rest: &str) -> Option<(char, usize)> {
    let mut bytes: Vec<u8> = Vec::new();
    for part in 0..3 {
        let code = rest.get(part * 3..part * 3 + 3)?;
        bytes.push(hex(code.strip_prefix('%')?)?.try_into().ok()?);
        let letter = std::str::from_utf8(&bytes).ok();
        if let Some(letter) = letter.and_then(|text| text.chars().next()) {
            return Some((letter, bytes.len() * 3));
        }
    }
    None
}

/// A letter as JSON writes it, such as `\u002b`, and the length of its writing.
fn of_json(rest: &str) -> Option<(char, usize)> {
    let code = rest.get(..6)?.strip_prefix("\\u")?;
    Some((char::from_u32(hex(code)?)?, 6))
}

fn hex(code: &str) -> Option<u32> {
    let is_hex = code.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(code, 16).ok()).flatten()
}

fn begins(rest: &str, with: &str) -> bool {
    let begin = rest.get(..with.len());
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case(with))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_in_any_spelling() {
        for text in [
            "/?phone=%2B380501112233",
            r#"{"PHONE": "+380 (50) 111-22-33"}"#,
            "phone=0501112233&x=1",
            "380501112233",
            "phone=%28050%29+111-22-33",
            "phone=050%C2%A0111%c2%a02233",
            "phone=050%E2%80%91111%e2%80%912233",
            "050\u{a0}111\u{202f}2233",
            r"\u002B38050\u00a0111\u20112233",
            "380&nbsp;50&#160;1112233 and more",
        ] {
            assert!(names(text, "+380501112233"), "{text}");
        }
        for text in [
            "phone=380501112234",
            "05011, 12233",
            "050%2C1112233",
            "050%",
            "050%C",
            r"050\u1112233",
            "",
        ] {
            assert!(!names(text, "+380501112233"), "{text}");
        }
    }

    #[test]
    fn a_number_that_is_short_at_home_is_known_without_its_country() {
        assert!(names("phone=555-1234", "+3725551234"));
        assert!(names("phone=%28201%29+555-0123", "+12015550123"));
        assert!(!names("phone=5551235", "+3725551234"));
        assert!(!names("phone=51234", "+3725551234"));
    }

    #[test]
    fn digits_keep_their_places() {
        let runs = runs("é%2B1 (2)é3");
        assert_eq!(runs, [vec![(5, '1'), (8, '2')], vec![(12, '3')]]);
    }
}
