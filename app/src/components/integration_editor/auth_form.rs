//! How a request signs in, as it stands in the form, and its way from and to a draft.

use crate::components::connections::way::Way;
use domain::connection::{
    Auth, CLIENT_SECRET, ClientAuth, Grant, OAuth2, PASSWORD_SECRET, REFRESH_TOKEN_SECRET,
    TOKEN_SECRET,
};

/// The sign-in; what is typed for one way stays while another is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthForm {
    /// The chosen way. Those of a key are none of `Authorization`.
    pub way: Way,
    /// Who signs in with a password.
    pub login: String,
    /// The client of OAuth2; which grant is meant is said by the way.
    pub oauth: OAuth2,
}

impl AuthForm {
    /// The form that shows a sign-in, or that there is none.
    #[must_use]
    pub fn of(auth: Option<&Auth>) -> Self {
        let mut form = Self {
            way: auth.map_or(Way::None, Way::of),
            login: String::new(),
            oauth: OAuth2 {
                grant: Grant::ClientCredentials,
                token_url: String::new(),
                authorize_url: None,
                client_id: String::new(),
                scope: String::new(),
                client_auth: ClientAuth::Form,
            },
        };
        match auth {
            Some(Auth::Basic { login }) => form.login.clone_from(login),
            Some(Auth::OAuth2(oauth)) => form.oauth.clone_from(oauth),
            Some(Auth::Bearer) | None => {}
        }
        form
    }

    /// The sign-in that the form says.
    #[must_use]
    pub fn auth(&self) -> Option<Auth> {
        let oauth = |grant| {
            Some(Auth::OAuth2(OAuth2 {
                grant,
                ..self.oauth.clone()
            }))
        };
        match self.way {
            Way::None | Way::Path | Way::Query | Way::Header => None,
            Way::Basic => Some(Auth::Basic {
                login: self.login.clone(),
            }),
            Way::Bearer => Some(Auth::Bearer),
            Way::ClientCredentials => oauth(Grant::ClientCredentials),
            Way::AuthorizationCode => oauth(Grant::AuthorizationCode),
            Way::RefreshToken => oauth(Grant::RefreshToken),
        }
    }

    /// The secrets that its fields ask for.
    #[must_use]
    pub const fn secrets(&self) -> &'static [&'static str] {
        match self.way {
            Way::None | Way::Path | Way::Query | Way::Header => &[],
            Way::Basic => &[PASSWORD_SECRET],
            Way::Bearer => &[TOKEN_SECRET],
            Way::ClientCredentials => &[CLIENT_SECRET],
            Way::AuthorizationCode | Way::RefreshToken => &[CLIENT_SECRET, REFRESH_TOKEN_SECRET],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_sign_in_comes_out_of_the_form_as_it_went_in() {
        let oauth = |grant: &Grant| {
            json!({"oauth2": {"grant": grant, "token_url": "https://crm.example/token",
                "client_id": "7", "scope": "crm", "client_auth": "header"}})
        };
        let ways = [
            json!(null),
            json!("bearer"),
            json!({"basic": {"login": "shop"}}),
        ];
        for said in ways.into_iter().chain(Grant::ALL.iter().map(oauth)) {
            let auth: Option<Auth> = serde_json::from_value(said).unwrap();
            let form = AuthForm::of(auth.as_ref());
            assert_eq!(form.auth(), auth);
            let asked = auth.as_ref().map_or(&[][..], Auth::secrets);
            assert!(asked.iter().all(|name| form.secrets().contains(name)));
        }
    }
}
