//! Adding a person of the operator; a password that was made is shown once.

use super::{
    api::{AddStaff, StaffView},
    list::role_word,
};
use crate::{
    components::{
        loaded::shown,
        settings::{company::told, once::CopyLine},
    },
    error::AppError,
    i18n::{text, use_texts},
    refusal::use_form,
};
use domain::StaffRole;
use leptos::prelude::*;

/// The form; it works without JavaScript too.
#[component]
pub fn AddForm(
    /// What the page shows; it knows a password that was made before the page was.
    staff: Resource<Result<StaffView, AppError>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let add = use_form::<AddStaff>();
    Effect::new(move || {
        if matches!(add.value().get(), Some(Ok(_))) {
            on_change.run(());
        }
    });
    let roles = StaffRole::ALL
        .iter()
        .map(move |role| view! { <option value=role.key()>{role_word(t, *role)}</option> });
    let answer = move || add.value().get().map(|result| view! { <Answer result/> });
    let earlier = |view: Result<StaffView, AppError>| {
        let content = view.ok().and_then(|view| view.password);
        content
            .map(|content| view! { <MadePassword content/> })
            .into_any()
    };
    view! {
        <section class="panel" id="add">
            <h2>{t.get(text::STAFF_PEOPLE_ADD)}</h2>
            <ActionForm action=add attr:class="panel-body settings-form">
                <label class="field">
                    <span class="field-label">{t.get(text::STAFF_PEOPLE_EMAIL)}</span>
                    <input class="input" type="email" name="email" required autocomplete="off"/>
                </label>
                <label class="field">
                    <span class="field-label">{t.get(text::STAFF_PEOPLE_ROLE)}</span>
                    <select class="input" name="role">{roles.collect_view()}</select>
                    <span class="field-help">{t.get(text::STAFF_PEOPLE_ROLE_HELP)}</span>
                </label>
                <div class="buttons settings-wide"><button class="button primary" type="submit">{t.get(text::STAFF_PEOPLE_ADD)}</button></div>
                <div class="settings-wide"><Transition>{shown(staff, earlier)}</Transition>{answer}</div>
            </ActionForm>
        </section>
    }
}

#[component]
fn Answer(result: Result<Option<String>, AppError>) -> impl IntoView {
    let t = use_texts();
    match result {
        Ok(Some(content)) => view! { <MadePassword content/> }.into_any(),
        Ok(None) => view! { <p class="note note-delivered" role="status">{t.get(text::STAFF_PEOPLE_ADDED_KNOWN)}</p> }.into_any(),
        Err(AppError::Taken { .. }) => view! { <span class="field-error" role="alert">{t.get(text::STAFF_PEOPLE_TAKEN)}</span> }.into_any(),
        Err(error) => view! { <span class="field-error" role="alert">{told(t, &error)}</span> }.into_any(),
    }
}

#[component]
fn MadePassword(content: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="note note-delivered shown-once" role="status">
            <p><strong>{t.get(text::STAFF_PEOPLE_ADDED)}</strong></p>
            <p>{t.get(text::STAFF_PEOPLE_PASSWORD_HINT)}</p>
            <CopyLine content/>
        </div>
    }
}
