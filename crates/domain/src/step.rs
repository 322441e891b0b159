//! Further requests of one delivery: search, create, then a task with the id.
//!
//! The integration itself is the first step. A later one may use what earlier answers said, as
//! `{{step.<name>}}`; what is kept on the call is `{{crm.<name>}}` for later moments and for
//! other integrations of the same connection.

use crate::{
    Method,
    answer::{Answer, JsonPath, SuccessRule, is_something, plain},
    catalogue::catalogue,
    integration::{BodyFormat, HeaderRow, ParameterRow},
    parameter::{CRM_PREFIX, STEP_PREFIX},
    value::{Facts, Value},
};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// Most steps of a delivery, the integration's own request included.
pub const STEPS_MAX: usize = 5;
/// Most values that are taken from one answer.
pub const TAKES_MAX: usize = 20;
/// Longest value that is taken from an answer, in bytes; a longer one is cut.
pub const TAKEN_BYTES_MAX: usize = 1_024;

/// A value of an answer that later steps use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Take {
    /// Its name: `contact_id` is used as `{{step.contact_id}}`.
    pub name: String,
    /// Where it stands in the answer, as a JSON path: `$.result.0.ID`.
    pub path: String,
    /// Whether it is kept on the call, as `{{crm.contact_id}}`.
    #[serde(default)]
    pub keep: bool,
}

catalogue! {
    /// What is asked of a value before a step is sent.
    pub enum Wanted {
        /// There is one.
        Found = "found",
        /// There is none.
        NotFound = "not_found",
        /// It is this text.
        Equals = "equals",
    }
}

/// When a step is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyIf {
    /// The value that is looked at: `step.contact_id`, or any call parameter.
    pub parameter: String,
    /// What is asked of it.
    pub is: Wanted,
    /// The text, for `equals`.
    #[serde(default)]
    pub value: String,
}

/// A further request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// How the customer recognises it.
    pub name: String,
    /// When it is sent; always where this is absent.
    #[serde(default)]
    pub only_if: Option<OnlyIf>,
    /// Where it goes.
    pub url: String,
    /// With which method.
    pub method: Method,
    /// Where the rows go.
    #[serde(default = "query")]
    pub body_format: BodyFormat,
    /// The body's text, for `json_template` and `xml_template`.
    #[serde(default)]
    pub body_template: Option<String>,
    /// Headers beside those that Hookline sets.
    #[serde(default)]
    pub headers: Vec<HeaderRow>,
    /// The table of parameters.
    #[serde(default)]
    pub parameters: Vec<ParameterRow>,
    /// When its answer counts as accepted.
    #[serde(default)]
    pub success: Option<SuccessRule>,
    /// What later steps use of its answer.
    #[serde(default)]
    pub takes: Vec<Take>,
}

const fn query() -> BodyFormat {
    BodyFormat::Query
}

impl OnlyIf {
    /// Whether the step is sent with what is known.
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> bool {
        let value = facts.get(&self.parameter).filter(|value| !value.is_empty());
        match self.is {
            Wanted::Found => value.is_some(),
            Wanted::NotFound => value.is_none(),
            Wanted::Equals => value.is_some_and(|value| value.plain() == self.value),
        }
    }
}

/// The values that an answer gives, each under its name in templates. What is kept on the call
/// stands twice.
#[must_use]
pub fn taken(takes: &[Take], answer: &Answer<'_>) -> Facts {
    let mut facts = Facts::default();
    for take in takes.iter().take(TAKES_MAX) {
        let found = JsonPath::parse(&take.path)
            .ok()
            .and_then(|path| answer.at(&path))
            .filter(|json| is_something(json))
            .map(fact);
        if let Some(value) = found {
            if take.keep {
                facts.set(format!("{CRM_PREFIX}{}", take.name), value.clone());
            }
            facts.set(format!("{STEP_PREFIX}{}", take.name), value);
        }
    }
    facts
}

fn fact(json: &Json) -> Value {
    match json {
        Json::Bool(yes) => Value::Boolean(*yes),
        Json::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::text(number.to_string()), Value::Integer),
        other => {
            let mut text = plain(other).into_owned();
            text.truncate(text.floor_char_boundary(TAKEN_BYTES_MAX));
            Value::Text(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn take(name: &str, path: &str, keep: bool) -> Take {
        Take {
            name: name.to_owned(),
            path: path.to_owned(),
            keep,
        }
    }

    #[test]
    fn values_are_taken_by_their_place_and_kept_where_wanted() {
        let body = json!({"result": [{"ID": "12", "n": 7, "f": 1.5}], "ok": true, "none": null});
        let body = body.to_string();
        let takes = [
            take("contact_id", "$.result.0.ID", true),
            take("n", "result[0].n", false),
            take("f", "result[0].f", false),
            take("ok", "ok", false),
            take("none", "none", true),
            take("missing", "result.1.ID", true),
        ];
        let facts = taken(&takes, &Answer::new(200, &body));
        let known: Vec<_> = facts
            .iter()
            .map(|(name, value)| (name, value.plain()))
            .collect();
        assert_eq!(
            known,
            [
                ("crm.contact_id", "12".to_owned()),
                ("step.contact_id", "12".to_owned()),
                ("step.f", "1.5".to_owned()),
                ("step.n", "7".to_owned()),
                ("step.ok", "true".to_owned()),
            ]
        );
    }

    #[test]
    fn a_long_value_is_cut_between_letters() {
        let body = json!({"text": "я".repeat(TAKEN_BYTES_MAX)}).to_string();
        let facts = taken(&[take("text", "text", false)], &Answer::new(200, &body));
        let text = facts.get("step.text").map(Value::plain).unwrap_or_default();
        assert_eq!(text.len(), TAKEN_BYTES_MAX);
    }

    #[test]
    fn a_step_waits_for_what_it_asks_of_a_value() {
        let mut facts = Facts::default();
        facts.set("step.id", Value::text("12"));
        facts.set("step.empty", Value::text(""));
        let holds = |parameter: &str, is: Wanted, value: &str| {
            OnlyIf {
                parameter: parameter.to_owned(),
                is,
                value: value.to_owned(),
            }
            .holds(&facts)
        };
        assert!(holds("step.id", Wanted::Found, ""));
        assert!(!holds("step.id", Wanted::NotFound, ""));
        assert!(holds("step.id", Wanted::Equals, "12"));
        assert!(!holds("step.id", Wanted::Equals, "13"));
        assert!(holds("step.empty", Wanted::NotFound, ""));
        assert!(holds("step.other", Wanted::NotFound, ""));
        assert!(!holds("step.other", Wanted::Equals, ""));
    }
}
