//! Every text a person reads, in three languages, from `locales` by way of the build script.
//!
//! An own small layer: texts of the 89 call parameters and of all codes are looked up by name
//! at run time, and the language is fixed for the life of a page.

use domain::Language;
use leptos::prelude::use_context;
use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

/// The keys, one constant each, and the tables behind them.
pub mod text {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// What ends a text among others, as the build script writes them.
const END: char = '\u{1f}';
/// How many forms a text has that agrees with a number.
const FORMS: usize = 4;

static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| text::NAMES.split(END).collect());
static EN: LazyLock<Tables> = LazyLock::new(|| Tables::of(text::EN, text::EN_PLURALS));
static RU: LazyLock<Tables> = LazyLock::new(|| Tables::of(text::RU, text::RU_PLURALS));
static UK: LazyLock<Tables> = LazyLock::new(|| Tables::of(text::UK, text::UK_PLURALS));

/// Where the texts of a language begin and end; found when the first of them is wanted.
struct Tables {
    texts: Vec<&'static str>,
    /// `FORMS` for each text that agrees with a number.
    forms: Vec<&'static str>,
}

impl Tables {
    fn of(texts: &'static str, forms: &'static str) -> Self {
        Self {
            texts: texts.split(END).collect(),
            forms: forms.split(END).collect(),
        }
    }
}

/// A text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(usize);

/// A text that agrees with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PluralKey(usize);

/// The texts of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    language: Language,
}

/// The texts of the page.
#[must_use]
pub fn use_texts() -> Texts {
    use_context().unwrap_or(Texts::of(Language::En))
}

impl Texts {
    /// The texts of a language.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        Self { language }
    }

    /// Their language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// A text without arguments.
    #[must_use]
    pub fn get(self, key: Key) -> &'static str {
        self.tables().texts.get(key.0).copied().unwrap_or_default()
    }

    /// A text with its arguments put in.
    #[must_use]
    pub fn with(self, key: Key, arguments: &[(&str, &str)]) -> String {
        fill(self.get(key), |name| {
            arguments
                .iter()
                .find(|(argument, _)| *argument == name)
                .map(|(_, value)| Cow::Borrowed(*value))
        })
    }

    /// A text that agrees with a number, which stands in it as `{count}`.
    #[must_use]
    pub fn count(self, key: PluralKey, count: i64) -> String {
        self.count_with(key, count, &[])
    }

    /// A text that agrees with a number, with further arguments.
    #[must_use]
    pub fn count_with(self, key: PluralKey, count: i64, arguments: &[(&str, &str)]) -> String {
        let form = key.0 * FORMS + plural_form(self.language, count);
        let form = self.tables().forms.get(form).copied();
        fill(form.unwrap_or_default(), |name| match name {
            "count" => Some(Cow::Owned(self.number(count))),
            _ => arguments
                .iter()
                .find(|(argument, _)| *argument == name)
                .map(|(_, value)| Cow::Borrowed(*value)),
        })
    }

    /// The text of a key that is made at run time, such as `parameter.caller_number`.
    #[must_use]
    pub fn find(self, key: &str) -> Option<&'static str> {
        let index = NAMES.binary_search(&key).ok()?;
        self.tables().texts.get(index).copied()
    }

    /// The text of a key that is made at run time; where there is none, the key itself.
    #[must_use]
    pub fn named(self, key: &str) -> String {
        self.find(key).unwrap_or(key).to_owned()
    }

    /// The text of a key that is made at run time with its arguments; where there is none, the
    /// key itself.
    #[must_use]
    pub fn find_with(self, key: &str, arguments: &BTreeMap<String, String>) -> String {
        fill(self.find(key).unwrap_or(key), |name| {
            arguments
                .get(name)
                .map(|value| Cow::Borrowed(value.as_str()))
        })
    }

    /// A whole number with its thousands set apart as the language does.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        let apart = match self.language {
            Language::En => ',',
            // A space that does not break the line.
            Language::Ru | Language::Uk => '\u{a0}',
        };
        let digits = number.unsigned_abs().to_string();
        let mut grouped = String::from(if number < 0 { "-" } else { "" });
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(apart);
            }
            grouped.push(digit);
        }
        grouped
    }

    fn tables(self) -> &'static Tables {
        match self.language {
            Language::En => &EN,
            Language::Ru => &RU,
            Language::Uk => &UK,
        }
    }
}

/// Which of the forms one, few, many, other goes with a whole number.
fn plural_form(language: Language, count: i64) -> usize {
    let count = count.unsigned_abs();
    match language {
        Language::En => {
            if count == 1 {
                0
            } else {
                3
            }
        }
        Language::Ru | Language::Uk => match (count % 10, count % 100) {
            (_, 11..=14) => 2,
            (1, _) => 0,
            (2..=4, _) => 1,
            _ => 2,
        },
    }
}

/// Puts arguments into single braces; `{{...}}` and unknown names stay as they are.
fn fill<'a>(text: &str, argument: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        if let Some(inner) = after.strip_prefix('{') {
            let (kept, tail) = inner.split_once("}}").unwrap_or((inner, ""));
            filled.push_str("{{");
            filled.push_str(kept);
            filled.push_str("}}");
            rest = tail;
            continue;
        }
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        match argument(name) {
            Some(value) => filled.push_str(&value),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Adapter, Cause, DeliveryState, Fault, KeyScope, Moment, Overlap, Role,
        condition::Comparison,
    };

    #[test]
    fn plurals_follow_each_language() {
        let forms = |language| {
            [0, 1, 2, 5, 11, 12, 21, 22, 25, 111, 114].map(|count| plural_form(language, count))
        };
        assert_eq!(forms(Language::En), [3, 0, 3, 3, 3, 3, 3, 3, 3, 3, 3]);
        assert_eq!(forms(Language::Ru), [2, 0, 1, 2, 2, 2, 0, 1, 2, 2, 2]);
        assert_eq!(forms(Language::Uk), forms(Language::Ru));
    }

    #[test]
    fn arguments_are_put_in_once_and_double_braces_stay() {
        let value = |name: &str| (name == "a").then_some(Cow::Borrowed("{b}"));
        assert_eq!(fill("x {a} {{a}} {b}", value), "x {b} {{a}} {b}");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(Texts::of(Language::En).number(-1_234_567), "-1,234,567");
        assert_eq!(Texts::of(Language::Uk).number(1_234), "1\u{a0}234");
        assert_eq!(Texts::of(Language::En).number(999), "999");
    }

    #[test]
    fn every_code_of_the_domain_has_its_words() {
        let t = Texts::of(Language::Uk);
        let under = |names: &str, keys: Vec<&str>| -> Vec<String> {
            keys.iter().map(|key| names.replace('*', key)).collect()
        };
        let named = [
            under(
                "moment.name.*",
                Moment::ALL.iter().map(|moment| moment.key()).collect(),
            ),
            under(
                "moment.hint.*",
                Moment::ALL.iter().map(|moment| moment.key()).collect(),
            ),
            under(
                "state.*",
                DeliveryState::ALL.iter().map(|state| state.key()).collect(),
            ),
            under(
                "cause.*",
                Cause::ALL.iter().map(|cause| cause.key()).collect(),
            ),
            under(
                "fault.*",
                Fault::ALL.iter().map(|fault| fault.key()).collect(),
            ),
            under(
                "comparison.*",
                Comparison::ALL.iter().map(|way| way.key()).collect(),
            ),
            under(
                "nav.role.*",
                Role::ALL.iter().map(|role| role.key()).collect(),
            ),
            under(
                "nav.language_of.*",
                Language::ALL
                    .iter()
                    .map(|language| language.key())
                    .collect(),
            ),
            under(
                "settings.key.*",
                KeyScope::ALL.iter().map(|scope| scope.key()).collect(),
            ),
            under(
                "settings.overlap_of.*",
                Overlap::ALL.iter().map(|overlap| overlap.key()).collect(),
            ),
            under("bench.finding.*", domain::contract::Finding::KEYS.to_vec()),
            under("exports.state.*", domain::ExportState::KEYS.to_vec()),
            under(
                "settings.adapter.*",
                Adapter::ALL.iter().map(|adapter| adapter.key()).collect(),
            ),
        ];
        for key in named.concat() {
            assert!(t.find(&key).is_some(), "{key}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn every_explanation_has_its_words() {
        let t = Texts::of(Language::Uk);
        for code in domain::explain::Explanation::ALL {
            for part in ["what", "do"] {
                let key = format!("explain.{code}.{part}");
                assert!(t.find(&key).is_some(), "{key}");
            }
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn every_notice_has_its_words() {
        let t = Texts::of(Language::Ru);
        for notice in domain::notice::Notice::ALL {
            for key in [
                format!("mail.{notice}.subject"),
                format!("mail.{notice}.text"),
                format!("staff_mail.notice.{notice}"),
            ] {
                assert!(t.find(&key).is_some(), "{key}");
            }
        }
    }
}
