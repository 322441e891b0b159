//! An invitation into a company: a new person chooses a password, a known one joins.

use crate::{
    components::{
        door::{Door, DoorFailure, NewPassword, use_refusal},
        failure::sentence,
        invitation::api::{InvitationView, Step, get_invitation},
    },
    error::AppError,
    i18n::{Texts, text, use_texts},
    pages::sign_in,
    session::DoorRefusal,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let t = use_texts();
    let refusal = use_refusal();
    let params = use_params_map();
    let token = move || params.with(|params| params.get("token").unwrap_or_default());
    let invitation = Resource::new(token, get_invitation);
    let shown = move || {
        Suspend::new(async move {
            let (title, content) = match invitation.await {
                Ok(view) => {
                    let title = t.with(text::DOOR_JOIN_COMPANY, &[("company", &view.company)]);
                    let words = words(t, &view);
                    let step = step(t, view, format!("/invitation/{}", token()), refusal);
                    (title, view! { {words} {step} }.into_any())
                }
                Err(error) => (t.get(text::DOOR_INVITATION).to_owned(), failed(t, &error)),
            };
            view! { <Door title=title>{content}</Door> }
        })
    };
    view! { <Transition>{shown}</Transition> }
}

/// What the reader has to do.
fn step(t: Texts, view: InvitationView, path: String, refusal: Option<DoorRefusal>) -> AnyView {
    match view.step {
        Step::ChoosePassword => view! {
            <form class="sign-in-form" method="post" action=path>
                <DoorFailure refusal/>
                <input type="hidden" name="email" autocomplete="username" value=view.email/>
                <NewPassword refusal label=text::DOOR_CHOOSE_PASSWORD/>
                <button class="button primary wide" type="submit">{t.get(text::DOOR_JOIN)}</button>
            </form>
        }
        .into_any(),
        Step::SignIn => view! {
            <p>{t.get(text::DOOR_KNOWN)}</p>
            <a class="button primary wide" href=sign_in::address(&path)>{t.get(text::SIGNIN_BUTTON)}</a>
        }
        .into_any(),
        Step::Join => view! {
            <form method="post" action=path>
                <button class="button primary wide" type="submit">{t.get(text::DOOR_JOIN)}</button>
            </form>
        }
        .into_any(),
        Step::Leave { email } => view! {
            <div class="note note-held">{t.with(text::DOOR_SOMEBODY_ELSE, &[("email", &email)])}</div>
            <form method="post" action="/sign-out">
                <button class="button wide" type="submit">{t.get(text::NAV_SIGN_OUT)}</button>
            </form>
        }
        .into_any(),
    }
}

/// Why there is nothing to join.
fn failed(t: Texts, error: &AppError) -> AnyView {
    match error {
        AppError::NotFound => view! {
            <div class="note note-failed">
                <strong>{t.get(text::DOOR_LINK_GONE)}</strong>
                <p>{t.get(text::DOOR_INVITATION_GONE_HINT)}</p>
            </div>
            <p class="door-way"><a href="/sign-in">{t.get(text::DOOR_TO_SIGN_IN)}</a></p>
        }
        .into_any(),
        error => view! { <div class="note note-failed">{sentence(t, error)}</div> }.into_any(),
    }
}

/// Whom the invitation is for, and what the role may do.
fn words(t: Texts, view: &InvitationView) -> AnyView {
    let role = t.named(&format!("nav.role.{}", view.role.key()));
    let asked = t.with(text::DOOR_ASKED, &[("email", &view.email), ("role", &role)]);
    let may = t.named(&format!("people.may.{}", view.role.key()));
    let ends = view
        .ends
        .as_ref()
        .map(|day| t.with(text::DOOR_UNTIL, &[("day", day)]));
    view! {
        <div class="invitation-words">
            <p>{asked}</p>
            <p class="quiet-text">{may}</p>
            {ends.map(|ends| view! { <p class="quiet-text">{ends}</p> })}
        </div>
    }
    .into_any()
}
