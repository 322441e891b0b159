//! What a person can be told when something did not work.
//!
//! Mapped once, logged once and given its HTTP status once, here.

use crate::i18n::{Key, text};
use domain::FieldError;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// The failure of a page or of a server function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in, or the session ended.
    SignIn,
    /// The role does not allow it.
    Forbidden,
    /// No such thing; another tenant's thing is none either.
    NotFound,
    /// It is there, but the integration that it needs was deleted.
    Deleted,
    /// Somebody changed it in the meantime.
    Conflict,
    /// Something like it exists already, such as an `email`.
    Taken {
        /// What is taken.
        what: String,
    },
    /// Who sees no whole numbers searched by too many of them.
    TooManyNumbers,
    /// What was typed cannot be taken.
    Invalid {
        /// Every fault at its field.
        errors: Vec<FieldError>,
    },
    /// The database does not answer; trying again helps.
    Unavailable {
        /// By which the log entry is found.
        reference: String,
    },
    /// A fault of the program.
    Broken {
        /// By which the log entry is found.
        reference: String,
    },
    /// The browser could not reach the server.
    Offline,
}

impl AppError {
    /// Its HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignIn => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Deleted | Self::Conflict | Self::Taken { .. } => 409,
            Self::Invalid { .. } => 422,
            Self::TooManyNumbers => 429,
            Self::Broken { .. } => 500,
            Self::Unavailable { .. } | Self::Offline => 503,
        }
    }

    /// Its heading and its sentence.
    #[must_use]
    pub const fn texts(&self) -> (Key, Key) {
        match self {
            Self::SignIn => (text::ERROR_SIGN_IN_TITLE, text::ERROR_SIGN_IN_TEXT),
            Self::Forbidden => (text::ERROR_FORBIDDEN_TITLE, text::ERROR_FORBIDDEN_TEXT),
            Self::NotFound => (text::ERROR_NOT_FOUND_TITLE, text::ERROR_NOT_FOUND_TEXT),
            Self::Deleted => (text::ERROR_DELETED_TITLE, text::ERROR_DELETED_TEXT),
            Self::Conflict => (text::ERROR_CONFLICT_TITLE, text::ERROR_CONFLICT_TEXT),
            Self::Taken { .. } => (text::ERROR_TAKEN_TITLE, text::ERROR_TAKEN_TEXT),
            Self::TooManyNumbers => (
                text::ERROR_TOO_MANY_NUMBERS_TITLE,
                text::ERROR_TOO_MANY_NUMBERS_TEXT,
            ),
            Self::Invalid { .. } => (text::ERROR_INVALID_TITLE, text::ERROR_INVALID_TEXT),
            Self::Unavailable { .. } => {
                (text::ERROR_UNAVAILABLE_TITLE, text::ERROR_UNAVAILABLE_TEXT)
            }
            Self::Broken { .. } => (text::ERROR_BROKEN_TITLE, text::ERROR_BROKEN_TEXT),
            Self::Offline => (text::ERROR_OFFLINE_TITLE, text::ERROR_OFFLINE_TEXT),
        }
    }

    /// Whether the same may work a moment later.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Unavailable { .. } | Self::Broken { .. } | Self::Offline
        )
    }

    /// The reference of its log entry, where it has one.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Unavailable { reference } | Self::Broken { reference } => Some(reference),
            Self::SignIn
            | Self::Forbidden
            | Self::NotFound
            | Self::Deleted
            | Self::Conflict
            | Self::Taken { .. }
            | Self::TooManyNumbers
            | Self::Invalid { .. }
            | Self::Offline => None,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            other => Self::of_call(&other),
        }
    }
}

#[cfg(not(feature = "ssr"))]
impl AppError {
    /// In the browser there is no answer to give a status.
    #[must_use]
    pub const fn answered(self) -> Self {
        self
    }

    fn of_call(_error: &ServerFnErrorErr) -> Self {
        Self::Broken {
            reference: String::new(),
        }
    }
}

#[cfg(feature = "ssr")]
impl AppError {
    /// What does not fit its function comes from an old page, or from a program at play: it is no
    /// fault of ours, and fills no log.
    fn of_call(error: &ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => {
                let invalid = Self::Invalid { errors: Vec::new() };
                // A page is there all the same, though its address tells an error that is none.
                if is_call() {
                    invalid.answered()
                } else {
                    invalid
                }
            }
            other => Self::broken(other),
        }
    }

    /// A fault of the program: logged here, with the reference that the person sees.
    #[must_use]
    pub fn broken(cause: &dyn std::fmt::Display) -> Self {
        let reference = new_reference();
        tracing::error!(%reference, error = %cause, "a page could not be made");
        Self::Broken { reference }.answered()
    }

    /// Sets the status of the answer; every error made on the server passes here.
    ///
    /// A form that a browser sent without a script is led back to its page, which tells the error:
    /// with a status of its own the answer would be shown as the JSON that it is. A page that
    /// somebody must sign in for is redirected, too: its status stays.
    #[must_use]
    pub fn answered(self) -> Self {
        let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() else {
            return self;
        };
        let is_call = is_call();
        let back = if is_call {
            crate::refusal::way_back(&self)
        } else {
            None
        };
        if let Some(page) = back {
            response.insert_header(http::header::LOCATION, page);
            response.set_status(http::StatusCode::SEE_OTHER);
        } else if (self != Self::SignIn || is_call)
            && let Ok(status) = http::StatusCode::from_u16(self.status())
        {
            response.set_status(status);
        }
        self
    }
}

#[cfg(feature = "ssr")]
impl From<store::StoreError> for AppError {
    fn from(error: store::StoreError) -> Self {
        use store::StoreError;
        match error {
            StoreError::NotFound => Self::NotFound.answered(),
            StoreError::Deleted { .. } => Self::Deleted.answered(),
            StoreError::Conflict => Self::Conflict.answered(),
            StoreError::Taken { what } => Self::Taken { what: what.into() }.answered(),
            StoreError::Invalid(errors) => Self::Invalid { errors }.answered(),
            StoreError::Unavailable(cause) => {
                let reference = new_reference();
                tracing::warn!(%reference, error = %cause, "the database does not answer");
                Self::Unavailable { reference }.answered()
            }
            StoreError::Broken(cause) => Self::broken(&cause),
        }
    }
}

/// Below it lie the server functions.
#[cfg(feature = "ssr")]
pub const FUNCTIONS: &str = "/fn/";

/// Whether a server function was called, not a page asked for.
#[cfg(feature = "ssr")]
pub(crate) fn is_call() -> bool {
    let parts = leptos::prelude::use_context::<http::request::Parts>();
    parts.is_some_and(|parts| parts.uri.path().starts_with(FUNCTIONS))
}

/// Eight letters and digits that a person can read out on the telephone.
#[cfg(feature = "ssr")]
fn new_reference() -> String {
    use std::hash::{BuildHasher, Hasher};
    // Each of these is keyed by the system's randomness.
    let random = std::hash::RandomState::new().build_hasher().finish();
    format!("{:08x}", random >> 32)
}
