//! Changing the password.

use super::api::ChangePassword;
use crate::{
    components::{door::PASSWORD_CHARS_MIN, saving::Saving},
    i18n::{text, use_texts},
    refusal::use_form,
};
use leptos::prelude::*;

/// The form; it works without JavaScript too.
#[component]
pub fn PasswordForm(email: String, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let save = use_form::<ChangePassword>();
    let answer = Signal::derive(move || save.value().get());
    let form = NodeRef::new();
    view! {
        <section class="panel" id="password">
            <h2>{t.get(text::SIGNIN_PASSWORD)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::SECURITY_PASSWORD_HINT)}</p>
                <ActionForm action=save node_ref=form attr:class="settings-form">
                    <input type="hidden" autocomplete="username" value=email/>
                    <label class="field">
                        <span class="field-label">{t.get(text::SECURITY_CURRENT_PASSWORD)}</span>
                        <input class="input" type="password" name="password" autocomplete="current-password" required/>
                    </label>
                    <label class="field">
                        <span class="field-label">{t.get(text::DOOR_NEW_PASSWORD)}</span>
                        <input class="input" type="password" name="new_password" autocomplete="new-password" required minlength=PASSWORD_CHARS_MIN/>
                        <span class="field-help">{t.get(text::DOOR_PASSWORD_RULE)}</span>
                    </label>
                    <div class="buttons settings-wide">
                        <button class="button primary" type="submit">{t.get(text::SECURITY_CHANGE_PASSWORD)}</button>
                        <Saving answer on_change emptied=form/>
                    </div>
                </ActionForm>
            </div>
        </section>
    }
}
