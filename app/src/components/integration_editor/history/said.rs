//! What an integration says, line by line in a person's words, so that two versions of it can be
//! compared. What is usual is left unsaid, and keys are only named.

use super::super::{
    catalogue, form::Form, form::seconds_text, formats, sends::sentence, step::when_label,
    success_form::statuses_text,
};
use crate::{
    components::connections::way::Way,
    error::AppError,
    i18n::{Key, Texts, text},
    session::Scope,
};
use domain::{
    ConnectionId, IntegrationDraft, MemberId,
    answer::{AnswerRule, SuccessRule},
    connection::Auth,
    format::FormatSpec,
    integration::{ParameterRow, RowValue, WhenEmpty},
    step::{Step, Take},
};
use std::collections::HashMap;

/// What the things that an integration names are called now; those that are gone are not there.
pub struct Names {
    /// Connections by name.
    pub connections: HashMap<ConnectionId, String>,
    /// Members by e-mail.
    pub members: HashMap<MemberId, String>,
}

impl Names {
    /// Those of the tenant that is looked at.
    pub async fn of(scope: &Scope) -> Result<Self, AppError> {
        let connections = scope.tenant.list_connections().await?.into_iter();
        let members = scope.tenant.list_members().await?.into_iter();
        Ok(Self {
            connections: connections.map(|row| (row.id, row.draft.name)).collect(),
            members: members.map(|row| (row.id, row.email)).collect(),
        })
    }
}

/// The lines, in the order of the form.
pub fn lines(t: Texts, draft: &IntegrationDraft, names: &Names) -> Vec<String> {
    let mut said = vec![line(t, text::EDITOR_NAME_LABEL, &draft.name)];
    if let Some(id) = draft.connection {
        let name = names.connections.get(&id).map(String::as_str);
        let name = name.unwrap_or(t.get(text::EDITOR_HISTORY_NO_CONNECTION));
        said.push(line(t, text::EDITOR_CONNECTION_LABEL, name));
    }
    let moment = t.named(&format!("moment.name.{}", draft.moment.key()));
    said.push(line(t, text::MOMENT_LABEL, &moment));
    said.extend(recording(t, draft));
    let sends = sentence(t, &Form::of(draft));
    said.push(line(t, text::EDITOR_SENDS_TITLE, &sends));
    said.extend(request(t, &own(draft)));
    said.extend(key(t, draft));
    for (step, number) in draft.steps.iter().zip(2_i64..) {
        let number = t.number(number);
        let place = t.with(text::EDITOR_STEPS_NAMED, &[("number", &number)]);
        let lines = further(t, step).into_iter();
        said.extend(lines.map(|line| format!("{place} · {line}")));
    }
    let unanswered = t.named(&format!(
        "editor.unanswered.{}",
        draft.when_unanswered.key()
    ));
    said.push(line(t, text::EDITOR_UNANSWERED_LABEL, &unanswered));
    said.extend(limits(t, draft));
    said.push(recipients(t, draft, names));
    said.push(
        t.get(if draft.enabled {
            text::EDITOR_STATE_ENABLED
        } else {
            text::EDITOR_STATE_PAUSED
        })
        .to_owned(),
    );
    said
}

fn line(t: Texts, name: Key, value: &str) -> String {
    format!("{}: {value}", t.get(name))
}

/// The integration's own request as a step.
fn own(draft: &IntegrationDraft) -> Step {
    let draft = draft.clone();
    Step {
        name: draft.name,
        only_if: None,
        url: draft.url,
        method: draft.method,
        body_format: draft.body_format,
        body_template: draft.body_template,
        headers: draft.headers,
        parameters: draft.parameters,
        success: draft.success,
        takes: draft.takes,
    }
}

/// A further step: what it is called, when it is sent, and its request.
fn further(t: Texts, step: &Step) -> Vec<String> {
    let mut said = vec![line(t, text::EDITOR_STEPS_NAME, &step.name)];
    if let Some(only_if) = &step.only_if {
        let when = when_label(t, only_if.is, &only_if.parameter);
        let when = format!("{when} {}", only_if.value);
        said.push(line(t, text::EDITOR_STEPS_WHEN_LABEL, when.trim()));
    }
    said.extend(request(t, step));
    said
}

fn request(t: Texts, step: &Step) -> Vec<String> {
    let format = format!("editor.body.{}.label", step.body_format.key());
    let mut said = vec![
        line(t, text::EDITOR_URL_LABEL, &step.url),
        line(t, text::EDITOR_METHOD, step.method.key()),
        line(t, text::EDITOR_BODY_TITLE, &t.named(&format)),
    ];
    let template = step.body_template.iter().flat_map(|text| text.lines());
    said.extend(template.map(|text| line(t, text::EDITOR_BODY_TEMPLATE, text)));
    said.extend(step.parameters.iter().map(|row| parameter(t, row)));
    said.extend(step.headers.iter().map(|row| {
        let header = format!("{} = {}", row.name, value(t, &row.value));
        line(t, text::EDITOR_HEADERS_TITLE, &header)
    }));
    said.extend(success(t, step.success.as_ref()));
    said.extend(step.takes.iter().map(|it| take(t, it)));
    said
}

/// A row of the table, such as `phone = Client's number, E.164 (phone:e164)`.
fn parameter(t: Texts, row: &ParameterRow) -> String {
    let mut said = format!("{} = {}", row.name, value(t, &row.value));
    match &row.format {
        None => {}
        Some(FormatSpec::Text(text)) => {
            said += &format!(", {} ({text})", formats::label_of_text(t, text));
        }
        Some(FormatSpec::Map(map)) => {
            let pairs = map.map.iter().map(|(from, to)| format!("{from} → {to}"));
            let other = map.otherwise.iter();
            let other = other.map(|to| format!("{} → {to}", t.get(text::EDITOR_FORMAT_OTHERWISE)));
            let pairs: Vec<String> = pairs.chain(other).collect();
            said += &format!(", {}: {}", t.get(text::FORMAT_MAP), pairs.join("; "));
        }
    }
    let empty = match &row.when_empty {
        WhenEmpty::Omit => None,
        WhenEmpty::Empty => Some(t.get(text::EDITOR_EMPTY_EMPTY).to_owned()),
        WhenEmpty::Default(text) => Some(text.clone()),
    };
    if let Some(empty) = empty {
        said += &format!(", {}", line(t, text::EDITOR_ROWS_WHEN_EMPTY, &empty));
    }
    line(t, text::EDITOR_ROWS_TITLE, &said)
}

fn value(t: Texts, value: &RowValue) -> String {
    match value {
        RowValue::Parameter(name) => catalogue::label(t, name),
        RowValue::Constant(text) | RowValue::Template(text) => text.clone(),
    }
}

fn success(t: Texts, rule: Option<&SuccessRule>) -> Vec<String> {
    let statuses = rule.map(|rule| statuses_text(&rule.status));
    let statuses = statuses.filter(|text| !text.is_empty());
    let statuses = statuses.as_deref();
    let statuses = statuses.unwrap_or(t.get(text::EDITOR_SUCCESS_ANY));
    let mut said = vec![line(t, text::EDITOR_SUCCESS_STATUSES, statuses)];
    let rules = rule.into_iter().flat_map(|rule| &rule.answers);
    said.extend(rules.map(|rule| answer_rule(t, rule)));
    said
}

fn answer_rule(t: Texts, rule: &AnswerRule) -> String {
    let mut said = t.named(&format!("editor.success.means.{}", rule.means.key()));
    for (key, texts) in [
        (
            text::EDITOR_SUCCESS_PATH,
            rule.path.clone().unwrap_or_default(),
        ),
        (text::EDITOR_SUCCESS_VALUES, rule.values.join(" | ")),
        (text::EDITOR_SUCCESS_CONTAINS, rule.contains.join(" | ")),
        (text::EDITOR_SUCCESS_STATUS, statuses_text(&rule.status)),
    ] {
        if !texts.is_empty() {
            said += &format!(", {} {texts}", t.get(key));
        }
    }
    line(t, text::EDITOR_SUCCESS_MEANS_LABEL, &said)
}

fn take(t: Texts, take: &Take) -> String {
    let mut said = format!("{} = {}", take.name, take.path);
    if take.keep {
        let name = format!("{{{{crm.{}}}}}", take.name);
        said += &format!(", {}", t.with(text::EDITOR_TAKES_KEEP, &[("name", &name)]));
    }
    line(t, text::EDITOR_TAKES_TITLE, &said)
}

fn recording(t: Texts, draft: &IntegrationDraft) -> Option<String> {
    let minutes = draft.recording_wait_minutes?.to_string();
    let most = line(t, text::EDITOR_RECORDING_MINUTES, &minutes);
    let wait = format!("{}. {most}", t.get(text::EDITOR_RECORDING_WAIT));
    Some(line(t, text::EDITOR_RECORDING_LABEL, &wait))
}

/// Where the key goes, how it signs in, and whether it stamps.
fn key(t: Texts, draft: &IntegrationDraft) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(key) = &draft.key {
        let place = t.named(&format!("editor.key.{}", key.place.key()));
        let place = format!("{place}, {}", key.name);
        said.push(line(t, text::EDITOR_KEY_TITLE, &place));
    }
    if let Some(auth) = &draft.auth {
        let way = format!("connections.way.{}.label", Way::of(auth).key());
        said.push(line(t, text::EDITOR_AUTH_TITLE, &t.named(&way)));
        said.extend(sign_in(t, auth));
    }
    let stamps = t.named(&format!("value.boolean.{}", draft.signature));
    said.push(line(t, text::EDITOR_STAMP_TITLE, &stamps));
    said
}

fn sign_in(t: Texts, auth: &Auth) -> Vec<String> {
    match auth {
        Auth::Bearer => Vec::new(),
        Auth::Basic { login } => vec![line(t, text::CONNECTIONS_LOGIN, login)],
        Auth::OAuth2(oauth) => {
            let place = format!("connections.client_auth.{}", oauth.client_auth.key());
            let place = t.named(&place);
            let agree = oauth.authorize_url.as_deref().unwrap_or_default();
            let all = [
                (text::CONNECTIONS_CLIENT_ID, oauth.client_id.as_str()),
                (text::CONNECTIONS_TOKEN_URL, oauth.token_url.as_str()),
                (text::CONNECTIONS_AUTHORIZE_URL, agree),
                (text::CONNECTIONS_SCOPE, oauth.scope.as_str()),
                (text::CONNECTIONS_CLIENT_AUTH_LABEL, place.as_str()),
            ];
            let some = all.into_iter().filter(|(_, value)| !value.is_empty());
            some.map(|(name, value)| line(t, name, value)).collect()
        }
    }
}

fn limits(t: Texts, draft: &IntegrationDraft) -> [String; 3] {
    let rate = draft.limits.per_second.map(|count| count.to_string());
    let rate = rate.as_deref();
    let rate = rate.unwrap_or(t.get(text::EDITOR_LIMITS_NO_LIMIT));
    let parallel = draft.limits.parallel.to_string();
    let timeout = seconds_text(draft.timeout_ms);
    [
        line(t, text::EDITOR_LIMITS_PARALLEL, &parallel),
        line(t, text::EDITOR_LIMITS_PER_SECOND, rate),
        line(t, text::EDITOR_LIMITS_TIMEOUT, &timeout),
    ]
}

fn recipients(t: Texts, draft: &IntegrationDraft, names: &Names) -> String {
    if draft.failure_recipients.is_empty() {
        return t.get(text::EDITOR_RECIPIENTS_PILL_ALL).to_owned();
    }
    let former = t.get(text::AUTHOR_FORMER);
    let told = draft.failure_recipients.iter();
    let told = told.map(|id| names.members.get(id).map_or(former, String::as_str));
    let told: Vec<&str> = told.collect();
    line(t, text::EDITOR_RECIPIENTS_LABEL, &told.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;
    use serde_json::json;

    fn said(change: &serde_json::Value) -> Vec<String> {
        let mut words = json!({
            "name": "Leads", "url": "https://crm.example/hook", "moment": "after_call",
            "method": "POST", "body_format": "json",
        });
        let words_of = words.as_object_mut().unwrap();
        words_of.extend(change.as_object().unwrap().clone());
        let names = Names {
            connections: HashMap::new(),
            members: HashMap::new(),
        };
        let draft: IntegrationDraft = serde_json::from_value(words).unwrap();
        lines(Texts::of(Language::En), &draft, &names)
    }

    /// Each change makes its line.
    fn expect_lines<const CHANGES: usize>(changes: [(serde_json::Value, &str); CHANGES]) {
        let before = said(&json!({}));
        for (change, expected) in changes {
            let after = said(&change);
            assert!(!before.iter().any(|line| line == expected), "{expected}");
            assert!(after.iter().any(|line| line == expected), "{after:#?}");
        }
    }

    #[test]
    fn whatever_is_changed_is_in_a_line_of_its_own() {
        let con = format!("con_{:032}", 1);
        let rows = |row: serde_json::Value| json!({"parameters": [row]});
        expect_lines([
            (json!({"name": "Calls"}), "Name: Calls"),
            (
                json!({"connection": con}),
                "Connection: a deleted connection",
            ),
            (json!({"moment": "answered"}), "Moment: Answered"),
            (
                json!({"recording_wait_minutes": 30}),
                "Recording of the call: wait for it. At most, minutes: 30",
            ),
            (
                json!({"conditions": [{"parameter": "direction", "comparison": "is", "values": ["in"]}]}),
                "Which calls are sent: incoming calls",
            ),
            (
                rows(
                    json!({"name": "phone", "value": {"parameter": "caller_number"},
                    "format": "phone:e164", "when_empty": {"default": "-"}}),
                ),
                "Parameters: phone = Client's number, E.164 (phone:e164), When empty: -",
            ),
            (
                rows(json!({"name": "way", "value": {"parameter": "direction"},
                    "format": {"map": {"in": "1"}, "else": "2"}})),
                "Parameters: way = Direction, map of values: in → 1; any other → 2",
            ),
            (
                json!({"headers": [{"name": "x-a", "value": {"template": "{{secret:key}}"}}]}),
                "Headers: x-a = {{secret:key}}",
            ),
            (
                json!({"success": {"status": [200], "answers": [{"means": "later", "path": "$.e", "values": ["A", "B"]}]}}),
                "The answer means: try later, where there is something at $.e, and it is one of A | B",
            ),
            (
                json!({"takes": [{"name": "id", "path": "$.id", "keep": true}]}),
                "Take from the answer: id = $.id, keep on the call as {{crm.id}}",
            ),
        ]);
    }

    #[test]
    fn keys_steps_and_limits_have_lines_of_their_own_too() {
        let member = format!("mem_{:032}", 1);
        expect_lines([
            (
                json!({"key": {"place": "header", "name": "x-key"}}),
                "CRM key (issued by your CRM): in a header, x-key",
            ),
            (
                json!({"auth": {"basic": {"login": "shop"}}}),
                "Name to sign in with: shop",
            ),
            (
                json!({"steps": [{"name": "Task", "url": "task", "method": "POST",
                    "only_if": {"parameter": "step.id", "is": "equals", "value": "7"}}]}),
                "Step 2 · Sent: only if id is 7",
            ),
            (
                json!({"when_unanswered": "stop"}),
                "If no answer came: stop and ask me",
            ),
            (json!({"limits": {"per_second": 2}}), "Per second: 2"),
            (json!({"timeout_ms": 1500}), "Time-out, s: 1.5"),
            (
                json!({"failure_recipients": [member]}),
                "Who is told of failures: a member who has left",
            ),
            (
                json!({"signature": false}),
                "Hookline’s stamp (signature): no",
            ),
            (json!({"enabled": false}), "Paused"),
        ]);
    }

    #[test]
    fn a_body_of_ones_own_is_compared_line_by_line() {
        let said = said(&json!({"body_format": "json_template", "body_template": "{\n}"}));
        let body: Vec<_> = said
            .iter()
            .filter(|line| line.starts_with("Body: "))
            .collect();
        assert_eq!(body, ["Body: {", "Body: }"]);
    }
}
