//! What the API expects where a field of an integration cannot be taken, in English.

use domain::Fault;

/// What is expected instead.
#[must_use]
pub const fn sentence(fault: Fault) -> &'static str {
    match fault {
        Fault::Required => "a value",
        Fault::TooLong => "a shorter text",
        Fault::TooMany | Fault::TooManyHere => "fewer of them",
        Fault::OutOfRange => "a number within the range",
        Fault::UrlInvalid => "a URL such as https://crm.example/hook",
        Fault::UrlScheme => "a URL that begins with http:// or https://",
        Fault::UrlUserinfo => "a URL without a name or password before the host",
        Fault::UrlTemplateInHost => {
            "parameters in the path or query alone, never in scheme, host or port"
        }
        Fault::AddressInner => "an address outside of the operator's network",
        Fault::NetworkInvalid => "addresses and networks such as 203.0.113.7 or 203.0.113.0/24",
        Fault::PortForbidden => "a port that web servers use",
        Fault::UnknownParameter => "a call parameter of the catalogue, or custom.<name>",
        Fault::UnknownFormat => "a format of the list",
        Fault::FormatUnfit => "a format that fits the kind of the parameter",
        Fault::TemplateSyntax => "{{parameter}} with both pairs of braces and a name between them",
        Fault::DuplicateName => "a name that does not stand twice",
        Fault::BodyWithGet => "the body format `query` with GET, or another method",
        Fault::BodyTemplateMissing => {
            "a body template with the body formats `json_template` and `xml_template`"
        }
        Fault::BodyTemplateInvalid => "a template that is JSON once the parameters are filled in",
        Fault::BodyTemplateNoXml => {
            "a template that is well-formed XML whatever the parameters are"
        }
        Fault::NameConflict => "a dotted name that is not used both as a value and as a group",
        Fault::HeaderName => "a name of letters, digits and dashes",
        Fault::HeaderReserved => "a header that Hookline and HTTP do not set themselves",
        Fault::LineBreak => "a text without line breaks and control characters",
        Fault::SecretMissing => "a secret that is set, or comes with the request",
        Fault::SecretWithheld => {
            "the secret once more, with the request: it is kept for another scheme, host or port"
        }
        Fault::SecretsBelow => {
            "integrations below without secrets of their own, where scheme, host or port change"
        }
        Fault::AddressUnsaved => "an address that is saved, while support looks in",
        Fault::SecretName => "a name of a secret: letters, digits, `_` and `-`",
        Fault::SignatureSecret => "`whsec_` and base64 of 24 to 64 bytes",
        Fault::ConditionInvalid => "a comparison that fits the parameter, with its values",
        Fault::PathInvalid => "a place of a JSON answer such as $.result.0.ID",
        Fault::StepValueUnknown => "a value that an earlier step takes from its answer",
        Fault::SetByConnection => "nothing here: the connection sets it",
        Fault::HostOfConnection => "an address below that of the connection",
        Fault::ConnectionMissing => "a connection of the tenant",
        Fault::HoldsNumber => "a text without phone numbers",
        Fault::NeedsSteps => "`search_first` only with further steps",
        Fault::LastOwner => "another owner before the last one goes",
        Fault::EmailInvalid => "an e-mail address",
        Fault::PasswordWrong => "the right password",
        Fault::PasswordShort => "a longer password",
        Fault::PasswordLong => "a shorter password",
        Fault::PasswordCommon => "a password that few people have",
        Fault::CodeWrong => "the code of the app",
        Fault::PhoneInvalid => "a whole phone number",
        Fault::TryLater => "fewer tries at a time",
        Fault::DayInvalid => "a day that is not over, such as `2026-12-31`",
        Fault::HoursInvalid => "two times such as `09:00` and `18:00`, or none",
        Fault::HolidayInvalid => "days such as `2026-12-25`, or `12-25` for every year",
        Fault::ZoneUnknown => "an IANA time zone such as Europe/Kyiv",
        Fault::CountryInvalid => "an ISO 3166 country such as UA",
        Fault::HeldByJob => "an end of the jobs that are about it, first",
        Fault::LiveMoment => "an integration whose moment is not live",
        Fault::RecordingMoment => "no wait, where the moment is not after_call",
        Fault::SaveFirst => "what is saved already, where a token is asked for",
    }
}
