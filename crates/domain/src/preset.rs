//! Ready-made connections with their integrations, one for each CRM: what they ask a person,
//! and what they make of the answers.
//!
//! The files are TOML, read on the server alone. In their texts `<name>` stands for an answer,
//! and `<text:name>` for words in the person's language; both are put in once, when the set is
//! made. `{{...}}` stays, as in every integration.

mod answers;
mod fill;

use crate::{
    IntegrationDraft, answer::SuccessRule, catalogue::catalogue, connection::ConnectionDraft,
};
use serde::Deserialize;

pub use answers::Answers;
pub use fill::Filled;

/// Each file, by the key of its preset, in the order in which they are offered.
pub const SOURCES: &[(&str, &str)] = &[
    ("bitrix24", include_str!("../presets/bitrix24.toml")),
    ("amocrm", include_str!("../presets/amocrm.toml")),
    ("hubspot", include_str!("../presets/hubspot.toml")),
    ("pipedrive", include_str!("../presets/pipedrive.toml")),
    ("zoho", include_str!("../presets/zoho.toml")),
    ("salesforce", include_str!("../presets/salesforce.toml")),
    ("keycrm", include_str!("../presets/keycrm.toml")),
    ("planfix", include_str!("../presets/planfix.toml")),
    ("zammad", include_str!("../presets/zammad.toml")),
    (
        "google_sheets",
        include_str!("../presets/google_sheets.toml"),
    ),
    ("excel", include_str!("../presets/excel.toml")),
    ("telegram", include_str!("../presets/telegram.toml")),
    ("slack", include_str!("../presets/slack.toml")),
];

/// What a person puts into the receiver first, by the key of the preset: a script that takes the
/// requests, or a sample of one.
pub const PASTES: &[(&str, &str)] = &[
    ("google_sheets", include_str!("../presets/google_sheets.gs")),
    ("excel", include_str!("../presets/excel.json")),
];

/// Longest answer, in bytes.
pub const ANSWER_BYTES_MAX: usize = 2_048;

catalogue! {
    /// What a set is made for.
    pub enum Use {
        /// A contact for a caller that the CRM does not know.
        Client = "client",
        /// A lead or a card in a pipeline.
        Lead = "lead",
        /// The client's card on the screen of who picked up.
        Card = "card",
        /// The call in the CRM's own list of calls.
        Log = "log",
        /// A task where nobody picked up.
        Task = "task",
        /// The recording beside the client.
        Recording = "recording",
        /// Each moment of a call, for a CRM that works out the rest.
        Events = "events",
        /// A line in a table for each call.
        Row = "row",
        /// A message where nobody picked up.
        Message = "message",
    }
}

impl Use {
    /// Whether it is about a client of the CRM, so that who hides the number is left out.
    #[must_use]
    pub const fn needs_number(self) -> bool {
        match self {
            Self::Client | Self::Lead | Self::Card | Self::Log | Self::Task | Self::Recording => {
                true
            }
            Self::Events | Self::Row | Self::Message => false,
        }
    }

    /// Whether it tells where the recording can be heard.
    #[must_use]
    pub const fn tells_recording(self) -> bool {
        match self {
            Self::Lead | Self::Log | Self::Recording | Self::Row => true,
            Self::Client | Self::Card | Self::Task | Self::Events | Self::Message => false,
        }
    }
}

catalogue! {
    /// What an answer has to be.
    pub enum AnswerKind {
        /// Any text on one line.
        Text = "text",
        /// A whole number.
        Number = "number",
        /// The name of a host; the rest of an address is left out.
        Host = "host",
        /// A whole address; its key is taken out of it.
        Address = "address",
        /// A text that is kept as a secret.
        Secret = "secret",
    }
}

/// What a person is asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name in the files, and in the names of its texts.
    pub name: String,
    /// What an answer has to be.
    pub kind: AnswerKind,
    /// What an answer looks like.
    #[serde(default)]
    pub example: String,
    /// What stands in the field at first.
    #[serde(default)]
    pub default: String,
    /// The uses that need it; all where this is empty.
    #[serde(default)]
    pub uses: Vec<Use>,
    /// The name of the secret, for `secret`.
    #[serde(default)]
    pub secret: Option<String>,
    /// Which part of an address's path is the key, counted from its end.
    #[serde(default)]
    pub key_segment: Option<usize>,
    /// Which parameter of an address is the key.
    #[serde(default)]
    pub key_parameter: Option<String>,
}

/// A use, with the integrations that it needs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseSet {
    /// Which.
    pub name: Use,
    /// Whether it is chosen at first.
    #[serde(default)]
    pub chosen: bool,
    /// Whether something of it was not seen in the CRM's own documents.
    #[serde(default)]
    pub unconfirmed: bool,
    /// Its integrations. Their names are keys of texts.
    pub integrations: Vec<IntegrationDraft>,
}

/// A ready-made set for one CRM.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// What a person is asked.
    pub questions: Vec<Question>,
    /// The connection; its name is that of the CRM.
    pub connection: ConnectionDraft,
    /// When an answer counts as accepted, for every step that says nothing of its own.
    #[serde(default)]
    pub success: Option<SuccessRule>,
    /// What it can be used for.
    pub uses: Vec<UseSet>,
}

impl Preset {
    /// The questions that the chosen uses need.
    pub fn asked<'a>(&'a self, chosen: &'a [Use]) -> impl Iterator<Item = &'a Question> {
        self.questions.iter().filter(|question| {
            question.uses.is_empty() || question.uses.iter().any(|name| chosen.contains(name))
        })
    }
}

#[cfg(test)]
mod tests;
