//! What the pages about connections show, and what their form says.

use super::{
    state::{SignIn, overall},
    way::Way,
};
use crate::{components::integrations::standing::Standing, i18n::Key, stamp::Stamp};
use domain::{ConnectionId, IntegrationId};
use serde::{Deserialize, Serialize};

/// A connection as a row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionLine {
    /// Which.
    pub id: ConnectionId,
    /// As the customer calls it.
    pub name: String,
    /// Its base address, without the key in it.
    pub address: String,
    /// How the CRM knows who calls.
    pub way: Way,
    /// How it stands with its sign-in, where there is one.
    pub sign_in: Option<SignIn>,
    /// The integrations that belong to it, by name.
    pub integrations: Vec<Below>,
    /// Requests a second, where there is a limit.
    pub per_second: Option<u32>,
    /// Requests in flight at once.
    pub parallel: u32,
}

impl ConnectionLine {
    /// The word and the class of how it stands as a whole.
    #[must_use]
    pub fn standing(&self) -> (Key, &'static str) {
        let below = self.integrations.iter().map(|below| below.standing);
        overall(self.sign_in, &below.collect::<Vec<_>>())
    }

    /// Whether nothing can be sent before somebody signs in at the CRM.
    #[must_use]
    pub fn needs_agreement(&self) -> bool {
        self.way == Way::AuthorizationCode && self.sign_in != Some(SignIn::Good)
    }
}

/// An integration that belongs to a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Below {
    /// Which.
    pub id: IntegrationId,
    /// As the customer calls it.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
}

/// A connection with its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionView {
    /// The connection; none for a new one.
    pub line: Option<ConnectionLine>,
    /// When it was last changed.
    pub changed: Option<Stamp>,
    /// What stands in the form.
    pub form: ConnectionForm,
    /// The secrets that have a text.
    pub secret_names: Vec<String>,
    /// Where the CRM sends a person back to who agreed.
    pub callback_url: String,
    /// What is copied with the form of a connection to another CRM.
    pub copied: Option<Copied>,
}

/// What comes along to another CRM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// The connection that is copied from.
    pub name: String,
    /// The integrations that are copied.
    pub integrations: Vec<Below>,
}

/// The form: texts as they were typed. Secrets are empty where they stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectionForm {
    /// Which connection; empty makes a new one.
    pub id: String,
    /// From which connection a new one takes copies of the integrations; empty from none.
    pub from: String,
    /// The version that was edited.
    pub version: String,
    /// How the customer recognises it.
    pub name: String,
    /// The base address.
    pub url: String,
    /// How the CRM knows who calls.
    pub way: Way,
    /// The name of the key's parameter.
    pub query_name: String,
    /// The name of the key's header.
    pub header_name: String,
    /// The text of the key.
    pub key: String,
    /// Who signs in.
    pub login: String,
    /// The password.
    pub password: String,
    /// The token that does not change.
    pub token: String,
    /// Where tokens are asked for.
    pub token_url: String,
    /// Where a person agrees.
    pub authorize_url: String,
    /// The client's public name.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
    /// The refresh token from elsewhere.
    pub refresh_token: String,
    /// What the token is for.
    pub scope: String,
    /// How the client says who it is: a key of `ClientAuth`.
    pub client_auth: String,
    /// Requests a second; empty means no limit.
    pub per_second: String,
    /// Requests in flight at once.
    pub parallel: String,
}

#[cfg(feature = "ssr")]
impl ConnectionForm {
    /// The form of a new connection.
    #[must_use]
    pub fn fresh() -> Self {
        Self {
            way: Way::Path,
            query_name: "key".to_owned(),
            header_name: "x-api-key".to_owned(),
            client_auth: domain::connection::ClientAuth::Form.key().to_owned(),
            parallel: domain::integration::Limits::default().parallel.to_string(),
            ..Self::default()
        }
    }
}
