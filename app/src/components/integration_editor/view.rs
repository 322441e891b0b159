//! What the editor and the server tell each other.

use crate::{stamp::Stamp, told::Told};
use domain::{
    Cause, Connection, DeliveryId, DraftSecrets, Facts, IntegrationDraft, IntegrationId, Moment,
    TenantId,
};
use serde::{Deserialize, Serialize};

/// What the editor begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditorData {
    /// Whose integration it is.
    pub tenant_id: TenantId,
    /// Whether the person's role allows changes.
    pub may_change: bool,
    /// Whether the company has said when it works.
    pub has_hours: bool,
    /// The integration; none for a new one.
    pub integration: Option<Loaded>,
    /// Whether an incident of it lasted when it was read.
    pub is_failing: bool,
    /// The last real call at each moment that had one.
    pub calls: Vec<LastCall>,
    /// The tenant's connections, by name.
    pub connections: Vec<ConnectionChoice>,
}

/// A connection that an integration may belong to. Secrets are names only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionChoice {
    /// As it stands now.
    pub connection: Connection,
    /// The secrets that have a text.
    pub secret_names: Vec<String>,
}

/// An integration as it is on the server. Secrets are names only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Which it is.
    pub id: IntegrationId,
    /// Its current version.
    pub version: i32,
    /// Its words.
    pub draft: IntegrationDraft,
    /// The secrets that have a text.
    pub secret_names: Vec<String>,
}

/// The tenant's last real call at a moment; numbers are masked where the role does not see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCall {
    /// At which moment.
    pub moment: Moment,
    /// The telephony's name of the call.
    pub call_id: String,
    /// When it reached the moment.
    pub at: Stamp,
    /// What was known of it.
    pub facts: Facts,
}

/// What is saved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Saving {
    /// Which integration; none makes a new one.
    pub id: Option<IntegrationId>,
    /// The version that was edited; none saves over whatever is there.
    pub version: Option<i32>,
    /// The form.
    pub draft: IntegrationDraft,
    /// The secrets that were typed; an empty text removes one.
    pub secrets: DraftSecrets,
}

/// What a test sends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Testing {
    /// The saved integration, if there is one.
    pub id: Option<IntegrationId>,
    /// The form as it stands.
    pub draft: IntegrationDraft,
    /// Secrets that were typed and not saved.
    pub secrets: DraftSecrets,
    /// With which call.
    pub call: CallChoice,
}

/// What came of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestReport {
    /// Whether the answer counts as accepted.
    pub accepted: bool,
    /// Why it ended so.
    pub cause: Cause,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// Why it was not accepted, where it was not.
    pub told: Option<Told>,
    /// From the request to the last byte of the answer, in milliseconds.
    pub took_ms: i64,
    /// The answer's body, capped.
    pub body: String,
    /// Whether the body was cut.
    pub body_cut: bool,
    /// A technical sentence.
    pub detail: String,
    /// Where it stands in the log, if the form is saved as it is.
    pub delivery_id: Option<DeliveryId>,
    /// Each request that was sent, in their order.
    pub steps: Vec<StepReport>,
}

/// A request of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepReport {
    /// Which step it was, from 0.
    pub step: usize,
    /// What was sent, secrets masked; none where it could not be rendered.
    pub request: Option<String>,
    /// Whether the answer counts as accepted.
    pub accepted: bool,
    /// Why it ended so.
    pub cause: Cause,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// The answer's body, capped.
    pub body: String,
}

/// Which call the preview and the test carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallChoice {
    /// The tenant's last real call at the chosen moment.
    Last,
    /// The made-up call "TEST Hookline".
    MadeUp,
}

impl CallChoice {
    /// The text that stands for it in the form.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::MadeUp => "made_up",
        }
    }
}

/// The connection that a draft names.
pub(super) fn find_connection<'a>(
    all: &'a [ConnectionChoice],
    draft: &IntegrationDraft,
) -> Option<&'a ConnectionChoice> {
    let named = draft.connection?;
    all.iter().find(|choice| choice.connection.id == named)
}
