//! Whether a 2xx reads like an error, for receivers that never answer with anything else.

use super::{Answer, AnswerRule, Meaning, says_something};
use crate::catalogue::catalogue;
use serde_json::Value as Json;

/// How a web page begins, in lower case.
const PAGE_STARTS: [&str; 2] = ["<!doctype html", "<html"];

catalogue! {
    /// Why an accepted answer may be none.
    pub enum Suspicion {
        /// It has a field `error`.
        Error = "error",
        /// It has a field `errors`.
        Errors = "errors",
        /// It says `success: false`.
        NoSuccess = "no_success",
        /// It is a web page, such as a form to sign in.
        WebPage = "web_page",
    }
}

impl Suspicion {
    /// The rule that counts such answers as failed from now on.
    #[must_use]
    pub fn rule(self) -> AnswerRule {
        let at = |path: &str, values: &[&str]| AnswerRule {
            means: Meaning::Refused,
            status: Vec::new(),
            path: Some(path.to_owned()),
            values: values.iter().map(ToString::to_string).collect(),
            contains: Vec::new(),
        };
        match self {
            Self::Error => at("$.error", &[]),
            Self::Errors => at("$.errors", &[]),
            Self::NoSuccess => at("$.success", &["false"]),
            Self::WebPage => AnswerRule {
                path: None,
                contains: PAGE_STARTS.map(str::to_owned).to_vec(),
                ..at("", &[])
            },
        }
    }
}

/// Why an answer may be an error although its status says otherwise.
#[must_use]
pub fn suspicion(answer: &Answer<'_>) -> Option<Suspicion> {
    if is_web_page(answer.body) {
        return Some(Suspicion::WebPage);
    }
    let Some(Json::Object(fields)) = answer.json() else {
        return None;
    };
    let says = |name: &str| fields.get(name).is_some_and(says_something);
    if says("error") {
        Some(Suspicion::Error)
    } else if says("errors") {
        Some(Suspicion::Errors)
    } else if fields.get("success") == Some(&Json::Bool(false)) {
        Some(Suspicion::NoSuccess)
    } else {
        None
    }
}

fn is_web_page(body: &str) -> bool {
    let body = body.trim_start_matches('\u{feff}').trim_start();
    let starts = |with: &str| {
        body.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    PAGE_STARTS.into_iter().any(starts)
}
