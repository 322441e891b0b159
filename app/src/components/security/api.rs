//! What the page of a person's own security asks of the server.

use crate::{error::AppError, stamp::Stamp};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityView {
    /// By which the person signs in.
    pub email: String,
    /// Whether a code is asked for at the sign-in.
    pub second_factor: bool,
    /// Recovery codes that are left.
    pub codes_left: i64,
    /// Where the person is signed in, newest first.
    pub sessions: Vec<SessionLine>,
    /// What an authenticator app needs, where the set-up just began and no script runs.
    pub set_up: Option<SetUpView>,
    /// The recovery codes, where the second factor just came into use and no script runs.
    pub codes: Option<Vec<String>>,
}

/// A browser in which the person is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// By which it is ended.
    pub id: String,
    /// What the browser is; empty where it was not noted.
    pub device: String,
    /// From where the sign-in came.
    pub address: String,
    /// When it came.
    pub began: Option<Stamp>,
    /// When it was last seen, to five minutes.
    pub seen: Option<Stamp>,
    /// Whether it is this one.
    pub is_current: bool,
}

/// What an authenticator app needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpView {
    /// For typing.
    pub secret: String,
    /// For the camera: an SVG made by the server.
    pub picture: String,
}

/// How the person's sign-in stands.
#[server]
pub async fn get_security() -> Result<SecurityView, AppError> {
    let visitor = crate::session::request_visitor();
    let person = crate::session::require_person()?;
    let (store, now) = (crate::session::store()?, crate::session::desk()?.now());
    let zone = person.seat.as_ref().map(|seat| seat.tenant.zone.clone());
    let zone = zone.unwrap_or_else(|| "UTC".to_owned());
    let stamp = |at: i64| {
        let t = crate::i18n::Texts::of(visitor.language);
        (at > 0).then(|| crate::stamp::stamp(t, &zone, at, now))
    };
    let current = crate::session::here().session;
    let sessions = store.list_sessions(person.sign_in_id, now).await?;
    let factor = store.find_second_factor(person.sign_in_id).await?;
    Ok(SecurityView {
        email: person.email,
        second_factor: factor.is_some_and(|factor| factor.is_confirmed),
        codes_left: store.count_recovery_codes(person.sign_in_id).await?,
        set_up: crate::once::take(crate::once::Panel::SetUp).await?,
        codes: crate::once::take(crate::once::Panel::RecoveryCodes).await?,
        sessions: sessions
            .into_iter()
            .map(|row| SessionLine {
                is_current: current.as_deref() == Some(row.id.as_str()),
                id: row.id,
                device: row.device,
                address: row.address,
                began: stamp(row.began_at),
                seen: stamp(row.seen_at),
            })
            .collect(),
    })
}

/// Ends one session of the person.
#[server]
pub async fn end_session(id: String) -> Result<(), AppError> {
    let person = crate::session::require_person()?;
    let (store, now) = (crate::session::store()?, crate::session::desk()?.now());
    Ok(store.end_session(person.sign_in_id, &id, now).await?)
}

/// Ends every session of the person but this one.
#[server]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let person = crate::session::require_person()?;
    let (store, now) = (crate::session::store()?, crate::session::desk()?.now());
    let here = crate::session::here().session;
    let ended = store.end_other_sessions(person.sign_in_id, here.as_deref(), now);
    Ok(ended.await?)
}

/// Changes the password; every other session ends.
#[server]
pub async fn change_password(password: String, new_password: String) -> Result<(), AppError> {
    let who = crate::session::account()?;
    let desk = crate::session::desk()?;
    desk.change_password(&who, password, new_password).await
}

/// Makes a secret for an authenticator app; it is asked for once its code was given back.
#[server]
pub async fn begin_second_factor(password: String) -> Result<SetUpView, AppError> {
    let who = crate::session::account()?;
    let desk = crate::session::desk()?;
    let made = desk.begin_second_factor(&who, password).await?;
    let made = SetUpView {
        secret: made.secret,
        picture: made.picture,
    };
    crate::once::keep(crate::once::Panel::SetUp, &made).await?;
    Ok(made)
}

/// Puts the second factor into use; the recovery codes, which are told this once.
#[server]
pub async fn confirm_second_factor(code: String) -> Result<Vec<String>, AppError> {
    let who = crate::session::account()?;
    let desk = crate::session::desk()?;
    let codes = desk.confirm_second_factor(&who, &code).await?;
    crate::once::keep(crate::once::Panel::RecoveryCodes, &codes).await?;
    Ok(codes)
}

/// Takes the second factor out of use.
#[server]
pub async fn remove_second_factor(password: String) -> Result<(), AppError> {
    let who = crate::session::account()?;
    let desk = crate::session::desk()?;
    desk.remove_second_factor(&who, password).await
}

/// Asks both addresses whether the e-mail may change.
#[server]
pub async fn change_email(password: String, email: String) -> Result<(), AppError> {
    let who = crate::session::account()?;
    let desk = crate::session::desk()?;
    desk.change_email(&who, password, &email).await
}
