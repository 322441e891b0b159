//! What a tenant wants sent, where and when.
//!
//! `IntegrationDraft` is what a form or the API says and what a version keeps, word for word.
//! `Integration` is the same after validation, with its templates parsed: only that is sent.

use crate::{
    ConnectionId, FieldError, IntegrationId, MemberId, Moment, TenantId,
    answer::SuccessRule,
    catalogue::catalogue,
    condition::Condition,
    connection::{Auth, CREDENTIAL_SECRET, Connection},
    format::FormatSpec,
    request::{Compiled, RequestWords, Steps},
    step::{Step, Take},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Most integrations of a tenant: all of them are in memory wherever its events are taken.
pub const INTEGRATIONS_MAX: i64 = 1_000;
/// Longest name of an integration, in characters.
pub const NAME_CHARS_MAX: usize = 120;
/// Longest URL, before and after rendering, in bytes.
pub const URL_BYTES_MAX: usize = 8_192;
/// Most rows in the table of parameters.
pub const PARAMETER_ROWS_MAX: usize = 200;
/// Most headers of an integration.
pub const HEADERS_MAX: usize = 50;
/// Longest name of a row, in bytes.
pub const PARAMETER_NAME_BYTES_MAX: usize = 512;
/// Longest name of a header, in bytes.
pub const HEADER_NAME_BYTES_MAX: usize = 128;
/// Most values of a map.
pub const MAP_ENTRIES_MAX: usize = 200;
/// Most conditions of an integration.
pub const CONDITIONS_MAX: usize = 50;
/// Most values of a condition.
pub const CONDITION_VALUES_MAX: usize = 200;
/// Most statuses of a success rule.
pub const STATUSES_MAX: usize = 50;
/// Most people who are told of failures.
pub const FAILURE_RECIPIENTS_MAX: usize = 50;
/// Most secrets of an integration or a connection.
pub const SECRETS_MAX: usize = 100;
/// Longest text of a secret, in bytes.
pub const SECRET_BYTES_MAX: usize = 4_096;
/// Longest constant or template of a row or header, in bytes.
pub const TEXT_BYTES_MAX: usize = 8_192;
/// Longest template of a body, in bytes.
pub const BODY_TEMPLATE_BYTES_MAX: usize = 65_536;
/// Largest rendered body, in bytes.
pub const BODY_BYTES_MAX: usize = 262_144;
/// Bounds of the time-out of a request, in milliseconds.
pub const TIMEOUT_MS: std::ops::RangeInclusive<u32> = 1_000..=60_000;
/// Bounds of the requests in flight at once.
pub const PARALLEL: std::ops::RangeInclusive<u32> = 1..=64;
/// Bounds of the requests a second.
pub const PER_SECOND: std::ops::RangeInclusive<u32> = 1..=1_000;

catalogue! {
    /// The method of the request.
    pub enum Method {
        /// Everything in the URL.
        Get = "GET",
        /// The usual one with a body.
        Post = "POST",
        /// Replaces.
        Put = "PUT",
        /// Changes.
        Patch = "PATCH",
        /// Removes.
        Delete = "DELETE",
    }
}

impl Method {
    /// Whether a request with this method may carry a body.
    #[must_use]
    pub const fn may_have_body(self) -> bool {
        match self {
            Self::Get => false,
            Self::Post | Self::Put | Self::Patch | Self::Delete => true,
        }
    }
}

catalogue! {
    /// Where the rows of the table go.
    pub enum BodyFormat {
        /// Appended to the URL's query.
        Query = "query",
        /// `application/x-www-form-urlencoded`.
        Form = "form",
        /// JSON built from dotted names.
        Json = "json",
        /// JSON written by the customer, with parameters in it.
        JsonTemplate = "json_template",
        /// XML written by the customer, with parameters in it.
        XmlTemplate = "xml_template",
    }
}

impl BodyFormat {
    /// Whether the customer writes the body.
    #[must_use]
    pub const fn is_template(self) -> bool {
        match self {
            Self::Query | Self::Form | Self::Json => false,
            Self::JsonTemplate | Self::XmlTemplate => true,
        }
    }
}

catalogue! {
    /// Where the secret key of an integration is put.
    pub enum KeyPlace {
        /// A parameter of the URL's query.
        Query = "query",
        /// A header.
        Header = "header",
    }
}

/// What a row sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowValue {
    /// A call parameter, by its name.
    Parameter(String),
    /// The same text always.
    Constant(String),
    /// A text with `{{parameter}}` in it.
    Template(String),
}

/// What is sent where the value is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenEmpty {
    /// The row is left out.
    #[default]
    Omit,
    /// The name is sent with an empty value.
    Empty,
    /// This is sent instead.
    Default(String),
}

/// A row of the table: name, value, format, when empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterRow {
    /// The name that the receiver expects; dotted for JSON.
    pub name: String,
    /// What is sent.
    pub value: RowValue,
    /// How it is written; absent means as it is.
    #[serde(default)]
    pub format: Option<FormatSpec>,
    /// What is sent where the value is empty.
    #[serde(default)]
    pub when_empty: WhenEmpty,
}

/// A header of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderRow {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: RowValue,
}

/// The secret key by which the receiver knows who calls; its text is the secret `key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyPlacement {
    /// URL or header.
    pub place: KeyPlace,
    /// The name of the parameter or header.
    pub name: String,
}

/// How much may be sent at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests in flight at once.
    pub parallel: u32,
    /// Requests a second, where the receiver has a limit.
    pub per_second: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            parallel: 8,
            per_second: None,
        }
    }
}

catalogue! {
    /// What is done after a time-out or a cut answer: the receiver may have done the work.
    pub enum WhenUnanswered {
        /// The request is sent again.
        SendAgain = "send_again",
        /// All begins with the first step, which looks whether the work was done.
        SearchFirst = "search_first",
        /// A person is asked.
        Stop = "stop",
    }
}

/// What a form or the API says of an integration, and what a version keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntegrationDraft {
    /// How the customer recognises it.
    pub name: String,
    /// Where the request goes.
    pub url: String,
    /// When it fires.
    pub moment: Moment,
    /// With which method.
    pub method: Method,
    /// Where the rows go.
    #[serde(default = "default_body_format")]
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
    /// Which events are sent; all must hold.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// When an answer counts as accepted.
    #[serde(default)]
    pub success: Option<SuccessRule>,
    /// How much at once.
    #[serde(default)]
    pub limits: Limits,
    /// The deadline of one request, resolving to the last byte, in milliseconds.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u32,
    /// After the call it waits so long for the recording, in minutes; goes at once without.
    #[serde(default)]
    pub recording_wait_minutes: Option<u32>,
    /// The connection it belongs to: its URL is read below that one's, and key, sign-in and
    /// limits are shared.
    #[serde(default)]
    pub connection: Option<ConnectionId>,
    /// Where the secret key goes, if there is one.
    #[serde(default)]
    pub key: Option<KeyPlacement>,
    /// How the receiver knows who calls, where it asks for `Authorization`.
    #[serde(default)]
    pub auth: Option<Auth>,
    /// What later steps use of the answer.
    #[serde(default)]
    pub takes: Vec<Take>,
    /// Further requests, in their order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What is done where the receiver may have done the work without saying so.
    #[serde(default = "send_again")]
    pub when_unanswered: WhenUnanswered,
    /// Who is told of failures; owners and managers where it is empty.
    #[serde(default)]
    pub failure_recipients: Vec<MemberId>,
    /// Whether requests are signed after Standard Webhooks.
    #[serde(default = "yes")]
    pub signature: bool,
    /// Whether it sends; a paused one holds its deliveries.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn default_body_format() -> BodyFormat {
    BodyFormat::Query
}

fn default_timeout_ms() -> u32 {
    15_000
}

fn send_again() -> WhenUnanswered {
    WhenUnanswered::SendAgain
}

fn yes() -> bool {
    true
}

/// Plain texts of secrets that come with a draft: written, never read back.
///
/// Names: `key` (the secret key), `signature` (`whsec_...`), and any that the draft's texts
/// refer to as `{{secret:name}}`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftSecrets(pub BTreeMap<String, String>);

impl std::fmt::Debug for DraftSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The name of the secret that signs.
pub const SIGNATURE_SECRET: &str = "signature";
/// The name of the secret that signed before the current one, while they are rotated.
pub const SIGNATURE_SECRET_OLD: &str = "signature_old";
/// The name of the secret key.
pub const KEY_SECRET: &str = "key";

/// Whether a secret of this name signs: such a one is never sent, shown or copied.
#[must_use]
pub fn is_signing_secret(name: &str) -> bool {
    matches!(name, SIGNATURE_SECRET | SIGNATURE_SECRET_OLD)
}

/// Whether a text may not name a secret in a template: it signs, or the engine makes it.
#[must_use]
pub fn is_reserved_secret(name: &str) -> bool {
    is_signing_secret(name) || name == CREDENTIAL_SECRET
}

/// An integration as it is sent: a version of it, validated, with its templates parsed.
#[derive(Debug, Clone)]
pub struct Integration {
    /// Whose it is.
    pub tenant_id: TenantId,
    /// Which it is.
    pub id: IntegrationId,
    /// Which version of it; the first is 1.
    pub version: i32,
    /// The words of the version.
    pub draft: IntegrationDraft,
    /// The connection it belongs to, as it stood at this version.
    pub connection: Option<Arc<Connection>>,
    /// The parsed templates of each step.
    pub(crate) steps: Steps,
}

impl IntegrationDraft {
    /// What the first step sends.
    pub(crate) fn request(&self) -> RequestWords<'_> {
        RequestWords {
            url: &self.url,
            method: self.method,
            body_format: self.body_format,
            body_template: self.body_template.as_deref(),
            headers: &self.headers,
            parameters: &self.parameters,
        }
    }
}

impl Step {
    /// What the step sends.
    pub(crate) fn request(&self) -> RequestWords<'_> {
        RequestWords {
            url: &self.url,
            method: self.method,
            body_format: self.body_format,
            body_template: self.body_template.as_deref(),
            headers: &self.headers,
            parameters: &self.parameters,
        }
    }
}

impl Integration {
    /// Makes an integration of a draft that was validated when it was saved. `connection` is
    /// the one that the draft names.
    ///
    /// # Errors
    /// Every fault that leaves nothing to render: of the URL, templates, formats and names.
    /// Everything else is `validate`'s, so that a half-written form can be previewed.
    pub fn compile(
        tenant_id: TenantId,
        id: IntegrationId,
        version: i32,
        draft: IntegrationDraft,
        connection: Option<Arc<Connection>>,
    ) -> Result<Self, Vec<FieldError>> {
        let steps = Compiled::all(&draft, connection.as_deref().map(|it| &it.draft))?;
        Ok(Self {
            tenant_id,
            id,
            version,
            draft,
            connection,
            steps,
        })
    }

    /// The text by which deliveries of one call keep their order.
    #[must_use]
    pub fn order_key(&self, call_id: &str) -> String {
        format!("{}:{call_id}", self.shared_id().simple())
    }

    /// What shares order and ownership: the connection, or the integration by itself.
    #[must_use]
    pub fn shared_id(&self) -> uuid::Uuid {
        self.connection
            .as_ref()
            .map_or(self.id.0, |connection| connection.id.0)
    }

    /// How many steps a delivery of it has; at least 1.
    #[must_use]
    pub fn step_count(&self) -> usize {
        self.steps.iter().count()
    }

    /// A further step, by its index among all: 0 is the integration itself and none of these.
    #[must_use]
    pub fn further_step(&self, index: usize) -> Option<&Step> {
        self.draft.steps.get(index.checked_sub(1)?)
    }

    /// When the answer to a step counts as accepted.
    #[must_use]
    pub fn success_rule(&self, step: usize) -> Option<&SuccessRule> {
        match self.further_step(step) {
            Some(further) => further.success.as_ref(),
            None => self.draft.success.as_ref(),
        }
    }

    /// What is taken from the answer to a step.
    #[must_use]
    pub fn takes(&self, step: usize) -> &[Take] {
        self.further_step(step)
            .map_or(&self.draft.takes, |further| &further.takes)
    }

    /// How the receiver knows who calls: its own sign-in, or that of its connection.
    #[must_use]
    pub fn auth(&self) -> Option<&Auth> {
        let shared = self.connection.as_ref();
        let shared = shared.and_then(|connection| connection.draft.auth.as_ref());
        self.draft.auth.as_ref().or(shared)
    }

    /// Whether it uses what an answer to an earlier request about the call said.
    #[must_use]
    pub fn uses_kept(&self) -> bool {
        self.steps.iter().any(Compiled::uses_kept)
            || self.draft.steps.iter().any(|step| {
                let only_if = step.only_if.as_ref();
                only_if.is_some_and(|only_if| is_kept(&only_if.parameter))
            })
    }

    /// The names under which it keeps values of answers on the call.
    pub fn kept_names(&self) -> impl Iterator<Item = &str> {
        let further = self.draft.steps.iter().flat_map(|step| &step.takes);
        let takes = self.draft.takes.iter().chain(further);
        takes
            .filter(|take| take.keep)
            .map(|take| take.name.as_str())
    }
}

fn is_kept(parameter: &str) -> bool {
    parameter.starts_with(crate::parameter::CRM_PREFIX)
}
