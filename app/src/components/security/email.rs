//! Changing the e-mail, which both addresses have to confirm.

use super::api::ChangeEmail;
use crate::{
    components::settings::company::told,
    i18n::{text, use_texts},
    refusal::use_form,
};
use leptos::prelude::*;

/// The form; it works without JavaScript too.
#[component]
pub fn EmailForm(email: String) -> impl IntoView {
    let t = use_texts();
    let save = use_form::<ChangeEmail>();
    let answer = move || {
        match save.value().get() {
        Some(Ok(())) => Some(view! { <p class="note note-delivered settings-wide" role="status">{t.get(text::SECURITY_EMAIL_ASKED)}</p> }.into_any()),
        Some(Err(error)) => Some(view! { <p class="field-error settings-wide" role="alert">{told(t, &error)}</p> }.into_any()),
        None => None,
    }
    };
    view! {
        <section class="panel" id="email">
            <h2>{t.get(text::SIGNIN_EMAIL)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.with(text::SECURITY_EMAIL_HINT, &[("email", &email)])}</p>
                <ActionForm action=save attr:class="settings-form">
                    <label class="field">
                        <span class="field-label">{t.get(text::SECURITY_NEW_EMAIL)}</span>
                        <input class="input" type="email" name="email" autocomplete="email" required maxlength="254"/>
                    </label>
                    <label class="field">
                        <span class="field-label">{t.get(text::SECURITY_CURRENT_PASSWORD)}</span>
                        <input class="input" type="password" name="password" autocomplete="current-password" required/>
                    </label>
                    {answer}
                    <div class="buttons settings-wide">
                        <button class="button" type="submit">{t.get(text::SECURITY_CHANGE_EMAIL)}</button>
                    </div>
                </ActionForm>
            </div>
        </section>
    }
}
