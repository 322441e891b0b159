//! E-mail and password, posted as a plain form to the server.

use crate::{
    i18n::{Texts, text, use_texts},
    session::{SignInFailure, SignInRefusal},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The form; what was typed as the e-mail stays after a failure, the password never does.
#[component]
pub fn SignInForm() -> impl IntoView {
    let t = use_texts();
    let failure = SharedValue::new(read_failure).into_inner();
    let email = failure
        .as_ref()
        .map(|failure| failure.email.clone())
        .unwrap_or_default();
    let invalid = failure.is_some().then_some("true");
    let described = failure.is_some().then_some("sign-in-failure");
    let next = failure
        .as_ref()
        .and_then(|failure| failure.next.clone())
        .or_else(|| use_query_map().with_untracked(|query| query.get("next")));
    view! {
        <form class="sign-in-form" method="post" action="/sign-in">
            {failure.map(|failure| view! { <Failure reason=failure.reason/> })}
            {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
            <label class="field">
                <span class="field-label">{t.get(text::SIGNIN_EMAIL)}</span>
                <input class="input" type="email" name="email" value=email autocomplete="username" required autofocus
                    aria-invalid=invalid aria-describedby=described/>
            </label>
            <label class="field">
                <span class="field-label">{t.get(text::SIGNIN_PASSWORD)}</span>
                <input class="input" type="password" name="password" autocomplete="current-password" required
                    aria-invalid=invalid aria-describedby=described/>
            </label>
            <button class="button primary wide" type="submit">{t.get(text::SIGNIN_BUTTON)}</button>
        </form>
    }
}

#[component]
fn Failure(reason: SignInRefusal) -> impl IntoView {
    let t = use_texts();
    let (title, hint) = words(t, reason);
    view! {
        <div class="note note-failed" id="sign-in-failure" role="alert">
            <strong>{title}</strong>
            <p>{hint}</p>
        </div>
    }
}

fn words(t: Texts, reason: SignInRefusal) -> (&'static str, String) {
    match reason {
        SignInRefusal::WrongPair => (
            t.get(text::SIGNIN_WRONG),
            t.get(text::SIGNIN_WRONG_HINT).to_owned(),
        ),
        SignInRefusal::TooManyFailures { wait_minutes } => (
            t.get(text::SIGNIN_THROTTLED),
            t.count(text::SIGNIN_THROTTLED_HINT, wait_minutes),
        ),
        SignInRefusal::Busy => (
            t.get(text::SIGNIN_BUSY),
            t.get(text::SIGNIN_BUSY_HINT).to_owned(),
        ),
    }
}

#[cfg(feature = "ssr")]
fn read_failure() -> Option<SignInFailure> {
    crate::session::extension()
}

#[cfg(not(feature = "ssr"))]
fn read_failure() -> Option<SignInFailure> {
    None
}
