//! Notifications: how long failures are gathered, and who gets mail of them.

use super::{
    company::told,
    notifications_api::{EXPIRED_MINUTES, GATHER_MINUTES, NotificationsView, UpdateNotifications},
};
use crate::{
    components::loaded::Loaded,
    error::AppError,
    i18n::{Key, Texts, text, use_texts},
    refusal::use_form,
    session::use_may,
    stamp::span,
};
use domain::Right;
use leptos::prelude::*;

/// The form; it works without JavaScript too.
#[component]
pub fn Notifications(
    /// What was asked for with the rest of the page.
    view: Resource<Result<NotificationsView, AppError>>,
) -> impl IntoView {
    view! { <Loaded resource=view let:view>{view! { <NotificationsForm view/> }.into_any()}</Loaded> }
}

#[component]
fn NotificationsForm(view: NotificationsView) -> impl IntoView {
    let t = use_texts();
    let disabled = !use_may(Right::ManageCompany);
    let save = use_form::<UpdateNotifications>();
    let readers = view.readers.into_iter().map(|reader| {
        view! {
            <label class="check">
                <input type="checkbox" name="told[]" value=reader.id.to_string() checked=reader.told disabled=disabled/>
                <span>{reader.email}" "<span class="quiet-text">{t.named(&format!("nav.role.{}", reader.role.key()))}</span></span>
            </label>
        }
    }).collect_view();
    let answer = move || save.value().get().map(|result| view! { <Answer result/> });
    view! {
        <section class="panel" id="notifications">
            <h2>{t.get(text::NOTIFICATIONS_TITLE)}</h2>
            <ActionForm action=save attr:class="panel-body settings-form">
                <p class="settings-wide quiet-text">{t.get(text::NOTIFICATIONS_HINT)}</p>
                <Minutes name="gather" label=text::NOTIFICATIONS_GATHER choices=&GATHER_MINUTES chosen=view.gather disabled/>
                <Minutes name="expired" label=text::NOTIFICATIONS_EXPIRED choices=&EXPIRED_MINUTES chosen=view.expired disabled/>
                <fieldset class="settings-wide recipients">
                    <legend class="field-label">{t.get(text::NOTIFICATIONS_TOLD)}</legend>
                    {readers}
                    <p class="field-help">{t.get(text::NOTIFICATIONS_TOLD_HELP)}</p>
                </fieldset>
                <div class="buttons settings-wide">
                    <button class="button primary" type="submit" disabled=disabled>{t.get(text::COMMON_SAVE)}</button>
                    {answer}
                </div>
            </ActionForm>
        </section>
    }
}

#[component]
fn Minutes(
    name: &'static str,
    label: Key,
    choices: &'static [i64],
    chosen: i64,
    disabled: bool,
) -> impl IntoView {
    let t = use_texts();
    let options = choices.iter().map(|&minutes| {
        view! { <option value=minutes.to_string() selected=minutes == chosen>{every(t, minutes)}</option> }
    });
    view! {
        <label class="field">
            <span class="field-label">{t.get(label)}</span>
            <select class="input" name=name disabled=disabled>{options.collect_view()}</select>
        </label>
    }
}

fn every(t: Texts, minutes: i64) -> String {
    match minutes {
        1_440 => t.get(text::NOTIFICATIONS_DAILY).to_owned(),
        10_080 => t.get(text::NOTIFICATIONS_WEEKLY).to_owned(),
        _ => t.with(
            text::NOTIFICATIONS_WITHIN,
            &[("time", &span(t, minutes * 60_000))],
        ),
    }
}

#[component]
fn Answer(result: Result<(), AppError>) -> impl IntoView {
    let t = use_texts();
    match result {
        Ok(()) => {
            view! { <span class="state delivered" role="status">{t.get(text::COMMON_SAVED)}</span> }
                .into_any()
        }
        Err(error) => {
            view! { <span class="field-error" role="alert">{told(t, &error)}</span> }.into_any()
        }
    }
}
