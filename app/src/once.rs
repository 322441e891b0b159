//! What is told only once, such as a new key, where no script runs: the browser is led back to the
//! page of the form, and the answer waits there to be shown in the panel that a script would fill.
//!
//! It waits sealed, for the session and the person that asked, for one view and a few minutes; no
//! address and no cookie carries it. A script is given the answer itself, and nothing is kept.

use crate::{
    error::{AppError, is_call},
    refusal, session,
};
use serde::{Serialize, de::DeserializeOwned};

/// Where it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// The keys of the settings: the text of a new one.
    Keys,
    /// The form that asks somebody in: a link to be handed over.
    Invitation,
    /// The form that adds a person of the operator: the password that was made.
    StaffPassword,
    /// The second factor: what an authenticator app needs.
    SetUp,
    /// The second factor: the recovery codes.
    RecoveryCodes,
}

impl Panel {
    const fn key(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Invitation => "invitation",
            Self::StaffPassword => "staff_password",
            Self::SetUp => "set_up",
            Self::RecoveryCodes => "recovery_codes",
        }
    }
}

/// Keeps an answer for one view of its page, where the browser is led back there without it.
///
/// # Errors
/// Those of the store: what was made is there, and nobody was told it.
pub async fn keep(panel: Panel, answer: &impl Serialize) -> Result<(), AppError> {
    let Some((key, place)) = place(panel).filter(|_| refusal::is_led_back()) else {
        return Ok(());
    };
    let text = serde_json::to_string(answer).map_err(|error| AppError::broken(&error))?;
    let (store, now) = (session::store()?, session::desk()?.now());
    Ok(store.keep_once(&key, &place, &text, now).await?)
}

/// Takes the answer that waits for a page, while that page is made; a script that asks for what
/// the page shows takes nothing.
///
/// # Errors
/// Those of the store.
pub async fn take<T: DeserializeOwned>(panel: Panel) -> Result<Option<T>, AppError> {
    let Some((key, place)) = place(panel).filter(|_| !is_call()) else {
        return Ok(None);
    };
    let (store, now) = (session::store()?, session::desk()?.now());
    let text = store.take_once(&key, &place, now).await?;
    // A fault of reading it would quote it: it is not told.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The session, and the place in it: the panel, for this person in this seat.
fn place(panel: Panel) -> Option<(String, String)> {
    let (key, person) = (session::here().session?, session::request_visitor().person?);
    let seat = person.seat.map(|seat| seat.member_id.to_string());
    let (panel, seat) = (panel.key(), seat.unwrap_or_default());
    Some((key, format!("{panel} {} {seat}", person.sign_in_id)))
}
