//! What a text holds of numbers that cannot be found for one once it stands alone.

use super::{phones, written};
use domain::{
    Facts,
    number::{DIGITS_MIN, Run, runs},
};

/// Short pieces of digits in a text of which no number is written by its facts. One after the
/// other they may be a number, and are hidden as one; alone elsewhere they are not found.
pub(super) fn of(text: &str, facts: &Facts) -> Vec<String> {
    let written: Vec<Vec<String>> = phones(facts)
        .flat_map(written)
        .flat_map(|text| runs(text))
        .map(|run| apart(&run))
        .filter(|digits| !digits.is_empty())
        .collect();
    let mut pieces = Vec::new();
    for run in runs(text) {
        let digits = apart(&run);
        let mut left = digits.as_slice();
        while let Some((first, rest)) = left.split_first() {
            let known = |written: &Vec<String>| left.strip_prefix(written.as_slice());
            let number = written.iter().find_map(known);
            if number.is_none() && first.len() < DIGITS_MIN {
                pieces.push(first.clone());
            }
            left = number.unwrap_or(rest);
        }
    }
    pieces
}

/// The digits of a run, cut where anything stands between them.
fn apart(run: &Run) -> Vec<String> {
    let side_by_side = |one: &(usize, char), next: &(usize, char)| one.0 + 1 == next.0;
    let parts = run.chunk_by(side_by_side);
    let digits = |part: &[(usize, char)]| part.iter().map(|(_, digit)| digit).collect();
    parts.map(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Phone, Value};

    #[test]
    fn only_what_no_spelling_has_is_a_piece() {
        let number = Phone {
            raw: "+380501112233".into(),
            e164: Some("+380501112233".into()),
            national: Some("050 111 2233".into()),
            international: Some("+380 50 111 2233".into()),
            country: None,
        };
        let mut facts = Facts::default();
        facts.set("caller_number", Value::Phone(number));
        for (text, pieces) in [
            ("a=%2B380501112233&b=050+111+2233", vec![]),
            ("+380 50 111 2233 050 111 2233", vec![]),
            ("2233-1112233", vec!["2233"]),
            ("+380501-112233", vec!["380501", "112233"]),
        ] {
            assert_eq!(of(text, &facts), pieces, "{text}");
        }
    }
}
