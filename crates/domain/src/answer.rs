//! What an answer means: accepted, try later or refused, and which values are taken from it.

mod path;
mod suspicion;

use crate::{catalogue::catalogue, delivery::Cause};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::borrow::Cow;

pub use path::{JsonPath, PathError};
pub use suspicion::{Suspicion, suspicion};

/// Most rules over answers.
pub const ANSWER_RULES_MAX: usize = 20;
/// Most values of a rule.
pub const ANSWER_VALUES_MAX: usize = 50;
/// Longest text that a rule looks for, in bytes.
pub const ANSWER_TEXT_BYTES_MAX: usize = 512;

catalogue! {
    /// What an answer means for the delivery.
    pub enum Meaning {
        /// The receiver took it.
        Accepted = "accepted",
        /// The receiver asks to be tried again later.
        Later = "later",
        /// The receiver does not take it. A rule that names no status says so only of answers that
        /// would else be accepted: any other status speaks for itself, so that what is out of
        /// order is tried again, and a refused key is told as one.
        Refused = "refused",
    }
}

/// When an answer counts as accepted; `None` in the draft means any 2xx.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SuccessRule {
    /// Status codes that count as accepted where no rule over the answer holds; empty means
    /// any 2xx.
    pub status: Vec<u16>,
    /// Rules over the answer. The first one that holds decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerRule>,
}

/// One rule over an answer. It holds where all that it names holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRule {
    /// What the answer means where the rule holds.
    pub means: Meaning,
    /// The status is one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<u16>,
    /// There is something at this place of a JSON answer: not nothing, `null`, `false`, zero, an
    /// empty text, an empty list or an empty object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What is at `path` is one of these instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The answer's text contains one of these, in any case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<String>,
}

/// An answer as rules see it.
#[derive(Debug)]
pub struct Answer<'a> {
    /// Its status.
    pub status: u16,
    /// Its body, capped, as text.
    pub body: &'a str,
    json: std::cell::OnceCell<Option<Json>>,
}

impl<'a> Answer<'a> {
    /// An answer with this status and body.
    #[must_use]
    pub const fn new(status: u16, body: &'a str) -> Self {
        Self {
            status,
            body,
            json: std::cell::OnceCell::new(),
        }
    }

    /// The body as JSON, if it is that, behind a byte order mark too; parsed once.
    #[must_use]
    pub fn json(&self) -> Option<&Json> {
        let text = self.body.trim_start_matches('\u{feff}');
        self.json
            .get_or_init(|| serde_json::from_str(text).ok())
            .as_ref()
    }

    /// What stands at a place of a JSON answer.
    #[must_use]
    pub fn at(&self, path: &JsonPath) -> Option<&Json> {
        self.json().and_then(|json| path.find(json))
    }

    /// What the answer comes to: accepted, doubtful, a redirect, later, or refused.
    #[must_use]
    pub fn judge(&self, rule: Option<&SuccessRule>) -> Cause {
        let Some(rule) = rule else {
            return match of_status(self.status) {
                Cause::Accepted if suspicion(self).is_some() => Cause::Doubtful,
                cause => cause,
            };
        };
        let stated = by_status(&rule.status, self.status);
        let decided = rule.answers.iter().find(|rule| rule.holds(self));
        decided.map_or(stated, |decided| decided.judge(stated))
    }
}

/// What a status alone means: any 2xx is accepted.
#[must_use]
pub fn of_status(status: u16) -> Cause {
    by_status(&[], status)
}

fn by_status(accepted: &[u16], status: u16) -> Cause {
    let is_accepted = if accepted.is_empty() {
        (200..300).contains(&status)
    } else {
        accepted.contains(&status)
    };
    if is_accepted {
        Cause::Accepted
    } else if (300..400).contains(&status) {
        Cause::Redirect
    } else {
        Cause::Status
    }
}

impl AnswerRule {
    /// What an answer for which it holds comes to; `stated` is what its status alone says.
    fn judge(&self, stated: Cause) -> Cause {
        match self.means {
            Meaning::Accepted => Cause::Accepted,
            Meaning::Later => Cause::Later,
            Meaning::Refused if self.status.is_empty() && !stated.is_accepted() => stated,
            Meaning::Refused => Cause::Refused,
        }
    }

    fn holds(&self, answer: &Answer<'_>) -> bool {
        (self.status.is_empty() || self.status.contains(&answer.status))
            && self
                .path
                .as_ref()
                .is_none_or(|path| self.holds_at(path, answer))
            && (self.contains.is_empty() || contains_any(answer.body, &self.contains))
    }

    fn holds_at(&self, path: &str, answer: &Answer<'_>) -> bool {
        let found = JsonPath::parse(path).ok().and_then(|path| answer.at(&path));
        if self.values.is_empty() {
            return found.is_some_and(says_something);
        }
        let text = found.map_or(Cow::Borrowed(""), plain);
        self.values.iter().any(|value| *value == text)
    }

    /// Whether it names nothing, so that it would hold for every answer.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.status.is_empty() && self.path.is_none() && self.contains.is_empty()
    }
}

fn contains_any(body: &str, texts: &[String]) -> bool {
    let body = body.to_lowercase();
    texts.iter().any(|text| body.contains(&text.to_lowercase()))
}

/// Whether there is anything at a place of an answer.
pub(crate) fn is_something(json: &Json) -> bool {
    match json {
        Json::Null | Json::Bool(false) => false,
        Json::Bool(true) | Json::Number(_) => true,
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(fields) => !fields.is_empty(),
    }
}

/// The same, apart from zero, by which programs say that there is no error, and no such number.
pub(crate) fn says_something(json: &Json) -> bool {
    is_something(json) && json.as_i64() != Some(0)
}

/// A place of an answer as text: a text as it is, anything else as JSON, `null` as nothing.
#[must_use]
pub fn plain(json: &Json) -> Cow<'_, str> {
    match json {
        Json::Null => Cow::Borrowed(""),
        Json::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
