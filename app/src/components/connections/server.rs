//! From rows of the store to the pages, and back from the form.

use super::{
    state::SignIn,
    view::{Below, ConnectionForm, ConnectionLine, ConnectionView, Copied},
    way::Way,
};
use crate::{components::integrations::standing::Standing, error::AppError, session::Scope};
use domain::{
    ConnectionDraft, ConnectionId, DraftSecrets,
    connection::{
        Auth, CALLBACK_PATH, CLIENT_SECRET, ClientAuth, Grant, OAuth2, PASSWORD_SECRET,
        REFRESH_TOKEN_SECRET, TOKEN_SECRET,
    },
    integration::{KEY_SECRET, KeyPlace, KeyPlacement, Limits},
    lift::lift_key,
};
use std::collections::BTreeMap;
use store::{ConnectionRow, IntegrationCard, TokenStanding};

/// How the key stands in an address.
const KEY_IN_ADDRESS: &str = "{{secret:key}}";
/// How it is shown.
const KEY_SHOWN: &str = "•••";

pub(super) async fn lines(scope: &Scope) -> Result<Vec<ConnectionLine>, AppError> {
    let rows = scope.tenant.list_connections().await?;
    let cards = scope.tenant.list_integration_cards(scope.now()).await?;
    let tokens = scope.tenant.list_token_standings().await?;
    let rows = rows.iter();
    Ok(rows
        .map(|row| line(row, &cards, &tokens, scope.now()))
        .collect())
}

pub(super) async fn view(
    scope: &Scope,
    id: Option<&str>,
    from: Option<&str>,
) -> Result<ConnectionView, AppError> {
    let mut view = ConnectionView {
        line: None,
        changed: None,
        form: ConnectionForm::fresh(),
        secret_names: Vec::new(),
        callback_url: format!("{}{CALLBACK_PATH}", scope.desk.policy().public_url),
        copied: None,
    };
    let Some(shown_id) = id.or(from) else {
        return Ok(view);
    };
    let row = scope.tenant.get_connection(read_id(shown_id)?).await?;
    let cards = scope.tenant.list_integration_cards(scope.now()).await?;
    let tokens = scope.tenant.list_token_standings().await?;
    let line = line(&row, &cards, &tokens, scope.now());
    view.form = shown(&row);
    if id.is_some() {
        view.changed = Some(scope.stamp(row.updated_at));
        view.secret_names = row.secret_names;
        view.line = Some(line);
    } else {
        // Another CRM has another name, address and key; how it knows who calls is often alike.
        view.form.from = std::mem::take(&mut view.form.id);
        view.form.version.clear();
        view.form.name.clear();
        view.form.url.clear();
        view.copied = Some(Copied {
            name: line.name,
            integrations: line.integrations,
        });
    }
    Ok(view)
}

fn read_id(id: &str) -> Result<ConnectionId, AppError> {
    id.parse().map_err(|_| AppError::NotFound.answered())
}

fn line(
    row: &ConnectionRow,
    cards: &[IntegrationCard],
    tokens: &[TokenStanding],
    now: i64,
) -> ConnectionLine {
    let own = cards.iter().filter(|card| card.connection == Some(row.id));
    let below = |card: &IntegrationCard| {
        let states: Vec<_> = card.recent.iter().map(|delivery| delivery.state).collect();
        Below {
            id: card.id,
            name: card.name.clone(),
            standing: Standing::of(card.enabled, &states),
        }
    };
    let token = tokens.iter().find(|token| token.owner_id == row.id.0);
    ConnectionLine {
        id: row.id,
        name: row.draft.name.clone(),
        address: row.draft.url.replace(KEY_IN_ADDRESS, KEY_SHOWN),
        way: way_of(&row.draft),
        sign_in: sign_in(row, token, now),
        integrations: own.map(below).collect(),
        per_second: row.draft.limits.per_second,
        parallel: row.draft.limits.parallel,
    }
}

fn sign_in(row: &ConnectionRow, token: Option<&TokenStanding>, now: i64) -> Option<SignIn> {
    let Some(Auth::OAuth2(oauth)) = &row.draft.auth else {
        return None;
    };
    let has_refresh_token = row.secret_names.iter().any(|it| it == REFRESH_TOKEN_SECRET);
    let is_good = has_refresh_token || token.is_some_and(|token| token.expires_at > now);
    Some(match oauth.grant {
        Grant::AuthorizationCode if !is_good => SignIn::NotYet,
        Grant::AuthorizationCode | Grant::ClientCredentials | Grant::RefreshToken => {
            match token.and_then(|token| token.failed_at) {
                Some(_) => SignIn::Broken,
                None => SignIn::Good,
            }
        }
    })
}

fn way_of(draft: &ConnectionDraft) -> Way {
    match (&draft.auth, &draft.key) {
        (Some(auth), _) => Way::of(auth),
        (None, Some(key)) => match key.place {
            KeyPlace::Query => Way::Query,
            KeyPlace::Header => Way::Header,
        },
        (None, None) if draft.url.contains(KEY_IN_ADDRESS) => Way::Path,
        (None, None) => Way::None,
    }
}

/// What the form shows of a connection; secrets are never in it.
fn shown(row: &ConnectionRow) -> ConnectionForm {
    let draft = &row.draft;
    let mut form = ConnectionForm {
        id: row.id.to_string(),
        version: row.version.to_string(),
        name: draft.name.clone(),
        url: draft.url.clone(),
        way: way_of(draft),
        per_second: draft
            .limits
            .per_second
            .map(|count| count.to_string())
            .unwrap_or_default(),
        parallel: draft.limits.parallel.to_string(),
        ..ConnectionForm::fresh()
    };
    if let Some(key) = &draft.key {
        match key.place {
            KeyPlace::Query => form.query_name.clone_from(&key.name),
            KeyPlace::Header => form.header_name.clone_from(&key.name),
        }
    }
    match &draft.auth {
        Some(Auth::Basic { login }) => form.login.clone_from(login),
        Some(Auth::OAuth2(oauth)) => {
            form.token_url.clone_from(&oauth.token_url);
            form.authorize_url = oauth.authorize_url.clone().unwrap_or_default();
            form.client_id.clone_from(&oauth.client_id);
            form.scope.clone_from(&oauth.scope);
            form.client_auth = oauth.client_auth.key().to_owned();
        }
        Some(Auth::Bearer) | None => {}
    }
    form
}

pub(super) async fn save(scope: &Scope, form: ConnectionForm) -> Result<(), AppError> {
    let (actor, now, policy) = (scope.actor(), scope.now(), scope.desk.policy());
    if !form.from.is_empty() {
        let from = read_id(&form.from)?;
        let said = said(form, None);
        let (made, _) = scope
            .tenant
            .copy_connection(&actor, from, said, policy, now)
            .await?;
        leptos_axum::redirect(&format!("/connections/{made}"));
        return Ok(());
    }
    if form.id.is_empty() {
        let (draft, secrets) = said(form, None);
        let made = scope
            .tenant
            .create_connection(&actor, draft, secrets, policy, now)
            .await?;
        leptos_axum::redirect(&format!("/connections/{}", made.id));
        return Ok(());
    }
    let id = read_id(&form.id)?;
    let version = form.version.parse().ok();
    let current = scope.tenant.get_connection(id).await?;
    let (draft, secrets) = said(form, Some(&current.draft));
    scope
        .tenant
        .update_connection(&actor, id, version, draft, secrets, policy, now)
        .await?;
    for integration in scope.tenant.list_below(id).await? {
        scope.desk.changed(scope.seat.tenant.id, integration).await;
    }
    Ok(())
}

/// What the form says. What it does not ask for stays as it is in `current`.
fn said(
    form: ConnectionForm,
    current: Option<&ConnectionDraft>,
) -> (ConnectionDraft, DraftSecrets) {
    let keeps = |wanted: Way| current.filter(|draft| way_of(draft) == wanted);
    let mut secrets = BTreeMap::new();
    let mut url = form.url.trim().to_owned();
    if form.way == Way::Path {
        url = with_key(&url, &mut secrets);
    }
    let key = match form.way {
        Way::Query => Some(placed(KeyPlace::Query, &form.query_name)),
        Way::Header => Some(placed(KeyPlace::Header, &form.header_name)),
        other => keeps(other).and_then(|draft| draft.key.clone()),
    };
    let typed = [
        (KEY_SECRET, &form.key),
        (PASSWORD_SECRET, &form.password),
        (TOKEN_SECRET, &form.token),
        (CLIENT_SECRET, &form.client_secret),
        (REFRESH_TOKEN_SECRET, &form.refresh_token),
    ];
    for (name, text) in typed {
        if !text.is_empty() && asks_for(form.way, name) {
            secrets.insert(name.to_owned(), text.clone());
        }
    }
    let draft = ConnectionDraft {
        key,
        auth: auth(&form),
        limits: Limits {
            parallel: whole(&form.parallel),
            per_second: Some(form.per_second.trim())
                .filter(|text| !text.is_empty())
                .map(whole),
        },
        headers: current
            .map(|draft| draft.headers.clone())
            .unwrap_or_default(),
        name: form.name,
        url,
    };
    (draft, DraftSecrets(secrets))
}

/// The address with its key taken out, or with a place for it at its end.
fn with_key(url: &str, secrets: &mut BTreeMap<String, String>) -> String {
    if url.is_empty() || url.contains(KEY_IN_ADDRESS) {
        return url.to_owned();
    }
    if let Some((address, key)) = lift_key(url) {
        secrets.insert(KEY_SECRET.to_owned(), key);
        return address;
    }
    format!("{}/{KEY_IN_ADDRESS}", url.trim_end_matches('/'))
}

fn placed(place: KeyPlace, name: &str) -> KeyPlacement {
    KeyPlacement {
        place,
        name: name.to_owned(),
    }
}

/// Whether a way to be known uses a secret.
fn asks_for(way: Way, secret: &str) -> bool {
    match way {
        Way::None => false,
        Way::Path | Way::Query | Way::Header => secret == KEY_SECRET,
        Way::Basic => secret == PASSWORD_SECRET,
        Way::Bearer => secret == TOKEN_SECRET,
        Way::ClientCredentials | Way::AuthorizationCode => secret == CLIENT_SECRET,
        Way::RefreshToken => matches!(secret, CLIENT_SECRET | REFRESH_TOKEN_SECRET),
    }
}

fn auth(form: &ConnectionForm) -> Option<Auth> {
    let oauth = |grant: Grant| {
        let authorize_url = (grant == Grant::AuthorizationCode).then(|| form.authorize_url.clone());
        Some(Auth::OAuth2(OAuth2 {
            grant,
            token_url: form.token_url.clone(),
            authorize_url,
            client_id: form.client_id.clone(),
            scope: form.scope.clone(),
            client_auth: ClientAuth::from_key(&form.client_auth).unwrap_or(ClientAuth::Form),
        }))
    };
    match form.way {
        Way::None | Way::Path | Way::Query | Way::Header => None,
        Way::Basic => Some(Auth::Basic {
            login: form.login.clone(),
        }),
        Way::Bearer => Some(Auth::Bearer),
        Way::ClientCredentials => oauth(Grant::ClientCredentials),
        Way::AuthorizationCode => oauth(Grant::AuthorizationCode),
        Way::RefreshToken => oauth(Grant::RefreshToken),
    }
}

/// What is no whole number becomes 0, which validation refuses.
fn whole(text: &str) -> u32 {
    text.trim().parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(way: Way, url: &str) -> ConnectionForm {
        ConnectionForm {
            name: "CRM".to_owned(),
            url: url.to_owned(),
            way,
            ..ConnectionForm::fresh()
        }
    }

    fn row(draft: ConnectionDraft, secret_names: &[&str]) -> ConnectionRow {
        ConnectionRow {
            id: ConnectionId(Default::default()),
            version: 1,
            draft,
            secret_names: secret_names.iter().map(ToString::to_string).collect(),
            created_at: 0,
            updated_at: 0,
        }
    }

    #[test]
    fn what_a_form_shows_is_what_it_says() {
        for way in Way::ALL {
            let mut typed = form(way, "https://crm.example/api");
            typed.login = "shop".to_owned();
            typed.token_url = "https://crm.example/token".to_owned();
            typed.authorize_url = "https://crm.example/agree".to_owned();
            typed.client_id = "7".to_owned();
            let (draft, _) = said(typed, None);
            assert_eq!(way_of(&draft), way);
            let again = shown(&row(draft.clone(), &[]));
            assert_eq!(said(again, Some(&draft)).0, draft, "{way:?}");
        }
    }

    #[test]
    fn a_key_that_was_pasted_with_the_address_becomes_a_secret() {
        let pasted = form(
            Way::Path,
            "https://shop.bitrix24.ru/rest/1/9x8y7z6w5v4u3t2s/",
        );
        let (draft, secrets) = said(pasted, None);
        assert_eq!(draft.url, "https://shop.bitrix24.ru/rest/1/{{secret:key}}");
        assert_eq!(secrets.0["key"], "9x8y7z6w5v4u3t2s");
        let mut apart = form(Way::Path, "https://crm.example/in/");
        apart.key = "k-1".to_owned();
        let (draft, secrets) = said(apart, None);
        assert_eq!(draft.url, "https://crm.example/in/{{secret:key}}");
        assert_eq!(secrets.0["key"], "k-1");
    }

    #[test]
    fn only_the_secrets_of_the_chosen_way_are_taken() {
        let mut typed = form(Way::Bearer, "https://crm.example");
        typed.token = "t".to_owned();
        typed.password = "left from another choice".to_owned();
        let (_, secrets) = said(typed, None);
        assert_eq!(secrets.0.keys().collect::<Vec<_>>(), ["token"]);
    }

    #[test]
    fn a_sign_in_is_missing_good_or_broken() {
        let mut typed = form(Way::AuthorizationCode, "https://crm.example");
        typed.client_id = "7".to_owned();
        let (draft, _) = said(typed, None);
        let token = |expires_at, failed_at| TokenStanding {
            owner_id: Default::default(),
            expires_at,
            failed_at,
        };
        let (fresh, agreed) = (row(draft.clone(), &[]), row(draft, &[REFRESH_TOKEN_SECRET]));
        assert_eq!(sign_in(&fresh, None, 5), Some(SignIn::NotYet));
        assert_eq!(
            sign_in(&fresh, Some(&token(0, Some(4))), 5),
            Some(SignIn::NotYet)
        );
        assert_eq!(
            sign_in(&fresh, Some(&token(9, None)), 5),
            Some(SignIn::Good)
        );
        assert_eq!(
            sign_in(&agreed, Some(&token(1, None)), 5),
            Some(SignIn::Good)
        );
        assert_eq!(
            sign_in(&agreed, Some(&token(1, Some(4))), 5),
            Some(SignIn::Broken)
        );
    }
}
