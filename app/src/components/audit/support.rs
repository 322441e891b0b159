//! What support may do in the cabinet, and the looks that it took.

use super::{
    api::{SetSupport, answer_look, end_look},
    view::{AuditView, LookLine, LookState},
};
use crate::{
    components::{saving::Saving, time::Time, toast::use_toaster},
    error::AppError,
    i18n::{text, use_texts},
    refusal::use_form,
};
use domain::SupportAccess;
use leptos::prelude::*;

/// The choice; it works without JavaScript too.
#[component]
pub fn SupportRules(view: AuditView, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let disabled = !view.may_manage;
    let save = use_form::<SetSupport>();
    let answer = Signal::derive(move || save.value().get());
    let chosen = view.access;
    let choices = SupportAccess::ALL.iter().map(move |access| {
        view! {
            <label class="check audit-choice">
                <input type="radio" name="access" value=access.key() checked=*access == chosen disabled=disabled/>
                <span>{t.named(&format!("audit_page.access.{}", access.key()))}</span>
            </label>
        }
    });
    view! {
        <section class="panel" id="support">
            <h2>{t.get(text::AUDIT_PAGE_RULES)}</h2>
            <ActionForm action=save attr:class="panel-body stack">
                <fieldset class="audit-choices"><legend class="visually-hidden">{t.get(text::AUDIT_PAGE_RULES)}</legend>{choices.collect_view()}</fieldset>
                <div class="audit-choices">
                    <label class="check audit-choice"><input type="checkbox" name="writes" value="on" checked=view.writes disabled=disabled/><span>{t.get(text::AUDIT_PAGE_WRITES)}</span></label>
                    <label class="check audit-choice"><input type="checkbox" name="mails" value="on" checked=view.mails disabled=disabled/><span>{t.get(text::AUDIT_PAGE_MAILS)}</span></label>
                </div>
                <p class="field-help">{t.get(text::AUDIT_PAGE_RULES_HINT)}</p>
                <div class="buttons"><button type="submit" class="button primary" disabled=disabled>{t.get(text::COMMON_SAVE)}</button><Saving answer on_change/></div>
            </ActionForm>
        </section>
    }
}

/// The last looks; what waits is answered here, and what goes on is ended.
#[component]
pub fn Looks(lines: Vec<LookLine>, may_manage: bool, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let none = lines
        .is_empty()
        .then(|| view! { <p class="quiet-text">{t.get(text::AUDIT_PAGE_LOOKS_NONE)}</p> });
    let rows = lines
        .into_iter()
        .map(|line| view! { <Row line may_manage on_change/> });
    view! {
        <section class="panel" id="looks">
            <h2>{t.get(text::AUDIT_PAGE_LOOKS)}</h2>
            <div class="panel-body">{none}<ul class="settings-list">{rows.collect_view()}</ul></div>
        </section>
    }
}

/// What a person says about a look.
#[derive(Debug, Clone, Copy)]
enum Said {
    Agree,
    Refuse,
    End,
}

#[component]
fn Row(line: LookLine, may_manage: bool, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let id = line.id;
    let say = Action::new(move |said: &Said| {
        let said = *said;
        async move {
            let result: Result<(), AppError> = match said {
                Said::Agree => answer_look(id, true).await,
                Said::Refuse => answer_look(id, false).await,
                Said::End => end_look(id).await,
            };
            if let Err(error) = result {
                toaster.fail(t, &error);
            }
            on_change.try_run(());
        }
    });
    let (class, word) = match line.state {
        LookState::Waits => ("state retrying", text::AUDIT_PAGE_WAITS),
        LookState::Agreed => ("state waiting", text::AUDIT_PAGE_AGREED),
        LookState::Open => ("state held", text::AUDIT_PAGE_OPEN),
        LookState::Over => ("state skipped", text::AUDIT_PAGE_OVER),
    };
    let button = move |said: Said, key, class: &'static str| {
        view! { <button type="button" class=class disabled=say.pending() on:click=move |_| { say.dispatch(said); }>{t.get(key)}</button> }
    };
    let buttons = match line.state {
        _ if !may_manage => ().into_any(),
        LookState::Waits => view! {
            {button(Said::Agree, text::AUDIT_PAGE_AGREE, "button primary")}
            {button(Said::Refuse, text::AUDIT_PAGE_REFUSE, "button")}
        }
        .into_any(),
        LookState::Agreed | LookState::Open => {
            button(Said::End, text::AUDIT_PAGE_END, "button danger").into_any()
        }
        LookState::Over => ().into_any(),
    };
    let ticket = t.with(text::LOOK_TICKET, &[("ticket", &line.ticket)]);
    let writes = line
        .writes
        .then(|| view! { <span class="chip">{t.get(text::LOOK_WRITES)}</span> });
    view! {
        <li>
            <span class="staff-grow"><strong>{ticket}</strong>" "{writes}<small class="quiet-text">{line.reason}</small><small class="quiet-text">{line.email}" · "<Time stamp=line.asked/></small></span>
            <span class=class>{t.get(word)}</span>
            <span class="buttons">{buttons}</span>
        </li>
    }
}
