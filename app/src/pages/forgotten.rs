//! A forgotten password: asks for the e-mail, and says the same whoever it belongs to.

use crate::{
    components::door::{Door, DoorFailure, use_refusal},
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn ForgottenPage() -> impl IntoView {
    let t = use_texts();
    let refusal = use_refusal();
    let sends_mail = SharedValue::new(read_sends_mail).into_inner();
    let is_sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    let shown = if is_sent && sends_mail {
        view! {
            <div class="note note-delivered" role="status">
                <strong>{t.get(text::DOOR_SENT)}</strong>
                <p>{t.get(text::DOOR_SENT_HINT)}</p>
            </div>
        }
        .into_any()
    } else if sends_mail {
        view! {
            <form class="sign-in-form" method="post" action="/forgotten">
                <DoorFailure refusal/>
                <p class="quiet-text">{t.get(text::DOOR_FORGOTTEN_HINT)}</p>
                <label class="field">
                    <span class="field-label">{t.get(text::SIGNIN_EMAIL)}</span>
                    <input class="input" type="email" name="email" autocomplete="username" required autofocus/>
                </label>
                <button class="button primary wide" type="submit">{t.get(text::DOOR_SEND_LINK)}</button>
            </form>
        }
        .into_any()
    } else {
        view! {
            <div class="note note-held">
                <strong>{t.get(text::DOOR_NO_MAIL)}</strong>
                <p>{t.get(text::DOOR_NO_MAIL_HINT)}</p>
            </div>
        }
        .into_any()
    };
    view! {
        <Door title=t.get(text::DOOR_FORGOTTEN)>
            {shown}
            <p class="door-way"><a href="/sign-in">{t.get(text::DOOR_TO_SIGN_IN)}</a></p>
        </Door>
    }
}

#[cfg(feature = "ssr")]
fn read_sends_mail() -> bool {
    crate::session::desk().is_ok_and(|desk| desk.sends_mail())
}

#[cfg(not(feature = "ssr"))]
fn read_sends_mail() -> bool {
    true
}
