//! What a program can be told: `application/problem+json` with a closed list of codes.
//!
//! Details are English. What is wrong inside is logged here, once, under a reference that the
//! answer names too; nothing of it is in the answer.

use app::error::AppError;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::FieldError;
use engine::IntakeError;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// How long a client waits before it tries again, in seconds.
pub const RETRY_AFTER_S: u64 = 1;

/// Most faults told in one answer; the rest shows once these are mended.
pub const FAULTS_TOLD_MAX: usize = 100;

/// Everything a client of the API can be told.
///
/// To add one: a variant, its line in `parts`, and the answer in the documentation of the
/// routes that give it.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The body is not what its content type says.
    #[error("{0}")]
    Malformed(String),
    /// There is no key, or it is not known.
    #[error("send a known key as `Authorization: Bearer <key>`")]
    Unauthorized,
    /// The signature of a source does not fit its body.
    #[error("the signature does not fit the body and the secret of this source")]
    SignatureWrong,
    /// It comes from an address that is not on the list of its key or source.
    #[error("{0} is not among the addresses from which this may be sent")]
    AddressWrong(std::net::IpAddr),
    /// The key is known, but opens something else.
    #[error("this key is not meant for that: a key of the scope `{0}` is")]
    ScopeWrong(domain::KeyScope),
    /// There is no such thing for this key.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// What it needs was deleted.
    #[error("its {0} was deleted, so that there is nothing to do it with")]
    Deleted(&'static str),
    /// Other things need it.
    #[error("integrations belong to this {0}: take it out of them first")]
    InUse(&'static str),
    /// The path is there, the method is not.
    #[error("this path does not take that method")]
    MethodWrong,
    /// The version in `If-Match` is not the current one.
    #[error(
        "it was changed in the meantime: read it again and repeat the change on its current version"
    )]
    VersionDiffers,
    /// It stands so that this cannot be done to it.
    #[error("{0}")]
    StateWrong(&'static str),
    /// More bytes than a body may have.
    #[error("the body may have at most {max_bytes} bytes")]
    BodyTooLarge {
        /// How many.
        max_bytes: usize,
    },
    /// Not JSON, or not a form.
    #[error("the content type has to be {0}")]
    MediaType(&'static str),
    /// Fields of events cannot be taken.
    #[error("{} in what was sent; nothing of it was taken", faults(.0.len()))]
    Fields(Vec<FieldFault>),
    /// The `Idempotency-Key` came with another body before.
    #[error("this Idempotency-Key was used with another body within the last 24 hours")]
    KeyReused,
    /// The body did not arrive in time.
    #[error("the body did not arrive within {0} seconds")]
    TooSlow(u64),
    /// The database is away, or the server is stopping.
    #[error("nothing can be kept just now; nothing of this was taken: send it again")]
    Unavailable,
    /// A fault of the server.
    #[error("the server failed; nothing of this was taken")]
    Broken(String),
}

/// A field that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldFault {
    /// Which item of a batch, from 0; absent where one object was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// The path of the field, such as `caller_number` or `parameters.2.name`.
    pub field: String,
    /// What was expected there.
    pub expected: String,
    /// The code of a fault of an integration, such as `unknown_parameter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The body of every answer that is not a success.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// One of the closed list: `malformed`, `unauthorized`, `signature`, `address`, `scope`,
    /// `not_found`, `deleted`, `in_use`, `method`, `version`, `state`, `body_too_large`, `media_type`, `fields`,
    /// `idempotency_key`, `timeout`, `unavailable`, `internal`.
    pub code: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong, in a sentence.
    pub detail: String,
    /// The fields that cannot be taken; at most 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldFault>,
    /// Under what the server's log has more of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl ApiError {
    const fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "malformed"),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized"),
            Self::SignatureWrong => (StatusCode::UNAUTHORIZED, "signature"),
            Self::AddressWrong(_) => (StatusCode::FORBIDDEN, "address"),
            Self::ScopeWrong(_) => (StatusCode::FORBIDDEN, "scope"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::Deleted(_) => (StatusCode::CONFLICT, "deleted"),
            Self::InUse(_) => (StatusCode::CONFLICT, "in_use"),
            Self::MethodWrong => (StatusCode::METHOD_NOT_ALLOWED, "method"),
            Self::VersionDiffers => (StatusCode::PRECONDITION_FAILED, "version"),
            Self::StateWrong(_) => (StatusCode::CONFLICT, "state"),
            Self::BodyTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
            Self::MediaType(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type"),
            Self::Fields(_) => (StatusCode::UNPROCESSABLE_ENTITY, "fields"),
            Self::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key"),
            Self::TooSlow(_) => (StatusCode::REQUEST_TIMEOUT, "timeout"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Broken(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// Its entry of the closed list.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.parts().1
    }

    /// What was expected: one line for each of the fields that cannot be taken.
    #[must_use]
    pub fn told(&self) -> String {
        let Self::Fields(faults) = self else {
            return self.to_string();
        };
        let faults = faults.iter().take(FAULTS_TOLD_MAX).map(|fault| {
            let index = fault.index.map(|index| format!("[{index}] "));
            format!(
                "{}{}: {}",
                index.unwrap_or_default(),
                fault.field,
                fault.expected
            )
        });
        faults.collect::<Vec<_>>().join("\n")
    }

    /// Logs a fault of the server under a reference.
    fn reference(&self) -> Option<String> {
        let Self::Broken(inner) = self else {
            return None;
        };
        let reference = format!("{:08x}", rand::random::<u32>());
        tracing::error!(reference, error = inner, "a request of the API failed");
        Some(reference)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = self.parts();
        let reference = self.reference();
        let detail = self.to_string();
        let errors = match self {
            Self::Fields(mut faults) => {
                faults.truncate(FAULTS_TOLD_MAX);
                faults
            }
            _ => Vec::new(),
        };
        let title = status.canonical_reason().unwrap_or("Error");
        let body = Problem {
            code,
            title,
            status: status.as_u16(),
            detail,
            errors,
            reference,
        };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
        }
        if code == "unauthorized" {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound("thing"),
            StoreError::Deleted { what } => Self::Deleted(what),
            StoreError::Conflict => Self::VersionDiffers,
            StoreError::Taken { what } => Self::Fields(vec![FieldFault {
                index: None,
                field: what.to_owned(),
                expected: "one that is not taken".to_owned(),
                code: None,
            }]),
            StoreError::Invalid(errors) => {
                Self::Fields(errors.iter().map(FieldFault::of).collect())
            }
            StoreError::Unavailable(inner) => {
                tracing::warn!(error = inner, "the database is not available");
                Self::Unavailable
            }
            StoreError::Broken(inner) => Self::Broken(inner),
        }
    }
}

impl From<IntakeError> for ApiError {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Unavailable | IntakeError::Stopping => Self::Unavailable,
            IntakeError::KeyReused => Self::KeyReused,
        }
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound => Self::NotFound("thing"),
            AppError::Deleted => Self::Deleted("integration"),
            AppError::Conflict => Self::VersionDiffers,
            AppError::Invalid { errors } => {
                Self::Fields(errors.iter().map(FieldFault::of).collect())
            }
            AppError::Unavailable { .. } | AppError::Offline => Self::Unavailable,
            // It is logged already; this names the entry.
            AppError::Broken { reference } => Self::Broken(format!("see {reference}")),
            AppError::SignIn
            | AppError::Forbidden
            | AppError::Taken { .. }
            | AppError::TooManyNumbers => Self::Broken(format!("{error:?}")),
        }
    }
}

impl FieldFault {
    /// A fault of an integration, in English.
    #[must_use]
    pub fn of(error: &FieldError) -> Self {
        let arguments = error.arguments.iter();
        let said: Vec<String> = arguments
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        let meaning = super::fault_text::sentence(error.fault);
        Self {
            index: None,
            field: error.field.clone(),
            expected: if said.is_empty() {
                meaning.to_owned()
            } else {
                format!("{meaning} ({})", said.join(", "))
            },
            code: Some(error.fault.key().to_owned()),
        }
    }
}

fn faults(count: usize) -> String {
    if count == 1 {
        "a field cannot be taken".to_owned()
    } else {
        format!("{count} fields cannot be taken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn told(error: ApiError) -> (Response<()>, serde_json::Value) {
        let (parts, body) = error.into_response().into_parts();
        let body = axum::body::to_bytes(body, 65_536).await.unwrap();
        (
            Response::from_parts(parts, ()),
            serde_json::from_slice(&body).unwrap(),
        )
    }

    #[tokio::test]
    async fn what_can_be_sent_again_says_when() {
        let (response, body) = told(IntakeError::Unavailable.into()).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
        assert_eq!(body["code"], "unavailable");
    }

    #[tokio::test]
    async fn the_inside_of_a_fault_is_logged_and_not_told() {
        let error = StoreError::Broken("table secret".to_owned());
        let (response, body) = told(error.into()).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body.to_string().contains("table"), "{body}");
        assert_eq!(body["reference"].as_str().map(str::len), Some(8));
    }

    #[tokio::test]
    async fn only_so_many_faults_are_told() {
        let fault = FieldFault {
            index: Some(0),
            field: "a".to_owned(),
            expected: "b".to_owned(),
            code: None,
        };
        let (_, body) = told(ApiError::Fields(vec![fault; FAULTS_TOLD_MAX + 1])).await;
        assert_eq!(
            body["errors"].as_array().map(Vec::len),
            Some(FAULTS_TOLD_MAX)
        );
    }
}
