//! What the page of an invitation asks of the server.

use crate::error::AppError;
use domain::Role;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// An invitation as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// The company that asks.
    pub company: String,
    /// Whom it asks.
    pub email: String,
    /// With which role.
    pub role: Role,
    /// The last day of the membership, where it has one.
    pub ends: Option<String>,
    /// What the reader has to do.
    pub step: Step,
}

/// What the reader of an invitation has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Nobody signs in with this e-mail yet: choose a password.
    ChoosePassword,
    /// Somebody does: sign in first.
    SignIn,
    /// Somebody does, and is signed in: press the button.
    Join,
    /// Somebody else is signed in here.
    Leave {
        /// Who.
        email: String,
    },
}

/// The invitation behind a link.
#[server]
pub async fn get_invitation(token: String) -> Result<InvitationView, AppError> {
    let visitor = crate::session::request_visitor();
    let now = crate::session::desk()?.now();
    let found = crate::session::store()?.get_invitation(&token, now).await?;
    let step = match (found.known, visitor.person) {
        (None, _) => Step::ChoosePassword,
        (Some(_), None) => Step::SignIn,
        (Some(known), Some(person)) if known == person.sign_in_id => Step::Join,
        (Some(_), Some(person)) => Step::Leave {
            email: person.email,
        },
    };
    let zone = &found.tenant.zone;
    Ok(InvitationView {
        ends: found.ends_at.map(|at| crate::stamp::date(zone, at - 1)),
        company: found.tenant.name,
        email: found.email,
        role: found.role,
        step,
    })
}
