//! How the editor speaks of call parameters: labels, examples, and what the picker offers.

use crate::i18n::{Texts, text};
use domain::{
    Moment, Value,
    parameter::{CUSTOM_PREFIX, Group, Kind, Known, Parameter, is_custom_name},
};

/// A parameter that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its name in rows and templates.
    pub name: String,
    /// Its name on screen.
    pub label: String,
    /// A value as it may be.
    pub example: String,
    /// Whether it is known at the chosen moment.
    pub known: Known,
}

/// Parameters under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading; empty over what a search found.
    pub title: String,
    /// What stands under it.
    pub choices: Vec<Choice>,
}

/// The name of a parameter on screen; a name of no parameter stays as it is.
#[must_use]
pub fn label(t: Texts, name: &str) -> String {
    match name.strip_prefix(CUSTOM_PREFIX) {
        Some("*") => t.get(text::PARAMETER_CUSTOM).to_owned(),
        Some(own) => t.with(text::EDITOR_PICKER_CUSTOM, &[("name", own)]),
        None => t
            .find(&format!("parameter.{name}"))
            .unwrap_or(name)
            .to_owned(),
    }
}

/// A value as a person reads it: phones with their spaces, everything else as it is sent.
#[must_use]
pub fn readable(value: &Value) -> String {
    match value {
        Value::Phone(phone) => phone.international.clone().unwrap_or_else(|| value.plain()),
        Value::Boolean(_)
        | Value::Integer(_)
        | Value::Time(_)
        | Value::Decimal(_)
        | Value::List(_)
        | Value::Text(_) => value.plain(),
    }
}

/// The values of a closed list with their labels; empty where any value may come.
#[must_use]
pub fn closed_list(t: Texts, name: &str) -> Vec<(&'static str, String)> {
    let Some(parameter) = Parameter::find(name) else {
        return Vec::new();
    };
    match parameter.kind {
        Kind::Choice(keys) => keys
            .iter()
            .map(|key| (*key, value_label(t, name, key)))
            .collect(),
        Kind::Boolean => ["true", "false"]
            .map(|key| (key, value_label(t, "boolean", key)))
            .to_vec(),
        Kind::Text
        | Kind::Integer
        | Kind::Seconds
        | Kind::Decimal
        | Kind::Phone
        | Kind::Time
        | Kind::Url
        | Kind::List
        | Kind::Country
        | Kind::Currency => Vec::new(),
    }
}

/// Moments have their names already; the other lists are named with their parameter.
fn value_label(t: Texts, list: &str, key: &str) -> String {
    match list {
        "moment" => t.named(&format!("moment.name.{key}")),
        _ => t.named(&format!("value.{list}.{key}")),
    }
}

/// Whether a name may stand in a row or template.
#[must_use]
pub fn is_known(name: &str) -> bool {
    Parameter::find(name).is_some_and(|parameter| !parameter.is_family() || name != parameter.name)
}

/// What the picker offers for what was typed into its search: everything under headings, the
/// core ones first; or what the search finds, the best first.
#[must_use]
pub fn sections(t: Texts, search: &str, moment: Moment) -> Vec<Section> {
    let search = search.trim().to_lowercase();
    if search.is_empty() {
        return everything(t, moment);
    }
    let mut found: Vec<(u8, Choice)> = single()
        .filter_map(|parameter| Some((rank(t, parameter, &search)?, choice(t, parameter, moment))))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    let mut sections = vec![Section {
        title: String::new(),
        choices: found.into_iter().map(|(_, choice)| choice).collect(),
    }];
    sections.extend(custom(t, &search));
    sections.retain(|section| !section.choices.is_empty());
    sections
}

fn everything(t: Texts, moment: Moment) -> Vec<Section> {
    let core = Section {
        title: t.get(text::GROUP_CORE).to_owned(),
        choices: single()
            .filter(|parameter| parameter.is_core)
            .map(|parameter| choice(t, parameter, moment))
            .collect(),
    };
    let groups = Group::ALL.iter().map(|group| Section {
        title: t.named(&format!("group.{}", group.key())),
        choices: single()
            .filter(|parameter| parameter.group == *group)
            .map(|parameter| choice(t, parameter, moment))
            .collect(),
    });
    std::iter::once(core)
        .chain(groups)
        .filter(|section| !section.choices.is_empty())
        .collect()
}

/// The parameters that stand for themselves.
fn single() -> impl Iterator<Item = &'static Parameter> {
    Parameter::ALL
        .iter()
        .filter(|parameter| !parameter.is_family())
}

fn choice(t: Texts, parameter: &Parameter, moment: Moment) -> Choice {
    Choice {
        name: parameter.name.to_owned(),
        label: label(t, parameter.name),
        example: readable(&parameter.example()),
        known: parameter.known_at(moment),
    }
}

/// How well a parameter answers a search: 0 is best, `None` not at all. The English label
/// and the name count in every language, since documentation uses them.
fn rank(t: Texts, parameter: &Parameter, search: &str) -> Option<u8> {
    let label = label(t, parameter.name).to_lowercase();
    let english = self::label(Texts::of(domain::Language::En), parameter.name).to_lowercase();
    let starts_word = |text: &str| {
        text.split([' ', '(', '_', '-'])
            .any(|word| word.starts_with(search))
    };
    let tests = [
        parameter.name == search || label == search,
        label.starts_with(search) || parameter.name.starts_with(search),
        starts_word(&label) || starts_word(parameter.name),
        label.contains(search) || parameter.name.contains(search) || english.contains(search),
    ];
    tests
        .iter()
        .zip(0..)
        .find(|(holds, _)| **holds)
        .map(|(_, rank)| rank)
}

/// A custom parameter of the name that is searched for.
fn custom(t: Texts, search: &str) -> Option<Section> {
    let own = search.strip_prefix(CUSTOM_PREFIX).unwrap_or(search);
    is_custom_name(own).then(|| {
        let name = format!("{CUSTOM_PREFIX}{own}");
        Section {
            title: t.named("group.custom"),
            choices: vec![Choice {
                label: label(t, &name),
                name,
                example: String::new(),
                known: Known::Maybe,
            }],
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    fn names(sections: &[Section]) -> Vec<&str> {
        let choices = sections.iter().flat_map(|section| &section.choices);
        choices.map(|choice| choice.name.as_str()).collect()
    }

    #[test]
    fn every_parameter_has_a_label_in_every_language() {
        for t in Language::ALL.iter().map(|language| Texts::of(*language)) {
            for parameter in Parameter::ALL
                .iter()
                .filter(|parameter| !parameter.is_family())
            {
                let key = format!("parameter.{}", parameter.name);
                assert!(t.find(&key).is_some(), "{key} in {:?}", t.language());
            }
        }
        assert_eq!(
            label(Texts::of(Language::En), "caller_number"),
            "Client's number"
        );
    }

    #[test]
    fn every_value_of_a_closed_list_and_every_group_has_a_label() {
        for t in Language::ALL.iter().map(|language| Texts::of(*language)) {
            for parameter in Parameter::ALL {
                for (key, label) in closed_list(t, parameter.name) {
                    assert!(!label.contains('.'), "{}.{key}", parameter.name);
                }
            }
            for group in Group::ALL {
                assert!(t.find(&format!("group.{group}")).is_some(), "{group}");
            }
        }
    }

    #[test]
    fn the_core_ones_come_first_and_then_all_in_groups() {
        let sections = sections(Texts::of(Language::En), "", Moment::AfterCall);
        let core = sections.first().map(|section| section.choices.len());
        assert_eq!(
            core,
            Some(
                Parameter::ALL
                    .iter()
                    .filter(|p| p.is_core && !p.is_family())
                    .count()
            )
        );
        let all: std::collections::BTreeSet<_> = names(&sections).into_iter().collect();
        assert_eq!(all.len(), Parameter::ALL.len() - 1);
    }

    #[test]
    fn a_search_finds_labels_of_the_language_names_and_english() {
        let ukrainian = Texts::of(Language::Uk);
        for search in ["номер клієнта", "caller_number", "client's number"] {
            let found = sections(ukrainian, search, Moment::AfterCall);
            assert_eq!(names(&found).first(), Some(&"caller_number"), "{search}");
        }
    }

    #[test]
    fn a_name_that_is_searched_for_can_be_a_custom_parameter() {
        let found = sections(Texts::of(Language::En), "order_no", Moment::AfterCall);
        assert_eq!(names(&found), ["custom.order_no"]);
        assert!(is_known("custom.order_no") && !is_known("custom.*") && !is_known("order_no"));
    }

    #[test]
    fn what_is_not_known_at_the_moment_is_marked() {
        let found = sections(Texts::of(Language::En), "recording_url", Moment::BeforeCall);
        let first = found.first().and_then(|section| section.choices.first());
        assert_eq!(first.map(|choice| choice.known), Some(Known::NotYet));
    }
}
