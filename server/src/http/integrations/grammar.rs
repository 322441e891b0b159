//! What JSON an integration is made of.

use crate::http::grammar::{Field, Shape, optional, required};
use domain::{
    ConnectionId, MemberId, Method, Moment,
    answer::Meaning,
    condition::Comparison,
    connection::{ClientAuth, Grant},
    integration::{BodyFormat, KeyPlace, PARALLEL, PER_SECOND, TIMEOUT_MS, WhenUnanswered},
    recording::WAIT_MINUTES,
    step::Wanted,
};

/// The body of an integration.
pub const INTEGRATION: &[Field] = &[
    required("name", Shape::Text),
    required("url", Shape::Text),
    required("moment", Shape::OneOf(Moment::KEYS)),
    required("method", Shape::OneOf(Method::KEYS)),
    optional("body_format", Shape::OneOf(BodyFormat::KEYS)),
    optional("body_template", Shape::Text),
    optional("headers", Shape::List(&Shape::Object(HEADER))),
    optional("parameters", Shape::List(&Shape::Object(PARAMETER))),
    optional("conditions", Shape::List(&Shape::Object(CONDITION))),
    optional("success", Shape::Object(SUCCESS)),
    optional("limits", Shape::Object(LIMITS)),
    optional("timeout_ms", Shape::Whole(TIMEOUT_MS)),
    optional("recording_wait_minutes", Shape::Whole(WAIT_MINUTES)),
    optional("connection", Shape::Id(ConnectionId::PREFIX)),
    optional("key", Shape::Object(KEY)),
    optional("auth", AUTH),
    optional("takes", Shape::List(&Shape::Object(TAKE))),
    optional("steps", Shape::List(&Shape::Object(STEP))),
    optional("when_unanswered", Shape::OneOf(WhenUnanswered::KEYS)),
    optional(
        "failure_recipients",
        Shape::List(&Shape::Id(MemberId::PREFIX)),
    ),
    optional("signature", Shape::YesOrNo),
    optional("enabled", Shape::YesOrNo),
    optional("secrets", Shape::Texts),
];

const VALUE: Shape = Shape::Tagged {
    words: &[],
    names: &["parameter", "constant", "template"],
};

/// A header of its own.
pub const HEADER: &[Field] = &[required("name", Shape::Text), required("value", VALUE)];

const PARAMETER: &[Field] = &[
    required("name", Shape::Text),
    required("value", VALUE),
    optional("format", Shape::TextOr(VALUE_MAP)),
    optional(
        "when_empty",
        Shape::Tagged {
            words: &["omit", "empty"],
            names: &["default"],
        },
    ),
];

const VALUE_MAP: &[Field] = &[required("map", Shape::Texts), optional("else", Shape::Text)];

const CONDITION: &[Field] = &[
    required("parameter", Shape::Text),
    required("comparison", Shape::OneOf(Comparison::KEYS)),
    required("values", Shape::List(&Shape::Text)),
];

const SUCCESS: &[Field] = &[
    optional("status", Shape::List(&Shape::Status)),
    optional("answers", Shape::List(&Shape::Object(ANSWER_RULE))),
];

const ANSWER_RULE: &[Field] = &[
    required("means", Shape::OneOf(Meaning::KEYS)),
    optional("status", Shape::List(&Shape::Status)),
    optional("path", Shape::Text),
    optional("values", Shape::List(&Shape::Text)),
    optional("contains", Shape::List(&Shape::Text)),
];

const TAKE: &[Field] = &[
    required("name", Shape::Text),
    required("path", Shape::Text),
    optional("keep", Shape::YesOrNo),
];

const STEP: &[Field] = &[
    required("name", Shape::Text),
    optional("only_if", Shape::Object(ONLY_IF)),
    required("url", Shape::Text),
    required("method", Shape::OneOf(Method::KEYS)),
    optional("body_format", Shape::OneOf(BodyFormat::KEYS)),
    optional("body_template", Shape::Text),
    optional("headers", Shape::List(&Shape::Object(HEADER))),
    optional("parameters", Shape::List(&Shape::Object(PARAMETER))),
    optional("success", Shape::Object(SUCCESS)),
    optional("takes", Shape::List(&Shape::Object(TAKE))),
];

const ONLY_IF: &[Field] = &[
    required("parameter", Shape::Text),
    required("is", Shape::OneOf(Wanted::KEYS)),
    optional("value", Shape::Text),
];

/// How a receiver that asks for `Authorization` knows who calls.
pub const AUTH: Shape = Shape::WordOr {
    word: "bearer",
    fields: &[
        required("basic", Shape::Object(&[required("login", Shape::Text)])),
        required("oauth2", Shape::Object(OAUTH2)),
    ],
};

const OAUTH2: &[Field] = &[
    required("grant", Shape::OneOf(Grant::KEYS)),
    required("token_url", Shape::Text),
    optional("authorize_url", Shape::Text),
    required("client_id", Shape::Text),
    optional("scope", Shape::Text),
    optional("client_auth", Shape::OneOf(ClientAuth::KEYS)),
];

/// How much at once.
pub const LIMITS: &[Field] = &[
    optional("parallel", Shape::Whole(PARALLEL)),
    optional("per_second", Shape::Whole(PER_SECOND)),
];

/// Where the secret key goes.
pub const KEY: &[Field] = &[
    required("place", Shape::OneOf(KeyPlace::KEYS)),
    required("name", Shape::Text),
];
