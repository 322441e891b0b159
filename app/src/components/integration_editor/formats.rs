//! How the editor speaks of formats: what is offered for a parameter, under which label, and
//! which parts of a format can be set.
//!
//! A format is kept in its text form; here it is only taken apart as far as the form shows it.

use super::catalogue;
use crate::i18n::{Texts, text};
use domain::{
    format::{Format, FormatSpec, ValueMap},
    parameter::{Kind, Parameter},
};

/// The choice that leaves a value as it is.
pub const NONE: &str = "none";
/// The choice of a text for each value.
pub const MAP: &str = "map";
/// The choice of an own pattern of a time.
pub const OWN_PATTERN: &str = "time:own";

/// The settings of a time that stand behind its pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeSettings {
    /// A named spelling or an own pattern.
    pub pattern: String,
    /// Whether UTC is written instead of the tenant's clock.
    pub utc: bool,
    /// Minutes that are added; as typed.
    pub shift: String,
}

/// What is offered for a parameter: ids, and the format that each begins with.
#[must_use]
pub fn choices(name: &str) -> Vec<(String, Option<FormatSpec>)> {
    let Some(parameter) = Parameter::find(name) else {
        return vec![(NONE.to_owned(), None)];
    };
    let texts = Format::choices(parameter.kind).iter().map(|text| {
        let spec = FormatSpec::Text((*text).to_owned());
        (id(Some(&spec)), Some(spec))
    });
    let mut offered = vec![(NONE.to_owned(), None)];
    offered.extend(texts);
    if takes_map(parameter.kind) {
        offered.push((MAP.to_owned(), Some(FormatSpec::Map(first_map(name)))));
    }
    offered
}

/// A map makes sense where values repeat.
const fn takes_map(kind: Kind) -> bool {
    match kind {
        Kind::Text
        | Kind::Choice(_)
        | Kind::Boolean
        | Kind::Integer
        | Kind::Phone
        | Kind::Country
        | Kind::Currency => true,
        Kind::Seconds | Kind::Decimal | Kind::Time | Kind::Url | Kind::List => false,
    }
}

/// A map that sends every value of a closed list as it is, to be written over.
fn first_map(name: &str) -> ValueMap {
    let values = catalogue::closed_list(Texts::of(domain::Language::En), name);
    ValueMap {
        map: values
            .into_iter()
            .map(|(key, _)| (key.to_owned(), key.to_owned()))
            .collect(),
        otherwise: None,
    }
}

/// The choice that a format belongs to: those that differ only in a number or pattern are one.
#[must_use]
pub fn id(spec: Option<&FormatSpec>) -> String {
    let text = match spec {
        None => return NONE.to_owned(),
        Some(FormatSpec::Map(_)) => return MAP.to_owned(),
        Some(FormatSpec::Text(text)) => text.trim(),
    };
    if let Some(time) = text.strip_prefix("time:") {
        let pattern = time.split(';').next().unwrap_or_default();
        return match pattern {
            "rfc3339" | "sql" | "unix" | "unix_ms" => format!("time:{pattern}"),
            _ => OWN_PATTERN.to_owned(),
        };
    }
    match text.rsplit_once(':') {
        Some((family, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            family.to_owned()
        }
        _ => text.to_owned(),
    }
}

/// The label of a choice.
#[must_use]
pub fn label(t: Texts, id: &str) -> String {
    let key = match id.split_once(':') {
        Some((family, rest)) => format!("format.{family}.{}", rest.replace(':', "_")),
        None if id == NONE || id == MAP => format!("format.{id}"),
        None => format!("format.text.{id}"),
    };
    t.find(&key).unwrap_or(id).to_owned()
}

/// The label of a format in its text form, with its number or pattern.
#[must_use]
pub fn label_of_text(t: Texts, text: &str) -> String {
    let spec = FormatSpec::Text(text.to_owned());
    label(t, &id(Some(&spec)))
}

/// The number in `phone:last:9` or `first:20`.
#[must_use]
pub fn number(spec: Option<&FormatSpec>) -> Option<String> {
    let Some(FormatSpec::Text(text)) = spec else {
        return None;
    };
    let (family, number) = text.rsplit_once(':')?;
    matches!(family, "phone:last" | "last" | "first").then(|| number.to_owned())
}

/// The same format with another number.
#[must_use]
pub fn with_number(spec: Option<&FormatSpec>, number: &str) -> Option<FormatSpec> {
    let Some(FormatSpec::Text(text)) = spec else {
        return spec.cloned();
    };
    let (family, _) = text.rsplit_once(':')?;
    Some(FormatSpec::Text(format!("{family}:{}", number.trim())))
}

/// The settings of a time's format.
#[must_use]
pub fn time_settings(spec: Option<&FormatSpec>) -> Option<TimeSettings> {
    let Some(FormatSpec::Text(text)) = spec else {
        return None;
    };
    let mut parts = text.strip_prefix("time:")?.split(';');
    let mut settings = TimeSettings {
        pattern: parts.next().unwrap_or_default().to_owned(),
        ..TimeSettings::default()
    };
    for part in parts {
        match part.trim().split_once('=') {
            Some(("shift", minutes)) => minutes.trim().clone_into(&mut settings.shift),
            _ => settings.utc |= part.trim() == "utc",
        }
    }
    Some(settings)
}

/// The format of these settings.
#[must_use]
pub fn with_time(settings: &TimeSettings) -> FormatSpec {
    let mut text = format!("time:{}", settings.pattern);
    if settings.utc {
        text.push_str(";utc");
    }
    if !matches!(settings.shift.trim(), "" | "0") {
        text.push_str(";shift=");
        text.push_str(settings.shift.trim());
    }
    FormatSpec::Text(text)
}

/// Whether a format has parts that can be set.
#[must_use]
pub fn has_settings(spec: Option<&FormatSpec>) -> bool {
    matches!(spec, Some(FormatSpec::Map(_)))
        || number(spec).is_some()
        || time_settings(spec).is_some()
}

/// What a choice would write for the parameter's example.
#[must_use]
pub fn example(name: &str, spec: Option<&FormatSpec>) -> Option<String> {
    let value = Parameter::find(name)?.example();
    match spec? {
        FormatSpec::Map(_) => None,
        spec @ FormatSpec::Text(_) => Some(Format::of(spec).ok()?.apply(&value)),
    }
}

/// A summary for the narrow column: the number of mapped values says more than the word.
#[must_use]
pub fn summary(t: Texts, id: &str, spec: Option<&FormatSpec>) -> String {
    match spec {
        Some(FormatSpec::Map(map)) => t.with(
            text::FORMAT_MAP_COUNT,
            &[("count", &map.map.len().to_string())],
        ),
        _ => label(t, id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    fn spec(text: &str) -> Option<FormatSpec> {
        Some(FormatSpec::Text(text.to_owned()))
    }

    #[test]
    fn every_offered_format_is_one_and_has_a_label_in_every_language() {
        for parameter in Parameter::ALL {
            for (id, offered) in choices(parameter.name) {
                for language in Language::ALL {
                    let label = label(Texts::of(*language), &id);
                    assert_ne!(label, id, "{} in {language}", parameter.name);
                }
                let fits = |spec| Format::of(&spec).is_ok_and(|format| format.fits(parameter.kind));
                assert!(offered.is_none_or(fits), "{id} for {}", parameter.name);
            }
        }
    }

    #[test]
    fn a_map_begins_with_every_value_of_its_list() {
        let map = first_map("status");
        assert_eq!(map.map.len(), domain::parameter::CallStatus::ALL.len());
        assert_eq!(
            map.map.get("answered").map(String::as_str),
            Some("answered")
        );
    }

    #[test]
    fn formats_that_differ_in_a_number_or_pattern_are_one_choice() {
        let id_of = |text| id(spec(text).as_ref());
        assert_eq!(id_of("phone:last:7"), "phone:last");
        assert_eq!(id_of("last:4"), "last");
        assert_eq!(id_of("duration:mm:ss"), "duration:mm:ss");
        assert_eq!(id_of("time:sql;utc"), "time:sql");
        assert_eq!(id_of("time:DD.MM.YYYY HH:mm"), OWN_PATTERN);
    }

    #[test]
    fn the_parts_of_a_format_come_back_as_they_were_set() {
        let text = "time:DD.MM HH:mm;utc;shift=-30";
        let settings = time_settings(spec(text).as_ref()).expect("it is a time");
        assert_eq!(Some(with_time(&settings)), spec(text));
        assert_eq!(
            with_number(spec("phone:last:9").as_ref(), "7"),
            spec("phone:last:7")
        );
        assert_eq!(number(spec("duration:mm:ss").as_ref()), None);
    }
}
