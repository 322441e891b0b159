//! What the pages about ready-made sets show, and what their form says.

use domain::{
    ConnectionId, IntegrationId, Moment,
    preset::{AnswerKind, Use},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A set as a card of the gallery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetCard {
    /// Its key, which is in its address.
    pub key: String,
    /// The name of the CRM.
    pub name: String,
    /// What it can be used for.
    pub uses: Vec<Use>,
}

/// A set with what it asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetView {
    /// Its key.
    pub key: String,
    /// The name of the CRM.
    pub name: String,
    /// What it can be used for.
    pub uses: Vec<UseLine>,
    /// What a person is asked.
    pub questions: Vec<QuestionLine>,
    /// Where the CRM sends a person back to who agreed, where somebody has to agree.
    pub callback_url: Option<String>,
    /// What is put into the receiver first, where that is needed.
    pub paste: Option<String>,
    /// What was made of it just now.
    pub made: Option<Made>,
}

/// A use of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseLine {
    /// Which.
    pub name: Use,
    /// Whether it is chosen at first.
    pub chosen: bool,
    /// Whether something of it has to be checked with the CRM.
    pub unconfirmed: bool,
    /// At which moments it sends.
    pub moments: Vec<Moment>,
}

/// A question of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionLine {
    /// Its name.
    pub name: String,
    /// What an answer has to be.
    pub kind: AnswerKind,
    /// What an answer looks like.
    pub example: String,
    /// What stands in the field at first.
    pub default: String,
    /// The uses that need it; all where this is empty.
    pub uses: Vec<Use>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The connection.
    pub connection: ConnectionId,
    /// As it is called.
    pub name: String,
    /// Whether somebody has to sign in at the CRM first.
    pub needs_sign_in: bool,
    /// Its integrations.
    pub integrations: Vec<MadeLine>,
}

/// An integration that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeLine {
    /// Which.
    pub id: IntegrationId,
    /// As it is called.
    pub name: String,
    /// When it fires.
    pub moment: Moment,
}

/// What was chosen and answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PresetForm {
    /// The key of the set.
    pub key: String,
    /// The name of the connection.
    pub name: String,
    /// The chosen uses, by their keys; what stands beside one says nothing.
    pub uses: BTreeMap<String, String>,
    /// The answers, by the names of the questions.
    pub answers: BTreeMap<String, String>,
}
