//! What is wrong with what a person or a program said: codes with arguments, at a field.
//!
//! The sentences are in `app/locales` under `fault.<code>`, with the arguments in braces.

use crate::catalogue::catalogue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

catalogue! {
    /// Why a field cannot be taken. Arguments are named in each line.
    pub enum Fault {
        /// Nothing is in it.
        Required = "required",
        /// Longer than `max`.
        TooLong = "too_long",
        /// More than `max` of them.
        TooMany = "too_many",
        /// A tenant has `max` of them already.
        TooManyHere = "too_many_here",
        /// Outside of `min` to `max`.
        OutOfRange = "out_of_range",
        /// Not a URL.
        UrlInvalid = "url_invalid",
        /// The scheme is not http or https.
        UrlScheme = "url_scheme",
        /// A name or password stands before the host.
        UrlUserinfo = "url_userinfo",
        /// `{{...}}` stands in scheme, host or port.
        UrlTemplateInHost = "url_template_in_host",
        /// The address is inside the operator's network: `address`.
        AddressInner = "address_inner",
        /// Neither an address nor a network: `text`.
        NetworkInvalid = "network_invalid",
        /// The port may not be used: `port`.
        PortForbidden = "port_forbidden",
        /// No such call parameter: `name`.
        UnknownParameter = "unknown_parameter",
        /// No such format: `format`.
        UnknownFormat = "unknown_format",
        /// The format does not fit the parameter: `format`, `name`.
        FormatUnfit = "format_unfit",
        /// `{{` without `}}`, or nothing between them: `position`.
        TemplateSyntax = "template_syntax",
        /// The name stands twice: `name`.
        DuplicateName = "duplicate_name",
        /// GET with a body.
        BodyWithGet = "body_with_get",
        /// The template of the body is missing.
        BodyTemplateMissing = "body_template_missing",
        /// With example values the body is not JSON: `position`, `line`, `column`.
        BodyTemplateInvalid = "body_template_invalid",
        /// Whatever the values are, the body is not XML: `position`, `line`, `column`.
        BodyTemplateNoXml = "body_template_no_xml",
        /// A dotted name is used both as a value and as a group: `name`.
        NameConflict = "name_conflict",
        /// Not a name of a header.
        HeaderName = "header_name",
        /// A header that Hookline or HTTP itself sets: `name`.
        HeaderReserved = "header_reserved",
        /// A line break or control character.
        LineBreak = "line_break",
        /// The secret it names is not set: `name`.
        SecretMissing = "secret_missing",
        /// The secret it names is kept for another address: `name`.
        SecretWithheld = "secret_withheld",
        /// An integration below has secrets of its own for the address that is left: `name`.
        SecretsBelow = "secrets_below",
        /// Whoever looks in tests what is saved only: the address is another one.
        AddressUnsaved = "address_unsaved",
        /// Not a name of a secret.
        SecretName = "secret_name",
        /// The signing secret is not `whsec_` and base64 of 24 to 64 bytes.
        SignatureSecret = "signature_secret",
        /// A condition that cannot be compared so.
        ConditionInvalid = "condition_invalid",
        /// Not a place of a JSON answer, such as `$.result.0.ID`.
        PathInvalid = "path_invalid",
        /// No earlier step takes a value of this name: `name`.
        StepValueUnknown = "step_value_unknown",
        /// Nothing may be set here, since the connection sets it.
        SetByConnection = "set_by_connection",
        /// The address leads to another host than the connection's.
        HostOfConnection = "host_of_connection",
        /// The connection it names is not there.
        ConnectionMissing = "connection_missing",
        /// A phone number, where none may be kept.
        HoldsNumber = "holds_number",
        /// There is only one step, so that there is nothing to begin with.
        NeedsSteps = "needs_steps",
        /// The last owner of a tenant cannot go or become less.
        LastOwner = "last_owner",
        /// Not an e-mail address.
        EmailInvalid = "email_invalid",
        /// A day that is over, or no day at all.
        DayInvalid = "day_invalid",
        /// A day whose hours have a beginning or an end only, or that are no times of day.
        HoursInvalid = "hours_invalid",
        /// No day of the calendar: `text`.
        HolidayInvalid = "holiday_invalid",
        /// No time zone of the world.
        ZoneUnknown = "zone_unknown",
        /// No two letters of a country.
        CountryInvalid = "country_invalid",
        /// Not the person's password.
        PasswordWrong = "password_wrong",
        /// A new password that is too short.
        PasswordShort = "password_short",
        /// A new password that is too long.
        PasswordLong = "password_long",
        /// A new password that many people have.
        PasswordCommon = "password_common",
        /// Not a code of the person's app.
        CodeWrong = "code_wrong",
        /// Not a whole phone number.
        PhoneInvalid = "phone_invalid",
        /// Too many tries: `minutes`.
        TryLater = "try_later",
        /// Its moment is live: half a minute later nobody needs it any more.
        LiveMoment = "live_moment",
        /// Only what goes after the call can wait for its recording.
        RecordingMoment = "recording_moment",
        /// A token is asked for with what is saved, and this is not yet.
        SaveFirst = "save_first",
        /// A bulk job that is not over is about it.
        HeldByJob = "held_by_job",
    }
}

/// A fault at a field: `url`, `parameters.2.name`, `headers.0.value`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The path of the field in the draft.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
    /// What the sentence names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, String>,
}

impl FieldError {
    /// A fault without arguments.
    #[must_use]
    pub fn new(field: impl Into<String>, fault: Fault) -> Self {
        Self {
            field: field.into(),
            fault,
            arguments: BTreeMap::new(),
        }
    }

    /// The same fault, at its field within a larger form.
    #[must_use]
    pub(crate) fn within(mut self, prefix: &str) -> Self {
        self.field.insert_str(0, prefix);
        self
    }

    /// Adds an argument of the sentence.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers, names and texts alike are given as they come"
    )]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.arguments.insert(name.to_owned(), value.to_string());
        self
    }
}
