//! Holding a tenant's deliveries back, with a reason, and letting them go.

use super::api::{resume_tenant, suspend_tenant};
use crate::{
    components::{
        dialog::Dialog,
        icon::{Icon, Symbol},
        settings::company::told,
        time::Time,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    stamp::Stamp,
};
use domain::{TenantId, access::REASON_CHARS_MAX};
use leptos::prelude::*;

/// The button of the heading.
#[component]
pub fn SuspendButton(
    id: TenantId,
    name: String,
    /// Whether its deliveries are held back.
    is_held: bool,
    on_change: Callback<()>,
) -> impl IntoView {
    if is_held {
        view! { <Resume id name on_change/> }.into_any()
    } else {
        view! { <Suspend id name on_change/> }.into_any()
    }
}

#[component]
fn Suspend(id: TenantId, name: String, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let open = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let title = t.with(text::STAFF_TENANT_SUSPEND_TITLE, &[("name", &name)]);
    let suspend = Action::new(move |(): &()| {
        let done = t.with(text::STAFF_TENANT_SUSPENDED, &[("name", &name)]);
        let reason = reason.get_untracked();
        async move {
            match suspend_tenant(id, reason).await {
                Ok(()) => {
                    toaster.done(done);
                    open.try_set(false);
                    on_change.try_run(());
                }
                Err(error) => {
                    // Left meanwhile, there is no field to say it at.
                    if fault.try_set(Some(told(t, &error))).is_some() {
                        toaster.fail(t, &error);
                    }
                }
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        suspend.dispatch(());
    };
    view! {
        <button type="button" class="button danger" on:click=move |_| open.set(true)><Icon symbol=Symbol::Pause/>{t.get(text::STAFF_TENANT_SUSPEND)}</button>
        <Dialog open title>
            <p>{t.get(text::STAFF_TENANT_SUSPEND_HINT)}</p>
            <form class="stack" on:submit=submit>
                <label class="field">
                    <span class="field-label">{t.get(text::STAFF_TENANT_REASON)}</span>
                    <input class="input" name="reason" required maxlength=REASON_CHARS_MAX.to_string() prop:value=reason on:input=move |event| reason.set(event_target_value(&event))/>
                    <span class="field-help">{t.get(text::STAFF_TENANT_REASON_HELP)}</span>
                    {move || fault.get().map(|fault| view! { <span class="field-error" role="alert">{fault}</span> })}
                </label>
                <div class="buttons dialog-buttons">
                    <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CANCEL)}</button>
                    <button type="submit" class="button danger primary" disabled=suspend.pending()>{t.get(text::STAFF_TENANT_SUSPEND)}</button>
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn Resume(id: TenantId, name: String, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let resume = Action::new(move |(): &()| {
        let done = t.with(text::STAFF_TENANT_RESUMED, &[("name", &name)]);
        async move {
            match resume_tenant(id).await {
                Ok(()) => toaster.done(done),
                Err(error) => toaster.fail(t, &error),
            }
            on_change.try_run(());
        }
    });
    view! {
        <button type="button" class="button primary" disabled=resume.pending() on:click=move |_| { resume.dispatch(()); }>
            <Icon symbol=Symbol::Play/>{t.get(text::STAFF_TENANT_RESUME)}
        </button>
    }
}

/// Since when and why nothing goes out; nothing where it does.
#[component]
pub fn SuspendedNote(suspended: Option<(Stamp, String)>) -> impl IntoView {
    let t = use_texts();
    suspended.map(|(since, reason)| {
        view! {
            <div class="note note-held">
                <p><strong>{t.get(text::STAFF_TENANT_SUSPENDED_SINCE)}" "<Time stamp=since/></strong></p>
                <p>{reason}</p>
            </div>
        }
    })
}
