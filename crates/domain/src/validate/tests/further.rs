//! Facts about faults of steps, answers, ways to sign in and connections.

use super::*;
use crate::connection::ConnectionDraft;

fn step(patch: Value) -> Value {
    let mut step = json!({"name": "Task", "url": "https://x.com/task", "method": "POST"});
    if let (Some(step), Value::Object(patch)) = (step.as_object_mut(), patch) {
        step.extend(patch);
    }
    step
}

fn connection(patch: Value) -> ConnectionDraft {
    let mut whole = json!({"name": "Bitrix24", "url": "https://shop.bitrix24.com/rest"});
    if let (Some(whole), Value::Object(patch)) = (whole.as_object_mut(), patch) {
        whole.extend(patch);
    }
    serde_json::from_value(whole).unwrap()
}

fn named(errors: Vec<FieldError>) -> Vec<String> {
    let name = |error: FieldError| format!("{} {}", error.field, error.fault);
    errors.into_iter().map(name).collect()
}

fn faults_below(patch: Value, connection: &ConnectionDraft) -> Vec<String> {
    let mut patch = patch;
    if let Some(patch) = patch.as_object_mut() {
        let id = "con_00000000000000000000000000000001";
        patch.insert("connection".to_owned(), json!(id));
    }
    let secrets = ["key".to_owned()];
    faults_beside(patch, &AddressPolicy::default(), &secrets, Some(connection))
}

#[test]
fn a_later_step_uses_what_an_earlier_one_takes() {
    let uses = |name: &str| {
        step(json!({
            "parameters": [{"name": "id", "value": {"parameter": name}}],
            "only_if": {"parameter": name, "is": "found"},
        }))
    };
    let takes = json!([{"name": "contact_id", "path": "$.result.0.ID"}]);
    let draft = |steps: Vec<Value>| json!({"takes": takes, "steps": steps});
    assert_eq!(faults(draft(vec![uses("step.contact_id")])), [""; 0]);
    assert_eq!(faults(draft(vec![uses("crm.deal_id")])), [""; 0]);
    assert_eq!(
        faults(draft(vec![step(json!({})), uses("step.deal_id")])),
        [
            "steps.1.parameters.0.value step_value_unknown name=step.deal_id",
            "steps.1.only_if.parameter step_value_unknown name=step.deal_id",
        ]
    );
    assert_eq!(
        faults(json!({"parameters": [{"name": "a", "value": {"template": "{{step.x}}"}}]})),
        ["parameters.0.value step_value_unknown name=step.x"]
    );
}

#[test]
fn a_step_is_judged_like_the_integration_itself() {
    let of = |patch: Value| faults(json!({"steps": [step(patch)]}));
    assert_eq!(of(json!({})), [""; 0]);
    assert_eq!(of(json!({"name": ""})), ["steps.0.name required"]);
    assert_eq!(of(json!({"url": ""})), ["steps.0.url required"]);
    assert_eq!(
        of(json!({"url": "http://127.0.0.1/"})),
        ["steps.0.url address_inner address=127.0.0.1"]
    );
    assert_eq!(
        of(json!({"method": "GET", "body_format": "json"})),
        ["steps.0.body_format body_with_get"]
    );
    assert_eq!(
        of(json!({"headers": [{"name": "host", "value": {"constant": "x"}}]})),
        ["steps.0.headers.0.name header_reserved name=host"]
    );
    assert_eq!(
        of(json!({"parameters": [{"name": "a", "value": {"parameter": "nope"}}]})),
        ["steps.0.parameters.0.value unknown_parameter name=nope"]
    );
    assert_eq!(
        of(json!({"url": "https://x.com/{{secret:other}}"})),
        ["steps.0.url secret_missing name=other"]
    );
    let five: Vec<Value> = (0..5).map(|_| step(json!({}))).collect();
    assert_eq!(faults(json!({"steps": five})), ["steps too_many max=4"]);
}

#[test]
fn values_are_taken_under_names_of_their_own_from_places_that_can_be_read() {
    let of = |takes: Value| faults(json!({"takes": takes}));
    assert_eq!(
        of(json!([
            {"name": "id", "path": "$..a"},
            {"name": "id", "path": "$.a"},
            {"name": "a b", "path": "$.a"},
            {"name": "", "path": "$.a"},
        ])),
        [
            "takes.0.path path_invalid",
            "takes.1.name duplicate_name name=id",
            "takes.2.name unknown_parameter name=a b",
            "takes.3.name required",
        ]
    );
}

#[test]
fn a_search_comes_first_only_where_there_are_steps() {
    let first = json!({"when_unanswered": "search_first"});
    assert_eq!(faults(first), ["when_unanswered needs_steps"]);
    let first = json!({"when_unanswered": "search_first", "steps": [step(json!({}))]});
    assert_eq!(faults(first), [""; 0]);
}

#[test]
fn rules_over_answers_name_what_they_look_at() {
    let of = |answers: Value| faults(json!({"success": {"answers": answers}}));
    assert_eq!(
        of(json!([{"means": "refused", "path": "$.error"}])),
        [""; 0]
    );
    assert_eq!(
        of(json!([
            {"means": "later"},
            {"means": "later", "values": ["x"]},
            {"means": "later", "path": "$[*]"},
            {"means": "accepted", "status": [99]},
            {"means": "accepted", "contains": ["x".repeat(513)]},
        ])),
        [
            "success.answers.0 required",
            "success.answers.1 required",
            "success.answers.1.path required",
            "success.answers.2.path path_invalid",
            "success.answers.3.status.0 out_of_range max=599 min=100",
            "success.answers.4.contains too_long max=512",
        ]
    );
}

#[test]
fn a_way_to_sign_in_needs_its_secrets_and_addresses() {
    assert_eq!(
        faults(json!({"auth": "bearer"})),
        ["auth secret_missing name=token"]
    );
    assert_eq!(
        faults(json!({"auth": {"basic": {"login": "a:b"}}})),
        [
            "auth.login header_name",
            "auth secret_missing name=password"
        ]
    );
    let oauth = json!({"auth": {"oauth2": {
        "grant": "authorization_code", "client_id": "", "token_url": "http://10.0.0.1/token",
    }}});
    assert_eq!(
        faults(oauth),
        [
            "auth.client_id required",
            "auth.token_url address_inner address=10.0.0.1",
            "auth.authorize_url required",
            "auth secret_missing name=client_secret",
        ]
    );
    assert_eq!(
        faults_with(
            json!({
                "auth": "bearer",
                "headers": [{"name": "Authorization", "value": {"constant": "x"}}],
            }),
            &AddressPolicy::default(),
            &["token".to_owned()],
        ),
        ["headers.0.name duplicate_name name=authorization"]
    );
}

#[test]
fn an_integration_stays_below_its_connection() {
    let shared = connection(json!({"key": {"place": "query", "name": "auth"}}));
    let of = |patch: Value| faults_below(patch, &shared);
    assert_eq!(of(json!({"url": "crm.lead.add"})), [""; 0]);
    assert_eq!(of(json!({"url": ""})), [""; 0]);
    assert_eq!(of(json!({"url": "https://shop.bitrix24.com/x"})), [""; 0]);
    assert_eq!(
        of(json!({"url": "https://evil.example/x"})),
        ["url host_of_connection"]
    );
    assert_eq!(
        of(json!({"url": "x", "key": {"place": "query", "name": "k"}})),
        ["key set_by_connection"]
    );
    let gone = json!({"connection": "con_00000000000000000000000000000001"});
    assert_eq!(faults(gone), ["connection connection_missing"]);
    let tidied = tidy_draft(draft(json!({
        "url": " crm.lead.add ", "connection": "con_00000000000000000000000000000001",
    })));
    assert_eq!(tidied.url, "crm.lead.add");
}

#[test]
fn a_connection_has_a_base_address_and_its_secrets() {
    let of = |patch: Value, secrets: &[&str]| {
        let secrets: Vec<String> = secrets.iter().map(ToString::to_string).collect();
        let draft = tidy_connection(connection(patch));
        named(validate_connection(
            &draft,
            &secrets,
            &AddressPolicy::default(),
        ))
    };
    assert_eq!(of(json!({"url": "shop.bitrix24.com/rest"}), &[]), [""; 0]);
    assert_eq!(of(json!({"url": ""}), &[]), ["url required"]);
    assert_eq!(
        of(json!({"url": "https://x.com/?a=1"}), &[]),
        ["url url_invalid"]
    );
    assert_eq!(
        of(json!({"url": "https://10.0.0.1/"}), &[]),
        ["url address_inner"]
    );
    assert_eq!(of(json!({"auth": "bearer"}), &[]), ["auth secret_missing"]);
    assert_eq!(of(json!({"auth": "bearer"}), &["token"]), [""; 0]);
    assert_eq!(
        of(
            json!({"url": "https://x.com/{{secret:signature}}/"}),
            &["signature"]
        ),
        ["url secret_name"]
    );
    assert_eq!(
        of(json!({"limits": {"parallel": 0}}), &[]),
        ["limits.parallel out_of_range"]
    );
}
