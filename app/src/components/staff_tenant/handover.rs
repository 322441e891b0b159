//! Making a member an owner, for a tenant whose owner cannot be reached: asked with a reason, done
//! after a wait in which every owner can refuse.

use super::{
    api::{AskHandover, hand_over, withdraw_handover},
    look::PersonOption,
    view::{HandoverLine, PersonLine},
};
use crate::{
    components::{
        failure::{first_fault, sentence},
        kept_rows::kept_rows,
        time::Time,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    refusal::use_form,
};
use domain::{Role, TenantId, access::REASON_CHARS_MAX};
use leptos::prelude::*;

/// The panel, for whoever may hand over.
#[component]
pub fn Handover(
    tenant: TenantId,
    members: Memo<Vec<PersonLine>>,
    waiting: Memo<Option<HandoverLine>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let members = Memo::new(move |_| {
        let mut members = members.get();
        members.retain(|member| member.role != Role::Owner);
        members
    });
    let nobody = Memo::new(move |_| members.with(Vec::is_empty));
    let body = move || match waiting.get() {
        Some(line) => view! { <Waiting tenant line on_change/> }.into_any(),
        None if nobody.get() => {
            view! { <p class="quiet-text">{t.get(text::STAFF_TENANT_HANDOVER_NOBODY)}</p> }
                .into_any()
        }
        None => view! { <Ask tenant members on_change/> }.into_any(),
    };
    view! {
        <section class="panel" id="handover">
            <h2>{t.get(text::STAFF_TENANT_HANDOVER)}</h2>
            <div class="panel-body stack">{body}</div>
        </section>
    }
}

/// The form; it works without JavaScript too.
#[component]
fn Ask(tenant: TenantId, members: Memo<Vec<PersonLine>>, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let ask = use_form::<AskHandover>();
    Effect::new(move || {
        if matches!(ask.value().get(), Some(Ok(()))) {
            on_change.run(());
        }
    });
    let person = |member: Memo<PersonLine>| view! { <PersonOption member/> }.into_any();
    let people = kept_rows(members, |member| member.id, person);
    let fault = move || {
        let error = ask.value().get()?.err()?;
        let told = first_fault(t, &error).unwrap_or_else(|| sentence(t, &error));
        Some(view! { <span class="field-error" role="alert">{told}</span> })
    };
    view! {
        <p class="quiet-text">{t.get(text::STAFF_TENANT_HANDOVER_HINT)}</p>
        <ActionForm action=ask attr:class="stack">
            <input type="hidden" name="id" value=tenant.to_string()/>
            <label class="field">
                <span class="field-label">{t.get(text::STAFF_TENANT_HANDOVER_WHO)}</span>
                <select class="input" name="member">{people}</select>
            </label>
            <label class="field">
                <span class="field-label">{t.get(text::STAFF_TENANT_REASON)}</span>
                <input class="input" name="reason" required maxlength=REASON_CHARS_MAX.to_string()/>
                <span class="field-help">{t.get(text::STAFF_TENANT_REASON_HELP)}</span>
                {fault}
            </label>
            <div class="buttons"><button type="submit" class="button" disabled=ask.pending()>{t.get(text::STAFF_TENANT_HANDOVER_ASK)}</button></div>
        </ActionForm>
    }
}

#[component]
fn Waiting(tenant: TenantId, line: HandoverLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let id = line.id;
    let decide = Action::new(move |done: &bool| {
        let done = *done;
        async move {
            let result = if done {
                hand_over(tenant, id).await
            } else {
                withdraw_handover(tenant, id).await
            };
            if let Err(error) = result {
                toaster.fail(t, &error);
            }
            on_change.try_run(());
        }
    });
    view! {
        <p><strong>{line.email}</strong>" "{t.get(text::STAFF_TENANT_HANDOVER_WAITS)}" "<Time stamp=line.due/></p>
        <p class="quiet-text">{line.reason}</p>
        <div class="buttons">
            <button type="button" class="button primary" disabled=move || !line.is_due || decide.pending().get() on:click=move |_| { decide.dispatch(true); }>{t.get(text::STAFF_TENANT_HANDOVER_DO)}</button>
            <button type="button" class="button" disabled=decide.pending() on:click=move |_| { decide.dispatch(false); }>{t.get(text::STAFF_TENANT_HANDOVER_WITHDRAW)}</button>
        </div>
    }
}
