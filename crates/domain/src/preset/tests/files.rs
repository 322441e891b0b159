//! Each file, filled in and rendered for the made-up call as it would be sent.

use crate::{
    Connection, ConnectionId, Facts, Integration, IntegrationDraft, IntegrationId, TenantId,
    parameter::{Parameter, STEP_PREFIX},
    preset::{AnswerKind, Answers, Filled, Preset, SOURCES, Use},
    request::render_step,
    sample,
};
use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};
use uuid::Uuid;

fn presets() -> impl Iterator<Item = (&'static str, Preset)> {
    let read = |source: &str| toml::from_str(source);
    SOURCES.iter().map(move |(key, source)| {
        let preset = read(source).unwrap_or_else(|error| panic!("{key}: {error}"));
        (*key, preset)
    })
}

/// The set that somebody gets who follows the examples. Words stand as their names.
fn filled(preset: &Preset) -> Filled {
    let uses: Vec<Use> = preset.uses.iter().map(|set| set.name).collect();
    let answered = preset.questions.iter().map(|question| {
        let text = match question.kind {
            AnswerKind::Secret => "s3cret".to_owned(),
            AnswerKind::Text | AnswerKind::Number | AnswerKind::Host | AnswerKind::Address => {
                question.example.replace('…', "x")
            }
        };
        (question.name.clone(), text)
    });
    let answered: BTreeMap<_, _> = answered.collect();
    let answers = Answers::read(preset, &uses, &answered).unwrap();
    preset.fill(&uses, &answers, &|name| format!("[{name}]"))
}

/// What is known of the call, with examples of what earlier answers give.
fn known(draft: &IntegrationDraft, mut facts: Facts) -> Facts {
    let further = draft.steps.iter().flat_map(|step| &step.takes);
    for take in draft.takes.iter().chain(further) {
        let name = format!("{STEP_PREFIX}{}", take.name);
        let example = Parameter::find(&name).unwrap().example();
        facts.set(name, example);
    }
    facts
}

/// The requests of a set, one after the other, secrets masked.
fn requests(set: Filled) -> String {
    let connection = Arc::new(Connection {
        id: ConnectionId(Uuid::nil()),
        version: 1,
        draft: set.connection,
    });
    let mut text = String::new();
    for mut draft in set.integrations {
        draft.signature = false;
        let facts = known(&draft, sample::facts(draft.moment));
        let _ = writeln!(text, "### {} ({})", draft.name, draft.moment);
        let (tenant, id) = (TenantId(Uuid::nil()), IntegrationId(Uuid::nil()));
        let shared = Some(Arc::clone(&connection));
        let integration = Integration::compile(tenant, id, 1, draft, shared).unwrap();
        for step in 0..integration.step_count() {
            let request = render_step(&integration, step, &facts, 1).unwrap();
            let request = request.masked();
            let _ = writeln!(text, "{} {}", request.method, request.url);
            text.extend(request.body.map(|body| format!("{}\n", body.trim_end())));
        }
    }
    text
}

#[test]
fn every_preset_sends_the_made_up_call() {
    for (key, preset) in presets() {
        insta::assert_snapshot!(format!("preset_{key}"), requests(filled(&preset)));
    }
}

#[test]
fn every_preset_names_the_call_against_duplicates() {
    for (key, preset) in presets() {
        // A message to people, and a card on a screen, name no call.
        let to_people = |name: Use| matches!(name, Use::Message | Use::Card);
        let mut preset = preset;
        preset.uses.retain(|set| !to_people(set.name));
        if !preset.uses.is_empty() {
            let requests = requests(filled(&preset));
            assert!(requests.contains("ua-1771234567.8812"), "{key}: {requests}");
        }
    }
}
