//! What receivers answer.

use super::text;
use domain::{
    Cause,
    answer::{Answer, JsonPath, SuccessRule, suspicion},
    step::{TAKEN_BYTES_MAX, Take, taken},
};

/// An answer behind the place in it that is looked at, in its first line: what is taken has its
/// limit, and the rule that is offered for a suspicious answer refuses it.
pub fn answer(data: &[u8]) {
    let (path, body) = text(data).split_once('\n').unwrap_or_default();
    let answer = Answer::new(200, body);
    let take = |path: &str, keep| Take {
        name: "id".to_owned(),
        path: path.to_owned(),
        keep,
    };
    let facts = taken(&[take("$", false), take(path, true)], &answer);
    for (name, value) in facts.iter() {
        assert!(value.plain().len() <= TAKEN_BYTES_MAX, "{name} is too long");
    }
    if let Ok(path) = JsonPath::parse(path) {
        let found = answer.at(&path);
        assert!(found.is_none() || answer.json().is_some());
    }
    let is_doubtful = answer.judge(None) == Cause::Doubtful;
    assert_eq!(is_doubtful, suspicion(&answer).is_some());
    if let Some(suspicion) = suspicion(&answer) {
        let rule = SuccessRule {
            answers: vec![suspicion.rule()],
            ..SuccessRule::default()
        };
        assert_eq!(answer.judge(Some(&rule)), Cause::Refused, "{suspicion}");
    }
}
