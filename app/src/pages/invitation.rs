//! An invitation into a company: a new person chooses a password, a known one joins.

use crate::{
    components::{
        door::{Door, DoorFailure, NewPassword, use_refusal},
        failure::sentence,
        invitation::api::{InvitationView, Step, get_invitation},
    },
    error::AppError,
    i18n::{text, use_texts},
    pages::sign_in,
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
            match invitation.await {
                Ok(view) => {
                    let words = words(t, &view);
                    let path = format!("/invitation/{}", token());
                    let step = match view.step {
                        Step::ChoosePassword => view! {
                            <form class="sign-in-form" method="post" action=path>
                                <DoorFailure refusal/>
                                <input type="hidden" name="email" autocomplete="username" value=view.email/>
                                <NewPassword refusal/>
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
                    };
                    view! { {words} {step} }.into_any()
                }
                Err(AppError::NotFound) => view! {
                    <div class="note note-failed">
                        <strong>{t.get(text::DOOR_LINK_GONE)}</strong>
                        <p>{t.get(text::DOOR_INVITATION_GONE_HINT)}</p>
                    </div>
                    <p class="door-way"><a href="/sign-in">{t.get(text::DOOR_TO_SIGN_IN)}</a></p>
                }
                .into_any(),
                Err(error) => {
                    view! { <div class="note note-failed">{sentence(t, &error)}</div> }.into_any()
                }
            }
        })
    };
    view! {
        <Door title=t.get(text::DOOR_INVITATION)>
            <Transition>{shown}</Transition>
        </Door>
    }
}

fn words(t: crate::i18n::Texts, view: &InvitationView) -> AnyView {
    let role = t.named(&format!("nav.role.{}", view.role.key()));
    let asked = t.with(
        text::DOOR_ASKED,
        &[("company", &view.company), ("email", &view.email)],
    );
    let may = t.named(&format!("people.may.{}", view.role.key()));
    let ends = view
        .ends
        .as_ref()
        .map(|day| t.with(text::DOOR_UNTIL, &[("day", day)]));
    view! {
        <div class="invitation-words">
            <p>{asked}</p>
            <p class="quiet-text"><span class="chip quiet">{role}</span>" "{may}</p>
            {ends.map(|ends| view! { <p class="quiet-text">{ends}</p> })}
        </div>
    }
    .into_any()
}
