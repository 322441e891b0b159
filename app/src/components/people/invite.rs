//! Asking somebody in by mail.

use super::api::Invite;
use crate::{
    components::settings::{company::told, once::CopyLine},
    error::AppError,
    i18n::{Texts, text, use_texts},
    refusal::use_form,
};
use domain::Role;
use leptos::prelude::*;

/// The form; it works without JavaScript too.
#[component]
pub fn InviteForm(
    /// That of an invitation that was made before the page was, to be handed over.
    link: Option<String>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let send = use_form::<Invite>();
    if link.is_some() {
        send.value().set(Some(Ok(link)));
    }
    Effect::new(move || {
        if matches!(send.value().get(), Some(Ok(_))) {
            on_change.run(());
        }
    });
    let role = RwSignal::new(Role::Manager);
    let answer = move || send.value().get().map(|answer| answered(t, answer));
    let meaning = Role::ALL
        .iter()
        .map(|role| {
            let key = role.key();
            view! {
                <div><dt>{t.named(&format!("nav.role.{key}"))}</dt><dd>{t.named(&format!("people.may.{key}"))}</dd></div>
            }
        })
        .collect_view();
    view! {
        <section class="panel" id="invite">
            <h2>{t.get(text::PEOPLE_INVITE)}</h2>
            <div class="panel-body stack">
                <ActionForm action=send attr:class="people-invite">
                    <label class="field">
                        <span class="field-label">{t.get(text::SIGNIN_EMAIL)}</span>
                        <input class="input" type="email" name="email" required autocomplete="off" maxlength="254"/>
                    </label>
                    <div class="field">
                        <span class="field-label" aria-hidden="true">{t.get(text::PEOPLE_ROLE)}</span>
                        <Roles role label=t.get(text::PEOPLE_ROLE)/>
                    </div>
                    <LastDay last_day=String::new() label=t.get(text::PEOPLE_END)/>
                    <button class="button primary" type="submit">{t.get(text::PEOPLE_SEND_INVITATION)}</button>
                </ActionForm>
                {answer}
                <dl class="people-roles">{meaning}</dl>
            </div>
        </section>
    }
}

fn answered(t: Texts, answer: Result<Option<String>, AppError>) -> AnyView {
    match answer {
        Ok(None) => view! {
            <p class="note note-delivered" role="status">{t.get(text::PEOPLE_SENT)}</p>
        }
        .into_any(),
        Ok(Some(link)) => view! {
            <div class="note note-held shown-once" role="status">
                <p><strong>{t.get(text::PEOPLE_HAND_OVER)}</strong></p>
                <CopyLine content=link/>
            </div>
        }
        .into_any(),
        Err(AppError::Taken { .. }) => view! {
            <p class="field-error" role="alert">{t.get(text::PEOPLE_IS_MEMBER)}</p>
        }
        .into_any(),
        Err(error) => {
            view! { <p class="field-error" role="alert">{told(t, &error)}</p> }.into_any()
        }
    }
}

/// The choice of a role.
#[component]
pub fn Roles(role: RwSignal<Role>, #[prop(into)] label: String) -> impl IntoView {
    let t = use_texts();
    let chosen = role.get_untracked();
    let options = Role::ALL
        .iter()
        .map(|role| {
            let name = t.named(&format!("nav.role.{}", role.key()));
            view! { <option value=role.key() selected=*role == chosen>{name}</option> }
        })
        .collect_view();
    let choose = move |event| {
        if let Ok(chosen) = event_target_value(&event).parse() {
            role.set(chosen);
        }
    };
    view! { <select class="input" name="role" aria-label=label on:change=choose>{options}</select> }
}

/// The last day; style shows it for the role that may have one, so that it is there without
/// JavaScript too.
#[component]
pub fn LastDay(
    last_day: String,
    /// What is heard: in a list it says whose.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="field people-end">
            <span class="field-label" aria-hidden="true">{t.get(text::PEOPLE_END)}</span>
            <input class="input" type="date" name="last_day" value=last_day aria-label=label/>
        </div>
    }
}
