//! Facts for people whose role does not see whole phone numbers.

use domain::{Facts, Phone, Value};

/// How many digits at the end stay readable.
const DIGITS_SHOWN: usize = 2;

/// The same facts with every phone number masked, in other texts of the call too.
#[must_use]
pub fn masked(facts: &Facts) -> Facts {
    facts
        .iter()
        .map(|(name, value)| (name.to_owned(), masked_value(value)))
        .collect()
}

fn masked_value(value: &Value) -> Value {
    match value {
        Value::Phone(phone) => Value::Phone(Phone {
            raw: hide(&phone.raw),
            e164: phone.e164.as_deref().map(hide),
            national: phone.national.as_deref().map(hide),
            international: phone.international.as_deref().map(hide),
            country: phone.country.clone(),
        }),
        Value::Text(text) if is_like_a_number(text) => Value::Text(hide(text)),
        Value::List(items) => Value::List(
            items
                .iter()
                .map(|item| if is_like_a_number(item) { hide(item) } else { item.clone() })
                .collect(),
        ),
        Value::Boolean(_) | Value::Integer(_) | Value::Time(_) | Value::Decimal(_) | Value::Text(_) => value.clone(),
    }
}

/// A whole number in a text of its own, such as the one a call was put to.
fn is_like_a_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 7 && text.chars().all(|c| c.is_ascii_digit() || "+ -()".contains(c))
}

/// Puts a star in place of every digit but the last two.
fn hide(number: &str) -> String {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    number
        .chars()
        .map(|c| {
            if !c.is_ascii_digit() {
                return c;
            }
            seen += 1;
            if seen + DIGITS_SHOWN > digits { c } else { '*' }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Moment, sample};

    #[test]
    fn no_spelling_of_a_number_shows_more_than_its_end() {
        let facts = masked(&sample::facts(Moment::AfterCall));
        let phone = facts.phone("caller_number").expect("the sample has a client");
        assert_eq!(phone.e164.as_deref(), Some("+**********33"));
        let national = phone.national.clone().unwrap_or_default();
        assert_eq!(national.chars().filter(char::is_ascii_digit).count(), 2);
    }

    #[test]
    fn a_number_in_a_text_is_hidden_and_other_texts_stay() {
        assert_eq!(masked_value(&Value::text("+380672223344")), Value::text("+**********44"));
        assert_eq!(masked_value(&Value::text("shop_manager1")), Value::text("shop_manager1"));
        assert_eq!(masked_value(&Value::text("102")), Value::text("102"));
    }
}
