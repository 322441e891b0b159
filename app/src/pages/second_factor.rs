//! The second step of a sign-in: a plain form that the server answers.

use crate::{
    components::door::{Door, DoorFailure, use_refusal},
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let t = use_texts();
    let refusal = use_refusal();
    let invalid = refusal.is_some().then_some("true");
    view! {
        <Door title=t.get(text::DOOR_SECOND_FACTOR)>
            <form class="sign-in-form" method="post" action="/second-factor">
                <DoorFailure refusal/>
                <p class="quiet-text">{t.get(text::DOOR_CODE_HINT)}</p>
                <label class="field">
                    <span class="field-label">{t.get(text::DOOR_CODE)}</span>
                    <input class="input second-factor-code" name="code" autocomplete="one-time-code" required autofocus maxlength="24" aria-invalid=invalid/>
                </label>
                <button class="button primary wide" type="submit">{t.get(text::SIGNIN_BUTTON)}</button>
            </form>
            <p class="door-way"><a href="/sign-in">{t.get(text::DOOR_TO_SIGN_IN)}</a></p>
        </Door>
    }
}
