//! The card of the pages outside of the cabinet, and what stands in their forms.

use crate::{
    components::{icon::Mark, language_switch::LanguageSwitch, sign_in::picture::SignInPicture},
    i18n::{Key, Texts, text, use_texts},
    session::DoorRefusal,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// One calm card beside the picture.
#[component]
pub fn Door(#[prop(into)] title: String, children: Children) -> impl IntoView {
    let t = use_texts();
    view! {
        <Title text=title.clone()/>
        <main class="sign-in">
            <section class="sign-in-card">
                <p class="brand"><Mark/>{t.get(text::COMMON_BRAND)}</p>
                <h1>{title}</h1>
                {children()}
                <LanguageSwitch/>
            </section>
            <SignInPicture/>
        </main>
    }
    .into_any()
}

/// What was wrong with the form that was sent last; nothing on a page opened by itself.
#[component]
pub fn DoorFailure(refusal: Option<DoorRefusal>) -> impl IntoView {
    let t = use_texts();
    refusal.map(|refusal| {
        view! {
            <div class="note note-failed" id="door-failure" role="alert"><strong>{words(t, refusal)}</strong></div>
        }
    })
}

/// Shortest password that may be set, in characters; the server has the last word.
pub const PASSWORD_CHARS_MIN: &str = "10";

/// The field of a new password, with the rule below it.
#[component]
pub fn NewPassword(
    refusal: Option<DoorRefusal>,
    /// What it is called.
    #[prop(default = text::DOOR_NEW_PASSWORD)]
    label: Key,
) -> impl IntoView {
    let t = use_texts();
    let invalid = refusal.is_some().then_some("true");
    view! {
        <label class="field">
            <span class="field-label">{t.get(label)}</span>
            <input class="input" type="password" name="password" autocomplete="new-password" required minlength=PASSWORD_CHARS_MIN maxlength="1024"
                aria-invalid=invalid aria-describedby="password-rule"/>
            <span class="field-help" id="password-rule">{t.get(text::DOOR_PASSWORD_RULE)}</span>
        </label>
    }
}

fn words(t: Texts, refusal: DoorRefusal) -> String {
    match refusal {
        DoorRefusal::TooShort => t.get(text::DOOR_TOO_SHORT).to_owned(),
        DoorRefusal::TooLong => t.get(text::DOOR_TOO_LONG).to_owned(),
        DoorRefusal::Common => t.get(text::DOOR_COMMON).to_owned(),
        DoorRefusal::CodeWrong => t.get(text::DOOR_CODE_WRONG).to_owned(),
        DoorRefusal::TooManyTries { wait_minutes } => {
            t.count(text::SIGNIN_THROTTLED_HINT, wait_minutes)
        }
        DoorRefusal::Busy => t.get(text::SIGNIN_BUSY_HINT).to_owned(),
    }
}

/// Why the form of this page was refused, the same on the server and in the browser.
#[must_use]
pub fn use_refusal() -> Option<DoorRefusal> {
    SharedValue::new(read_refusal).into_inner()
}

#[cfg(feature = "ssr")]
fn read_refusal() -> Option<DoorRefusal> {
    crate::session::extension()
}

#[cfg(not(feature = "ssr"))]
fn read_refusal() -> Option<DoorRefusal> {
    None
}
