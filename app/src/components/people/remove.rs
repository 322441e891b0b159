//! The last question before a person goes: what hangs on them, and who takes it over.

use super::{
    api::{get_ties, remove_member},
    view::{MemberLine, TiesView},
};
use crate::{
    components::{dialog::Dialog, failure::sentence, toast::use_toaster},
    error::AppError,
    i18n::{text, use_texts},
};
use domain::MemberId;
use leptos::prelude::*;

/// The dialog; what hangs on the person is asked for when it opens.
#[component]
pub fn RemoveDialog(
    open: RwSignal<bool>,
    member: Memo<MemberLine>,
    others: Memo<Vec<MemberLine>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let id = member.with_untracked(|member| member.id);
    let title = Signal::derive(move || {
        member.with(|member| t.with(text::PEOPLE_REMOVE_TITLE, &[("email", &member.email)]))
    });
    // On the server it stays closed: what only a browser asks for would leave the whole list to it,
    // while the rows are still being read beside the finished page.
    let asked = move || {
        open.get()
            .then(|| view! { <Asked open id others on_change/> })
    };
    view! { <Dialog open title=title>{asked}</Dialog> }
}

#[component]
fn Asked(
    open: RwSignal<bool>,
    id: MemberId,
    others: Memo<Vec<MemberLine>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let ties = LocalResource::new(move || get_ties(id));
    let heirs = others.with_untracked(|all| {
        all.iter()
            .filter(|other| other.id != id && !other.is_over)
            .map(|other| (other.id, other.email.clone()))
            .collect::<Vec<_>>()
    });
    let heirs = StoredValue::new(heirs);
    move || match ties.get() {
        Some(Ok(ties)) => {
            view! { <Question open id ties heirs=heirs.get_value() on_change/> }.into_any()
        }
        Some(Err(error)) => view! { <Refused error/> }.into_any(),
        None => view! { <p class="quiet-text">{t.get(text::COMMON_LOADING)}</p> }.into_any(),
    }
}

#[component]
fn Refused(error: AppError) -> impl IntoView {
    view! { <p class="field-error" role="alert">{sentence(use_texts(), &error)}</p> }
}

#[component]
fn Question(
    open: RwSignal<bool>,
    id: MemberId,
    ties: TiesView,
    heirs: Vec<(MemberId, String)>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let successor = RwSignal::new(None::<MemberId>);
    let revoke = RwSignal::new(false);
    let remove = Action::new(move |(): &()| {
        let (heir, revoked) = (successor.get_untracked(), revoke.get_untracked());
        async move {
            match remove_member(id, heir, revoked).await {
                Ok(()) => toaster.done(t.get(text::PEOPLE_REMOVED)),
                Err(error) => toaster.fail(t, &error),
            }
            open.try_set(false);
            on_change.try_run(());
        }
    });
    if ties.is_last_owner {
        return view! {
            <p>{t.get(text::PEOPLE_LAST_OWNER)}</p>
            <div class="buttons dialog-buttons">
                <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CLOSE)}</button>
            </div>
        }
        .into_any();
    }
    let alerts =
        (!ties.alerts.is_empty()).then(|| view! { <Alerts alerts=ties.alerts heirs successor/> });
    let keys = (!ties.keys.is_empty()).then(|| view! { <MadeKeys keys=ties.keys revoke/> });
    view! {
        <p>{t.get(text::PEOPLE_REMOVE_LOST)}</p>
        {alerts}
        {keys}
        <div class="buttons dialog-buttons">
            <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CANCEL)}</button>
            <button type="button" class="button danger primary" on:click=move |_| { remove.dispatch(()); }>{t.get(text::PEOPLE_REMOVE)}</button>
        </div>
    }
    .into_any()
}

#[component]
fn Alerts(
    alerts: Vec<(domain::IntegrationId, String)>,
    heirs: Vec<(MemberId, String)>,
    successor: RwSignal<Option<MemberId>>,
) -> impl IntoView {
    let t = use_texts();
    let count = i64::try_from(alerts.len()).unwrap_or(i64::MAX);
    let names = alerts
        .into_iter()
        .map(|(id, name)| view! { <li><a href=format!("/integrations/{id}")>{name}</a></li> })
        .collect_view();
    let options = heirs
        .into_iter()
        .map(|(id, email)| view! { <option value=id.to_string()>{email}</option> })
        .collect_view();
    view! {
        <div class="stack">
            <p>{t.count(text::PEOPLE_TOLD, count)}</p>
            <ul class="people-ties">{names}</ul>
            <label class="field">
                <span class="field-label">{t.get(text::PEOPLE_SUCCESSOR)}</span>
                <select class="input" on:change=move |event| successor.set(event_target_value(&event).parse().ok())>
                    <option value="">{t.get(text::PEOPLE_NOBODY)}</option>
                    {options}
                </select>
            </label>
        </div>
    }
}

#[component]
fn MadeKeys(keys: Vec<String>, revoke: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let count = i64::try_from(keys.len()).unwrap_or(i64::MAX);
    let hints = keys
        .into_iter()
        .map(|hint| view! { <li><code>{hint}"…"</code></li> })
        .collect_view();
    view! {
        <div class="stack">
            <p>{t.count(text::PEOPLE_KEYS, count)}</p>
            <ul class="people-ties">{hints}</ul>
            <label class="check">
                <input type="checkbox" on:change=move |event| revoke.set(event_target_checked(&event))/>
                {t.get(text::PEOPLE_REVOKE_KEYS)}
            </label>
        </div>
    }
}
