//! Phone numbers as telephony platforms write them, read into the spellings that formats need.

use domain::Phone;
use phonenumber::{Mode, PhoneNumber, country, metadata::DATABASE};
use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

/// Most numbers whose reading is remembered; reading one takes about ten microseconds.
pub const READ_PHONES_MAX: usize = 16_384;
/// Fewest and most digits of a number in E.164.
const E164_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Codes of North America, and of Russia and Kazakhstan: every number there has ten digits, and is
/// as often as not written as those alone.
const TEN_DIGIT_CODES: [u16; 2] = [1, 7];
/// How many digits those are.
const TEN_DIGITS: usize = 10;

/// How often a number is read at most until it stays as it is.
const READINGS_MAX: usize = 4;

/// Numbers repeat: a tenant has few of its own, and a client rings at every moment of a call.
static READER: LazyLock<PhoneReader> = LazyLock::new(PhoneReader::default);

/// The number in `text`, as it is dialled in `country`.
///
/// Digits that begin with the country's trunk prefix and are a whole valid number there are
/// dialled at home, as are ten digits where every number has as many; else a whole valid number with
/// a country code is international even without `+`; else they are read as dialled at home. What
/// cannot be read stays as it came.
#[must_use]
pub fn phone(text: &str, country: &str) -> Phone {
    READER.phone(text, country)
}

/// Reads a number, so that the tables it takes are in memory before the first event comes: loading
/// them takes about a tenth of a second.
pub fn load_tables() {
    let _ = international("12125550123", true);
}

/// What the log is searched by for a number that somebody in `country` typed: the number as it
/// is kept, where what was typed is not its end.
#[must_use]
pub fn searched(typed: &str, country: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let kept = phone(typed, country).e164;
    kept.filter(|kept| !kept.ends_with(digits.trim_start_matches('0')))
        .unwrap_or_else(|| typed.to_owned())
}

/// A number that somebody in `country` typed in the international form; nothing where it is no
/// whole number.
#[must_use]
pub fn whole(typed: &str, country: &str) -> Option<String> {
    phone(typed, country).e164
}

/// Reads phone numbers, and remembers those it has read.
#[derive(Debug, Default)]
struct PhoneReader {
    /// By country and text: joined, one tenant's spelling could be read as another's.
    read: Mutex<HashMap<(String, String), Phone>>,
}

impl PhoneReader {
    fn phone(&self, text: &str, country: &str) -> Phone {
        let key = (country.to_owned(), text.to_owned());
        // A map cannot be left half-changed, so a poisoned lock is as good as a whole one.
        let known = self
            .read
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        known.unwrap_or_else(|| {
            let phone = read(text, country);
            let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            if read.len() >= READ_PHONES_MAX {
                read.clear();
            }
            read.insert(key, phone.clone());
            phone
        })
    }
}

fn read(text: &str, country: &str) -> Phone {
    let found = match digits(text) {
        Some(Dialled::International(digits)) => international(&digits, false),
        Some(Dialled::Unsaid(digits)) => {
            let abroad = || international(&digits, true);
            let at_home = with_trunk(&digits, country);
            at_home
                .or_else(|| of_ten_digits(&digits, country))
                .or_else(abroad)
                .or_else(|| national(&digits, country))
        }
        None => None,
    };
    found.map_or_else(|| unread(text), |number| spelled(&number))
}

fn unread(text: &str) -> Phone {
    Phone {
        raw: text.to_owned(),
        e164: None,
        national: None,
        international: None,
        country: None,
    }
}

enum Dialled {
    /// `+` or `00` stands before these digits.
    International(String),
    /// Nothing says how these digits are meant.
    Unsaid(String),
}

/// The digits of a number, or nothing where the text holds anything that no number has.
fn digits(text: &str) -> Option<Dialled> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let (plus, rest) = text
        .strip_prefix('+')
        .map_or((false, text), |rest| (true, rest));
    let separator = |letter: char| matches!(letter, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}');
    let mut digits = String::with_capacity(rest.len());
    for letter in rest.chars() {
        if letter.is_ascii_digit() {
            digits.push(letter);
        } else if !separator(letter) {
            return None;
        }
    }
    if plus {
        return Some(Dialled::International(digits));
    }
    match digits.strip_prefix("00") {
        Some(rest) => Some(Dialled::International(rest.to_owned())),
        None => Some(Dialled::Unsaid(digits)),
    }
}

/// Where `+` was said, any number of a possible length counts: numbering plans grow faster
/// than the table of valid ones.
fn international(digits: &str, must_be_valid: bool) -> Option<PhoneNumber> {
    if !E164_DIGITS.contains(&digits.len()) {
        return None;
    }
    let number = phonenumber::parse(None, format!("+{digits}")).ok()?;
    if must_be_valid {
        let is_meant = number.is_valid() && whole_digits(&number) == digits;
        return is_meant.then_some(number);
    }
    // Reading its own digits again would say the same.
    if whole_digits(&number) == digits {
        return Some(number);
    }
    settled(number)
}

/// A whole number behind the prefix that leads out of town: `8 495 ...` in Russia would else be
/// a number of Vietnam.
fn with_trunk(digits: &str, country: &str) -> Option<PhoneNumber> {
    let plan = DATABASE.by_id(country)?;
    let rest = digits.strip_prefix(plan.national_prefix()?)?;
    international(&format!("{}{rest}", plan.country_code()), true)
}

/// A whole number of the own country without any prefix: `4951234567`, of Moscow, would else be a
/// number of Germany, and `3235550123`, of Los Angeles, one of Belgium.
fn of_ten_digits(digits: &str, country: &str) -> Option<PhoneNumber> {
    let code = DATABASE.by_id(country)?.country_code();
    let is_whole = digits.len() == TEN_DIGITS && TEN_DIGIT_CODES.contains(&code);
    is_whole
        .then(|| international(&format!("{code}{digits}"), true))
        .flatten()
}

fn national(digits: &str, country: &str) -> Option<PhoneNumber> {
    let country: country::Id = country.parse().ok()?;
    let number = phonenumber::parse(Some(country), digits).ok()?;
    number.is_valid().then_some(number).and_then(settled)
}

/// A number as it is read again from its own digits: zeros and prefixes that are dialled at home only
/// are left out one after the other.
fn settled(mut number: PhoneNumber) -> Option<PhoneNumber> {
    for _ in 0..READINGS_MAX {
        let whole = whole_digits(&number);
        // Some plans allow extensions that make a number longer than any may be abroad.
        if !E164_DIGITS.contains(&whole.len()) {
            return None;
        }
        let again = phonenumber::parse(None, format!("+{whole}")).ok()?;
        if whole_digits(&again) == whole {
            return Some(again);
        }
        number = again;
    }
    None
}

/// Without the zeros that may stand before a national number.
fn whole_digits(number: &PhoneNumber) -> String {
    format!("{}{}", number.code().value(), number.national())
}

fn spelled(number: &PhoneNumber) -> Phone {
    let e164 = number.format().mode(Mode::E164).to_string();
    Phone {
        raw: e164.clone(),
        e164: Some(e164),
        national: Some(number.format().mode(Mode::National).to_string()),
        international: Some(number.format().mode(Mode::International).to_string()),
        country: number.country().id().map(|id| id.as_ref().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e164(text: &str, country: &str) -> Option<String> {
        PhoneReader::default().phone(text, country).e164
    }

    #[test]
    fn a_text_is_remembered_with_its_country() {
        let reader = PhoneReader::default();
        assert_eq!(reader.phone("A0501112233", "U").raw, "A0501112233");
        assert_eq!(reader.phone("0501112233", "UA").raw, "+380501112233");
    }

    #[test]
    fn a_number_has_as_many_digits_as_one_may_have() {
        assert_eq!(e164("030/1283457734567", "DE"), None);
        assert_eq!(e164("+4900950", "UA"), None);
        assert_eq!(e164("+96 700060 9123", "UA").as_deref(), Some("+967609123"));
        assert_eq!(
            e164("+49 0 301 234567", "UA").as_deref(),
            Some("+49301234567")
        );
    }

    #[test]
    fn a_country_code_is_recognised_without_a_plus() {
        for text in [
            "380501112233",
            "+380501112233",
            "+380 (50) 111-22-33",
            "00380501112233",
            "0501112233",
            "050 111 22 33",
        ] {
            assert_eq!(e164(text, "UA").as_deref(), Some("+380501112233"), "{text}");
        }
        assert_eq!(e164("79261234567", "UA").as_deref(), Some("+79261234567"));
        assert_eq!(e164("380501112233", "RU").as_deref(), Some("+380501112233"));
    }

    #[test]
    fn digits_without_one_are_read_as_dialled_at_home() {
        assert_eq!(e164("89261234567", "RU").as_deref(), Some("+79261234567"));
        assert_eq!(e164("2125550123", "US").as_deref(), Some("+12125550123"));
        assert_eq!(e164("0443334455", "UA").as_deref(), Some("+380443334455"));
        assert_eq!(e164("0236618300", "IT").as_deref(), Some("+390236618300"));
    }

    #[test]
    fn a_trunk_prefix_of_the_own_country_goes_before_a_code_of_another() {
        for country in ["RU", "KZ"] {
            assert_eq!(
                e164("84951234567", country).as_deref(),
                Some("+74951234567"),
                "{country}"
            );
        }
        assert_eq!(e164("87771234567", "KZ").as_deref(), Some("+77771234567"));
        // A code of another country is one all the same where nothing at home fits.
        assert_eq!(e164("84912345678", "UA").as_deref(), Some("+84912345678"));
        assert_eq!(
            e164("8613812345678", "RU").as_deref(),
            Some("+8613812345678")
        );
        assert_eq!(e164("+84912345678", "RU").as_deref(), Some("+84912345678"));
    }

    #[test]
    fn ten_digits_are_a_number_at_home_where_every_number_has_as_many() {
        for (text, country, expected) in [
            ("4951234567", "RU", "+74951234567"),
            ("4722334455", "RU", "+74722334455"),
            ("3235550123", "US", "+13235550123"),
            // Where nothing at home fits, and elsewhere, they are one of another country.
            ("4522334455", "RU", "+4522334455"),
            ("4722334455", "UA", "+4722334455"),
            ("+4722334455", "RU", "+4722334455"),
        ] {
            assert_eq!(
                e164(text, country).as_deref(),
                Some(expected),
                "{text} {country}"
            );
        }
    }

    #[test]
    fn a_number_is_searched_for_as_it_is_kept() {
        assert_eq!(searched("8 926 123-45-67", "RU"), "+79261234567");
        assert_eq!(searched("8 777 123 4567", "KZ"), "+77771234567");
        // Its end finds it as well, and more.
        for typed in ["050 111 22 33", "00380501112233", "1112233", "in_05011", ""] {
            assert_eq!(searched(typed, "UA"), typed);
        }
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_came() {
        for text in [
            "101",
            "client:Anna",
            "sip:anna@example.com",
            "12ab",
            "0",
            "+1",
        ] {
            let phone = PhoneReader::default().phone(text, "UA");
            assert_eq!((phone.raw.as_str(), phone.e164), (text, None), "{text}");
        }
    }

    #[test]
    fn every_spelling_is_worked_out() {
        let phone = PhoneReader::default().phone("0501112233", "UA");
        assert_eq!(phone.national.as_deref(), Some("050 111 2233"));
        assert_eq!(phone.international.as_deref(), Some("+380 50 111 2233"));
        assert_eq!(phone.country.as_deref(), Some("UA"));
    }

    #[test]
    fn a_number_outside_of_the_table_is_taken_where_a_plus_was_said() {
        assert_eq!(e164("+15005550006", "UA").as_deref(), Some("+15005550006"));
    }
}
