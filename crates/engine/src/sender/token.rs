//! What `Authorization` carries: a name and password, a token, or a token of OAuth2 that is
//! asked for through the same sender and guard as everything else, and renewed by one worker
//! at a time.

use super::{PreparedRequest, Sender};
use crate::{
    Clock, Ledger, LedgerError,
    ledger::{Renewal, Token},
    outlet::Outlet,
    prepare::unsent,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{
    Cause, Method, Outcome, TenantId, WorkerId,
    connection::{Auth, ClientAuth, Grant, OAuth2, PASSWORD_SECRET, TOKEN_SECRET},
};
use form_urlencoded::Serializer;
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use uuid::Uuid;

/// A token is renewed so long before its end, in milliseconds.
const MARGIN_MS: i64 = 60_000;
/// How long a token is good for that says nothing of it, in seconds.
const USUAL_LIFE_S: i64 = 3_600;
/// Longest life that is believed, in seconds.
const LIFE_S_MAX: i64 = 366 * 86_400;
/// How long one request for a token may take.
const TIMEOUT: Duration = Duration::from_secs(15);
/// For so long no other worker asks, in milliseconds: longer than a request can take.
const RENEWAL_MS: i64 = 30_000;
/// How often storage is asked to keep a token that it did not take.
const KEEP_AGAIN_MS: i64 = 500;
/// How often a worker looks whether another one got a token.
const LOOK: Duration = Duration::from_millis(100);
/// Above this many the remembered tokens start anew.
const TOKENS_KEPT: usize = 10_000;

/// What a token is asked for with.
pub(crate) struct Asking<'a> {
    pub ledger: &'a dyn Ledger,
    pub sender: &'a dyn Sender,
    pub clock: &'a dyn Clock,
    pub worker: WorkerId,
}

/// A token with the revision of the set-up for which it was found: once that has changed, storage
/// says whether it still counts.
struct Held {
    token: Token,
    revision: i64,
}

/// The token of one owner; none before the first.
#[derive(Default)]
struct Slot {
    held: Option<Held>,
    /// Why there was none, and since when that is known: all who waited meanwhile are told so
    /// instead of asking one after the other.
    refusal: Option<(i64, Outcome)>,
}

type Place = Arc<tokio::sync::Mutex<Slot>>;

/// The tokens that are in use.
#[derive(Default)]
pub(crate) struct Credentials(Mutex<HashMap<Uuid, Place>>);

impl Credentials {
    /// What stands behind the scheme in `Authorization`; `None` where the integration does not
    /// sign in. The outcome says why there is nothing to sign in with.
    pub async fn of(
        &self,
        asking: &Asking<'_>,
        outlet: &Outlet,
    ) -> Result<Option<String>, Outcome> {
        let secret = |name: &str| outlet.secrets.get(name).cloned();
        match outlet.integration.auth() {
            None => Ok(None),
            Some(Auth::Basic { login }) => {
                let password = secret(PASSWORD_SECRET).ok_or_else(|| missing(PASSWORD_SECRET))?;
                Ok(Some(BASE64_STANDARD.encode(format!("{login}:{password}"))))
            }
            Some(Auth::Bearer) => {
                let token = secret(TOKEN_SECRET).ok_or_else(|| missing(TOKEN_SECRET))?;
                Ok(Some(token))
            }
            Some(Auth::OAuth2(oauth)) => {
                let token = self.token(asking, outlet, oauth).await?;
                Ok(Some(token.access))
            }
        }
    }

    /// Forgets a token that the receiver did not take, unless there is another by now; false
    /// where there was none.
    pub async fn forget(&self, outlet: &Outlet, token: &str) -> bool {
        if !matches!(outlet.integration.auth(), Some(Auth::OAuth2(_))) {
            return false;
        }
        let kept = self.kept(outlet.auth_owner());
        let mut slot = kept.lock().await;
        if let Some(held) = slot.held.as_mut().filter(|it| it.token.access == token) {
            // One minute older than any: it is not taken from storage again either.
            held.token.expires_at = i64::MIN;
        }
        slot.held.is_some()
    }

    fn kept(&self, owner: Uuid) -> Place {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= TOKENS_KEPT {
            all.clear();
        }
        Arc::clone(all.entry(owner).or_default())
    }

    /// A token that is good for a while. Of several tries that need one, one asks; where it gets
    /// none, neither do those that waited for it.
    async fn token(
        &self,
        asking: &Asking<'_>,
        outlet: &Outlet,
        oauth: &OAuth2,
    ) -> Result<Token, Outcome> {
        let came_at = asking.clock.now_ms();
        let kept = self.kept(outlet.auth_owner());
        let mut slot = kept.lock().await;
        if let Some((at, refusal)) = &slot.refusal
            && *at > came_at
        {
            return Err(refusal.clone());
        }
        let found = find(asking, outlet, oauth, &mut slot.held).await;
        slot.refusal = found.as_ref().err().map(|refusal| {
            let refused_at = asking.clock.now_ms();
            (refused_at, refusal.clone())
        });
        found
    }
}

/// The token that is held, else that of storage, else a new one.
async fn find(
    asking: &Asking<'_>,
    outlet: &Outlet,
    oauth: &OAuth2,
    held: &mut Option<Held>,
) -> Result<Token, Outcome> {
    let (tenant, owner) = (outlet.integration.tenant_id, outlet.auth_owner());
    let revision = outlet.revision();
    let refused = held.take_if(|it| it.token.expires_at == i64::MIN);
    let refused = refused.map(|held| held.token.access);
    let current = held.as_ref().filter(|it| it.revision == revision);
    if let Some(current) = current.filter(|it| is_good(&it.token, asking)) {
        return Ok(current.token.clone());
    }
    let mut hold = |token: Token| held.insert(Held { token, revision }).token.clone();
    let until = asking.clock.now_ms().saturating_add(RENEWAL_MS);
    loop {
        let known = asking.ledger.find_token(tenant, owner).await;
        let known = known.map_err(|error| away(&error))?;
        let known = known.filter(|it| is_good(it, asking) && Some(&it.access) != refused.as_ref());
        if let Some(known) = known {
            return Ok(hold(known));
        }
        let now = asking.clock.now_ms();
        let begun = begin(asking, tenant, owner, now).await?;
        if let Some(renewal) = begun {
            let given = renew(asking, tenant, owner, oauth, &renewal).await?;
            return Ok(hold(given));
        }
        if now >= until {
            return Err(asked_elsewhere());
        }
        // Another worker asks: its token will be in storage soon.
        asking
            .clock
            .sleep_until(now.saturating_add(look_ms()))
            .await;
    }
}

/// Lets this worker alone ask for a token; none where another one does.
async fn begin(
    asking: &Asking<'_>,
    tenant: TenantId,
    owner: Uuid,
    now: i64,
) -> Result<Option<Renewal>, Outcome> {
    let until = now.saturating_add(RENEWAL_MS);
    let begun = asking
        .ledger
        .begin_renewal(asking.worker, tenant, owner, now, until);
    begun.await.map_err(|error| away(&error))
}

fn asked_elsewhere() -> Outcome {
    unsent(Cause::Token, "another server is asking for the token")
}

fn look_ms() -> i64 {
    i64::try_from(LOOK.as_millis()).unwrap_or(i64::MAX)
}

fn is_good(token: &Token, asking: &Asking<'_>) -> bool {
    token.expires_at.saturating_sub(MARGIN_MS) > asking.clock.now_ms()
}

/// Asks for a token and keeps it before anybody uses it.
async fn renew(
    asking: &Asking<'_>,
    tenant: TenantId,
    owner: Uuid,
    oauth: &OAuth2,
    renewal: &Renewal,
) -> Result<Token, Outcome> {
    let asked = match grant_of(oauth, renewal) {
        Ok(grant) => ask(asking, oauth, renewal, &grant).await,
        Err(refusal) => Err(refusal),
    };
    let (given, refresh, refusal) = match asked {
        Ok((given, refresh)) => (Some(given), refresh, None),
        Err(refusal) => (None, None, Some(refusal)),
    };
    keep(asking, tenant, owner, given.as_ref(), refresh.as_deref()).await?;
    match (given, refusal) {
        (Some(given), _) => Ok(given),
        (None, Some(refusal)) => Err(refusal),
        (None, None) => Err(unsent(Cause::Token, "no token was given")),
    }
}

/// Keeps what was given. It is asked for once: a refresh token that is lost here would have to be
/// agreed to by a person again, so that storage is given time to come back.
async fn keep(
    asking: &Asking<'_>,
    tenant: TenantId,
    owner: Uuid,
    given: Option<&Token>,
    refresh: Option<&str>,
) -> Result<(), Outcome> {
    let until = asking.clock.now_ms().saturating_add(RENEWAL_MS);
    loop {
        let now = asking.clock.now_ms();
        let ended = asking
            .ledger
            .end_renewal(asking.worker, tenant, owner, given, refresh, now);
        match ended.await {
            Ok(()) => return Ok(()),
            Err(error) if given.is_none() || now >= until => return Err(away(&error)),
            Err(error) => tracing::warn!(%error, "a token is kept as soon as storage takes it"),
        }
        asking
            .clock
            .sleep_until(now.saturating_add(KEEP_AGAIN_MS))
            .await;
    }
}

/// The form fields of the grant.
fn grant_of(oauth: &OAuth2, renewal: &Renewal) -> Result<Vec<(&'static str, String)>, Outcome> {
    match (oauth.grant, &renewal.refresh_token) {
        (Grant::ClientCredentials, _) => Ok(vec![("grant_type", "client_credentials".to_owned())]),
        (Grant::AuthorizationCode | Grant::RefreshToken, Some(refresh)) => Ok(vec![
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", refresh.clone()),
        ]),
        (Grant::AuthorizationCode | Grant::RefreshToken, None) => Err(unsent(
            Cause::Secret,
            "nobody has agreed to the connection yet: there is no refresh token",
        )),
    }
}

/// Exchanges the code that a person's agreement gave (RFC 6749, 4.1.3) and keeps the tokens.
pub(crate) async fn exchange(
    asking: &Asking<'_>,
    tenant: TenantId,
    owner: Uuid,
    oauth: &OAuth2,
    code: &str,
    redirect_uri: &str,
) -> Result<(), Outcome> {
    let now = asking.clock.now_ms();
    let begun = begin(asking, tenant, owner, now).await?;
    let Some(renewal) = begun else {
        return Err(asked_elsewhere());
    };
    let grant = [
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", redirect_uri.to_owned()),
    ];
    let asked = ask(asking, oauth, &renewal, &grant).await;
    let (given, refresh) = match &asked {
        Ok((given, refresh)) => (Some(given), refresh.as_deref()),
        Err(_) => (None, None),
    };
    keep(asking, tenant, owner, given, refresh).await?;
    asked.map(drop)
}

/// One request for a token: the token, and the refresh token that came with it.
async fn ask(
    asking: &Asking<'_>,
    oauth: &OAuth2,
    renewal: &Renewal,
    grant: &[(&'static str, String)],
) -> Result<(Token, Option<String>), Outcome> {
    let request = request(oauth, renewal, grant);
    let now = asking.clock.now_ms();
    let answer = asking.sender.send(request).await;
    if !answer.cause.is_accepted() {
        return Err(refused(&answer));
    }
    let json: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let text = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
    let Some(access) = text("access_token").filter(|token| is_token(token)) else {
        return Err(refused(&answer));
    };
    let life_s = json.get("expires_in").and_then(seconds);
    let life_s = life_s.unwrap_or(USUAL_LIFE_S).clamp(1, LIFE_S_MAX);
    let token = Token {
        access,
        expires_at: now.saturating_add(life_s.saturating_mul(1_000)),
    };
    Ok((token, text("refresh_token").filter(|it| is_token(it))))
}

/// Some servers write the number as a text.
fn seconds(value: &Value) -> Option<i64> {
    value
        .as_i64()
        .or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()))
}

/// What may be a token (RFC 6750, 2.1, and everything else that a header can carry).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (b'!'..=b'~').contains(&byte))
}

fn request(oauth: &OAuth2, renewal: &Renewal, grant: &[(&'static str, String)]) -> PreparedRequest {
    let mut form = Serializer::new(String::new());
    for (name, value) in grant {
        form.append_pair(name, value);
    }
    if !oauth.scope.is_empty() {
        form.append_pair("scope", &oauth.scope);
    }
    let mut headers = vec![
        (
            "content-type".to_owned(),
            "application/x-www-form-urlencoded".to_owned(),
        ),
        ("accept".to_owned(), "application/json".to_owned()),
    ];
    let secret = renewal.client_secret.as_deref().unwrap_or_default();
    match oauth.client_auth {
        ClientAuth::Form => {
            form.append_pair("client_id", &oauth.client_id);
            if !secret.is_empty() {
                form.append_pair("client_secret", secret);
            }
        }
        ClientAuth::Header => {
            // Both are encoded first (RFC 6749, 2.3.1).
            let encoded = |text| form_urlencoded::byte_serialize(text).collect::<String>();
            let pair = format!(
                "{}:{}",
                encoded(oauth.client_id.as_bytes()),
                encoded(secret.as_bytes())
            );
            let value = format!("Basic {}", BASE64_STANDARD.encode(pair));
            headers.push(("authorization".to_owned(), value));
        }
    }
    PreparedRequest {
        method: Method::Post,
        url: oauth.token_url.clone(),
        headers,
        body: Some(form.finish()),
        timeout: TIMEOUT,
    }
}

/// Why no token was given. The answer may hold tokens, so nothing of it is kept but the code
/// of its error.
fn refused(answer: &Outcome) -> Outcome {
    let json: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let code = json.get("error").and_then(Value::as_str);
    let code = code.filter(|code| code.len() <= 64 && code.bytes().all(is_of_code));
    let detail = match (answer.status, code) {
        (Some(status), Some(code)) => format!("the token server answered {status}: {code}"),
        (Some(status), None) => format!("the token server answered {status} and no token"),
        (None, _) => format!("the token server did not answer: {}", answer.detail),
    };
    Outcome {
        status: answer.status,
        ..unsent(Cause::Token, &detail)
    }
}

const fn is_of_code(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn missing(name: &str) -> Outcome {
    unsent(
        Cause::Secret,
        &format!("the secret `{name}` does not exist"),
    )
}

/// Storage that is away is told like a token server that is: later it may work.
fn away(error: &LedgerError) -> Outcome {
    tracing::warn!(%error, "a token could not be looked up or kept");
    unsent(Cause::Token, "the token could not be looked up")
}
