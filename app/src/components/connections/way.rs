//! How a CRM knows who calls, as a form asks for it: one choice among a few.

use domain::connection::{Auth, Grant};
use serde::{Deserialize, Serialize};

/// A way to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The CRM does not ask.
    #[default]
    None,
    /// By a key in the address itself.
    Path,
    /// By a key as a parameter of the URL.
    Query,
    /// By a key in a header.
    Header,
    /// By a name and a password.
    Basic,
    /// By a token that does not change.
    Bearer,
    /// By tokens that are given to the program itself.
    ClientCredentials,
    /// By tokens that are given after a person agreed.
    AuthorizationCode,
    /// By tokens that are given for a refresh token from elsewhere.
    RefreshToken,
}

impl Way {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::Path,
        Self::Query,
        Self::Header,
        Self::Basic,
        Self::Bearer,
        Self::AuthorizationCode,
        Self::ClientCredentials,
        Self::RefreshToken,
    ];

    /// The way of a sign-in.
    #[must_use]
    pub const fn of(auth: &Auth) -> Self {
        match auth {
            Auth::Basic { .. } => Self::Basic,
            Auth::Bearer => Self::Bearer,
            Auth::OAuth2(oauth) => match oauth.grant {
                Grant::ClientCredentials => Self::ClientCredentials,
                Grant::AuthorizationCode => Self::AuthorizationCode,
                Grant::RefreshToken => Self::RefreshToken,
            },
        }
    }

    /// The text that stands for it in the form and in the names of its texts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Basic => "basic",
            Self::Bearer => "bearer",
            Self::ClientCredentials => "client_credentials",
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
        }
    }
}
