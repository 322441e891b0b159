//! Facts about answers and the rules that judge them.

use super::*;
use serde_json::json;

fn rule(json: serde_json::Value) -> SuccessRule {
    serde_json::from_value(json).unwrap()
}

fn judged(rule: Option<&SuccessRule>, status: u16, body: &str) -> Cause {
    Answer::new(status, body).judge(rule)
}

#[test]
fn without_a_rule_any_2xx_is_accepted() {
    assert_eq!(judged(None, 204, ""), Cause::Accepted);
    assert_eq!(judged(None, 302, ""), Cause::Redirect);
    assert_eq!(judged(None, 404, ""), Cause::Status);
    assert_eq!(judged(None, 199, ""), Cause::Status);
}

#[test]
fn a_list_of_statuses_decides_alone() {
    let rule = rule(json!({"status": [302]}));
    assert_eq!(judged(Some(&rule), 302, ""), Cause::Accepted);
    assert_eq!(judged(Some(&rule), 200, ""), Cause::Status);
    assert_eq!(judged(Some(&rule), 303, ""), Cause::Redirect);
}

#[test]
fn the_first_rule_that_holds_decides() {
    let rule = rule(json!({"answers": [
        {"means": "later", "path": "$.error", "values": ["QUERY_LIMIT_EXCEEDED"]},
        {"means": "refused", "path": "$.error"},
        {"means": "accepted", "status": [409]},
        {"means": "refused", "contains": ["Wrong Key"]},
    ]}));
    let of = |status, body: &str| judged(Some(&rule), status, body);
    assert_eq!(of(503, r#"{"error":"QUERY_LIMIT_EXCEEDED"}"#), Cause::Later);
    assert_eq!(of(200, r#"{"error":"NO_ACCESS"}"#), Cause::Refused);
    assert_eq!(of(200, r#"{"error":""}"#), Cause::Accepted);
    assert_eq!(of(200, r#"{"error":0}"#), Cause::Accepted);
    assert_eq!(of(200, r#"{"error":5}"#), Cause::Refused);
    assert_eq!(of(409, "{}"), Cause::Accepted);
    assert_eq!(of(200, "WRONG KEY!"), Cause::Refused);
    assert_eq!(of(200, r#"{"result":1}"#), Cause::Accepted);
    assert_eq!(of(500, "oops"), Cause::Status);
}

#[test]
fn an_outage_or_a_refused_key_is_no_refusal_of_the_call_whatever_the_answer_says() {
    let refusals = rule(json!({"answers": [
        {"means": "refused", "path": "$.error"},
        {"means": "refused", "contains": ["sign in"]},
    ]}));
    for status in [302, 400, 401, 410, 429, 500, 503] {
        for body in [r#"{"error":"INTERNAL_SERVER_ERROR"}"#, "<html>Sign in"] {
            let cause = judged(Some(&refusals), status, body);
            assert_eq!(cause, of_status(status), "{status} {body}");
        }
    }
    // One that counts as accepted is refused by its text, and one that a rule names in any case.
    let named = rule(json!({"status": [302], "answers": [
        {"means": "refused", "contains": ["sign in"]},
        {"means": "refused", "status": [500], "path": "$.error"},
    ]}));
    assert_eq!(judged(Some(&named), 302, "Sign in"), Cause::Refused);
    assert_eq!(judged(Some(&named), 500, r#"{"error":1}"#), Cause::Refused);
    assert_eq!(judged(Some(&named), 503, r#"{"error":1}"#), Cause::Status);
}

#[test]
fn all_that_a_rule_names_must_hold() {
    let rule = rule(json!({"answers": [
        {"means": "later", "status": [400], "path": "$.code", "values": ["7", "8"]},
    ]}));
    assert_eq!(judged(Some(&rule), 400, r#"{"code":7}"#), Cause::Later);
    assert_eq!(judged(Some(&rule), 200, r#"{"code":7}"#), Cause::Accepted);
    assert_eq!(judged(Some(&rule), 400, r#"{"code":9}"#), Cause::Status);
}

#[test]
fn a_value_that_is_not_there_is_an_empty_text() {
    let rule = rule(json!({"answers": [
        {"means": "refused", "path": "$.result.id", "values": [""]},
    ]}));
    assert_eq!(judged(Some(&rule), 200, "{}"), Cause::Refused);
    assert_eq!(
        judged(Some(&rule), 200, r#"{"result":{"id":1}}"#),
        Cause::Accepted
    );
}

#[test]
fn a_2xx_that_reads_like_an_error_is_doubtful_until_a_rule_says_otherwise() {
    for (body, suspected) in [
        (r#"{"error":"wrong key"}"#, Suspicion::Error),
        (r#"{"errors":[{"code":1}]}"#, Suspicion::Errors),
        (r#"{"success":false}"#, Suspicion::NoSuccess),
        ("\u{feff} <!DOCTYPE html><p>Sign in", Suspicion::WebPage),
        ("<HTML>", Suspicion::WebPage),
    ] {
        assert_eq!(judged(None, 200, body), Cause::Doubtful, "{body}");
        let counted = SuccessRule {
            status: Vec::new(),
            answers: vec![suspected.rule()],
        };
        assert_eq!(judged(Some(&counted), 200, body), Cause::Refused, "{body}");
        assert_eq!(
            judged(Some(&SuccessRule::default()), 200, body),
            Cause::Accepted
        );
    }
    for body in [
        "",
        "ok",
        r#"{"error":null,"errors":[],"success":true}"#,
        r#"{"error":0,"errors":0}"#,
        "[1]",
        "<xml/>",
    ] {
        assert_eq!(judged(None, 200, body), Cause::Accepted, "{body}");
    }
}

#[test]
fn json_is_read_behind_a_byte_order_mark() {
    let body = "\u{feff}{\"result\":{\"ID\":7},\"error\":\"wrong key\"}";
    let answer = Answer::new(200, body);
    let path = JsonPath::parse("$.result.ID").unwrap();
    assert_eq!(answer.at(&path), Some(&json!(7)));
    assert_eq!(answer.judge(None), Cause::Doubtful);
}

#[test]
fn a_rule_reads_back_as_it_was_written() {
    for written in [
        json!({"status": [200]}),
        json!({"status": [], "answers": [{"means": "later", "contains": ["busy"]}]}),
    ] {
        assert_eq!(
            serde_json::to_value(rule(written.clone())).unwrap(),
            written
        );
    }
}

#[test]
fn a_place_of_an_answer_reads_as_plain_text() {
    for (json, text) in [
        (json!("a"), "a"),
        (json!(7), "7"),
        (json!(true), "true"),
        (json!(null), ""),
        (json!([1]), "[1]"),
    ] {
        assert_eq!(plain(&json), text);
    }
}
