//! Each preset with the words of each language: what it makes can be saved.

use app::{desk::KnownPreset, i18n::Texts};
use domain::{
    AddressPolicy, ConnectionId, Language,
    preset::{AnswerKind, Answers, Filled, PASTES, Preset, SOURCES, Use},
    validate::{Surroundings, validate, validate_connection},
};
use server::presets::PRESETS;
use std::collections::BTreeMap;

#[test]
fn every_file_is_read() {
    assert_eq!(PRESETS.len(), SOURCES.len());
}

/// What somebody answers who follows the examples.
fn answers(preset: &Preset) -> BTreeMap<String, String> {
    let answered = preset.questions.iter().map(|question| {
        let text = match question.kind {
            AnswerKind::Secret => "s3cret".to_owned(),
            AnswerKind::Text | AnswerKind::Number | AnswerKind::Host | AnswerKind::Address => {
                question.example.replace('…', "x")
            }
        };
        (question.name.clone(), text)
    });
    answered.collect()
}

fn filled(preset: &Preset, language: Language) -> Filled {
    let uses: Vec<Use> = preset.uses.iter().map(|set| set.name).collect();
    let answers = Answers::read(preset, &uses, &answers(preset)).unwrap();
    let texts = Texts::of(language);
    let words = |name: &str| {
        let key = format!("preset.{name}");
        texts
            .find(&key)
            .unwrap_or_else(|| panic!("{key}"))
            .to_owned()
    };
    preset.fill(&uses, &answers, &words)
}

/// Every fault of a set, which no file may have.
fn faults(set: &Filled) -> Vec<domain::FieldError> {
    let policy = AddressPolicy::default();
    let names: Vec<String> = set.secrets.0.keys().cloned().collect();
    let mut faults = validate_connection(&set.connection, &names, &policy);
    for draft in &set.integrations {
        let mut draft = draft.clone();
        draft.signature = false;
        draft.connection = Some(ConnectionId(Default::default()));
        let around = Surroundings {
            secret_names: &names,
            policy: &policy,
            connection: Some(&set.connection),
        };
        faults.extend(validate(&draft, around));
    }
    faults
}

#[test]
fn every_preset_makes_what_can_be_saved_in_each_language() {
    for KnownPreset { key, preset } in &*PRESETS {
        for language in [Language::En, Language::Ru, Language::Uk] {
            let faults = faults(&filled(preset, language));
            assert!(faults.is_empty(), "{key}: {faults:?}");
        }
    }
}

#[test]
fn every_preset_asks_and_offers_in_words() {
    for KnownPreset { key, preset } in &*PRESETS {
        let texts = Texts::of(Language::En);
        let questions = preset.questions.iter();
        let questions = questions.map(|it| format!("preset.question.{}.label", it.name));
        let uses = preset
            .uses
            .iter()
            .map(|set| format!("preset.use.{}.label", set.name));
        for name in questions.chain(uses).chain([format!("preset.how.{key}")]) {
            assert!(texts.find(&name).is_some(), "{name}");
        }
        assert!(
            preset.uses.iter().any(|set| set.chosen),
            "{key} offers nothing at first"
        );
    }
}

#[test]
fn what_is_put_into_a_receiver_is_explained_in_words() {
    let texts = Texts::of(Language::En);
    for (key, _) in PASTES {
        assert!(PRESETS.iter().any(|known| known.key == *key), "{key}");
        for part in ["title", "help"] {
            let name = format!("preset.paste.{key}.{part}");
            assert!(texts.find(&name).is_some(), "{name}");
        }
    }
}
