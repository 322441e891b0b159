//! Each file, filled in and rendered for the made-up call as it would be sent.

use crate::{
    Cause, Connection, ConnectionId, Facts, Integration, IntegrationDraft, IntegrationId, Moment,
    TenantId,
    answer::Answer,
    condition::first_unmet,
    parameter::{CRM_PREFIX, Parameter, STEP_PREFIX},
    preset::{AnswerKind, Answers, Filled, PASTES, Preset, SOURCES, Use},
    request::render_step,
    sample,
    step::Step,
    value::Value,
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
        let kept = take.keep.then_some(CRM_PREFIX);
        for prefix in [STEP_PREFIX].into_iter().chain(kept) {
            let name = format!("{prefix}{}", take.name);
            let example = Parameter::find(&name).unwrap().example();
            facts.set(name, example);
        }
    }
    facts
}

/// The made-up call as it goes where nobody picks up.
fn missed() -> Facts {
    const OF_AN_ANSWER: [&str; 11] = [
        "answered_at",
        "connected_with",
        "employee_email",
        "employee_extension",
        "employee_id",
        "employee_name",
        "has_recording",
        "recording_duration",
        "recording_url",
        "recording_wav_url",
        "talk_duration",
    ];
    let mut facts = without(&sample::facts(Moment::AfterCall), &OF_AN_ANSWER);
    facts.set("status", Value::text("no_answer"));
    facts.set("is_answered", Value::Boolean(false));
    facts.set("is_missed", Value::Boolean(true));
    facts
}

fn without(facts: &Facts, names: &[&str]) -> Facts {
    let kept = facts.iter().filter(|(name, _)| !names.contains(name));
    kept.map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
}

/// The calls that an integration is shown with: an answered and a missed one, if it wants them.
fn calls(draft: &IntegrationDraft) -> Vec<(&'static str, Facts)> {
    let mut calls = vec![("", sample::facts(draft.moment))];
    if draft.moment == Moment::AfterCall {
        calls.push((", missed", missed()));
    }
    calls.retain(|(_, facts)| wants(draft, facts));
    calls
}

fn wants(draft: &IntegrationDraft, facts: &Facts) -> bool {
    first_unmet(&draft.conditions, facts).is_none()
}

/// The requests of a set, one after the other, secrets masked.
fn requests(set: Filled) -> String {
    let connection = Arc::new(Connection {
        id: ConnectionId(Uuid::nil()),
        version: 1,
        draft: set.connection,
    });
    let mut text = String::new();
    for draft in set.integrations {
        for (which, facts) in calls(&draft) {
            let _ = writeln!(text, "### {} ({}{which})", draft.name, draft.moment);
            if let Some(minutes) = draft.recording_wait_minutes {
                let _ = writeln!(text, "waits {minutes} minutes for a recording");
            }
            text.push_str(&rendered(draft.clone(), &connection, facts));
        }
    }
    text
}

/// The requests of an integration for a call.
fn rendered(mut draft: IntegrationDraft, connection: &Arc<Connection>, facts: Facts) -> String {
    draft.signature = false;
    let facts = known(&draft, facts);
    let (tenant, id) = (TenantId(Uuid::nil()), IntegrationId(Uuid::nil()));
    let shared = Some(Arc::clone(connection));
    let integration = Integration::compile(tenant, id, 1, draft, shared).unwrap();
    let mut text = String::new();
    for step in 0..integration.step_count() {
        let request = render_step(&integration, step, &facts, 1).unwrap();
        let request = request.masked();
        let _ = writeln!(text, "{} {}", request.method, request.url);
        text.extend(request.body.map(|body| format!("{}\n", body.trim_end())));
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
fn no_preset_takes_an_outage_or_a_refused_key_for_a_refused_call() {
    for (key, body) in [
        ("bitrix24", r#"{"error":"INTERNAL_SERVER_ERROR"}"#),
        ("hubspot", r#"{"status":"error"}"#),
        ("pipedrive", r#"{"success":false}"#),
        ("salesforce", r#"[{"errorCode":"UNKNOWN_EXCEPTION"}]"#),
        ("google_sheets", r#"{"error":"no rights"}"#),
        ("telegram", r#"{"ok":false}"#),
    ] {
        let (_, preset) = presets().find(|(this, _)| *this == key).unwrap();
        let judged = |status| Answer::new(status, body).judge(preset.success.as_ref());
        assert_eq!(judged(200), Cause::Refused, "{key}");
        for status in [401, 500, 502] {
            assert_eq!(judged(status), Cause::Status, "{key}: {status}");
        }
    }
}

#[test]
fn whom_one_integration_of_a_call_made_no_other_looks_for_in_vain_and_makes_again() {
    for (key, client) in [
        ("amocrm", "contact_id"),
        ("hubspot", "contact_id"),
        ("pipedrive", "person_id"),
    ] {
        let (_, mut preset) = presets().find(|(this, _)| *this == key).unwrap();
        let of_client = |name: Use| matches!(name, Use::Client | Use::Log | Use::Task);
        preset.uses.retain(|set| of_client(set.name));
        let mut facts = Facts::default();
        facts.set(format!("{CRM_PREFIX}{client}"), Value::Integer(797));
        let mut makers = 0;
        for draft in filled(&preset).integrations {
            let makes = |step: &&Step| step.takes.iter().any(|take| take.name == client);
            for maker in draft.steps.iter().filter(makes) {
                makers += 1;
                let only_if = maker.only_if.as_ref().unwrap();
                assert!(!only_if.holds(&facts), "{key}: {}", draft.name);
            }
            let text = serde_json::to_string(&draft).unwrap();
            let of_step = format!("{STEP_PREFIX}{client}");
            assert!(!text.contains(&of_step), "{key}: {}", draft.name);
        }
        assert!(makers >= 2, "{key}");
    }
}

#[test]
fn who_hides_the_number_is_no_client_and_reaches_only_tables_and_messages() {
    let no_number = ["caller_number", "caller_country", "is_anonymous"];
    for (key, preset) in presets() {
        for set in &preset.uses {
            let only = Preset {
                uses: vec![set.clone()],
                ..preset.clone()
            };
            let connection = Arc::new(Connection {
                id: ConnectionId(Uuid::nil()),
                version: 1,
                draft: filled(&only).connection,
            });
            for draft in filled(&only).integrations {
                let calls = calls(&draft);
                assert!(!calls.is_empty(), "{key}: {} wants no call", draft.name);
                for (_, facts) in calls {
                    let untold = without(&facts, &no_number);
                    let mut hidden = untold.clone();
                    hidden.set("is_anonymous", Value::Boolean(true));
                    for facts in [untold, hidden] {
                        let is_wanted = wants(&draft, &facts);
                        assert_eq!(is_wanted, !set.name.needs_number(), "{key}: {}", draft.name);
                        if is_wanted {
                            let sent = rendered(draft.clone(), &connection, facts);
                            assert!(!sent.contains("380501112233"), "{key}: {sent}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn bitrix24_notes_a_recording_once_whenever_it_comes_and_nothing_without_one() {
    let (_, mut preset) = presets().find(|(key, _)| *key == "bitrix24").unwrap();
    preset.uses.retain(|set| set.name == Use::Recording);
    let drafts = filled(&preset).integrations;
    assert_eq!(drafts.len(), 1);
    let draft = &drafts[0];
    // Each later fact would else note it again.
    assert_eq!(draft.moment, Moment::AfterCall);
    assert!(draft.recording_wait_minutes.is_some());
    let told = sample::facts(Moment::AfterCall);
    let untold = without(&told, &["recording_url"]);
    assert!(wants(draft, &told) && wants(draft, &untold) && !wants(draft, &missed()));
    let looks = draft.steps[0].only_if.as_ref().unwrap();
    assert!(looks.holds(&told) && !looks.holds(&untold));
    let notes = draft.steps[1].only_if.as_ref().unwrap();
    assert_eq!(notes.parameter, "step.contact_id");
    assert!(draft.takes.is_empty());
}

#[test]
fn zammad_is_told_of_a_hidden_number_by_the_word_that_it_knows() {
    let (_, preset) = presets().find(|(key, _)| *key == "zammad").unwrap();
    let set = filled(&preset);
    let connection = Arc::new(Connection {
        id: ConnectionId(Uuid::nil()),
        version: 1,
        draft: set.connection,
    });
    for draft in set.integrations {
        let hidden = without(&sample::facts(draft.moment), &["caller_number"]);
        let sent = rendered(draft, &connection, hidden);
        assert!(sent.contains(r#""from":"anonymous""#), "{sent}");
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

/// The names of the rows that a preset sends as JSON.
fn row_names(key: &str) -> Vec<String> {
    let (_, preset) = presets().find(|(this, _)| *this == key).unwrap();
    let drafts = filled(&preset).integrations;
    let rows = drafts.into_iter().flat_map(|draft| draft.parameters);
    rows.map(|row| row.name).collect()
}

fn paste(key: &str) -> &'static str {
    let found = PASTES.iter().find(|(this, _)| *this == key);
    found.map(|(_, text)| *text).unwrap()
}

#[test]
fn the_script_of_the_sheet_begins_with_the_columns_that_are_sent() {
    let (_, columns) = paste("google_sheets").split_once("COLUMNS = [").unwrap();
    let (columns, _) = columns.split_once(']').unwrap();
    let names: Vec<&str> = columns.split('\'').skip(1).step_by(2).collect();
    assert_eq!(names, row_names("google_sheets"));
}

#[test]
fn the_sample_of_the_flow_is_the_made_up_call() {
    let (_, preset) = presets().find(|(key, _)| *key == "excel").unwrap();
    let sent = requests(filled(&preset));
    let body = sent.lines().find(|line| line.starts_with('{')).unwrap();
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(read(paste("excel")), read(body));
}
