//! A refused request: why, its body, and the way to send it again mended.

use super::api::{IncomingView, Mended, Told, mend};
use crate::{
    components::{
        area_text::area_text,
        icon::{Icon, Symbol},
        time::Time,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{Refusal, Right};
use leptos::prelude::*;
use leptos_router::components::A;

/// The panel beside the list.
#[component]
pub fn MendPanel(
    /// The request.
    shown: Memo<IncomingView>,
    /// The address of the list without it.
    closed: String,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    // What came in stays as it is; whether it was sent again does not.
    let view = shown.get_untracked();
    let line = view.line;
    let refusal = RwSignal::new(line.refusal.map(|refusal| (refusal, view.told)));
    let why = move || {
        refusal.get().map(|(refusal, told)| {
            view! {
                <p><strong>{t.named(&format!("incoming.refusal.{refusal}"))}</strong></p>
                <p>{t.named(&format!("incoming.advice.{refusal}"))}</p>
                {expected(told)}
            }
        })
    };
    let mended = move || {
        let at = shown.with(|view| view.line.mended.clone())?;
        Some(
            view! { <p class="note note-delivered">{t.get(text::INCOMING_MENDED_AT)}" "<Time stamp=at/></p> },
        )
    };
    let body = match view.body {
        Some(body) => view! { <Editor id=line.id body refusal on_change/> }.into_any(),
        None => view! { <p class="note">{t.get(text::COMMON_PHONE_HIDDEN)}</p> }.into_any(),
    };
    view! {
        <aside class="panel incoming-aside" aria-label=t.get(text::INCOMING_CHOSEN)>
            <A href=closed.clone() attr:class="link incoming-back" scroll=false>{t.get(text::INCOMING_BACK)}</A>
            <div class="panel-head">
                <h2>{t.get(text::INCOMING_ONE_REFUSED)}", "<Time stamp=line.received/></h2>
                <A href=closed attr:class="button quiet icon-only" attr:aria-label=t.get(text::COMMON_CLOSE) scroll=false><Icon symbol=Symbol::Cross/></A>
            </div>
            <div class="panel-body stack">
                <div class="note note-failed">{why}</div>
                {mended}
                {view.body_cut.then(|| view! { <p class="note">{t.get(text::INSPECT_CUT)}</p> })}
                {body}
            </div>
        </aside>
    }
}

/// What was expected; of fields one line each.
fn expected(told: Told) -> Option<AnyView> {
    let Told { detail, faults } = told;
    if faults.is_empty() {
        return (!detail.is_empty()).then(|| view! { <p><code>{detail}</code></p> }.into_any());
    }
    let lines = faults.into_iter().map(|line| {
        let field = (!line.field.is_empty()).then(|| view! { <code>{line.field}</code>": " });
        view! { <li>{field}{line.expected}</li> }
    });
    Some(view! { <ul class="incoming-faults">{lines.collect_view()}</ul> }.into_any())
}

#[component]
fn Editor(
    id: domain::IncomingId,
    body: String,
    refusal: RwSignal<Option<(Refusal, Told)>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SendAgain);
    let written = RwSignal::new(body.clone());
    let send = Action::new(move |(): &()| {
        let body = written.get_untracked();
        async move {
            match mend(id, body).await {
                Ok(Mended::Taken(count)) => {
                    toaster.done(t.count(text::INCOMING_TAKEN, count));
                    on_change.try_run(());
                }
                Ok(Mended::Refused(why, told)) => {
                    refusal.try_set(Some((why, told)));
                }
                Err(error) => toaster.fail(t, &error),
            }
        }
    });
    let pending = send.pending();
    let title = (!may).then(|| t.get(text::COMMON_WEAK_ROLE));
    view! {
        <label class="field">
            <span class="field-label">{t.get(text::INCOMING_BODY)}</span>
            <textarea class="input code incoming-body" rows="6" spellcheck="false" prop:value=move || written.get()
                on:input=move |event| written.set(event_target_value(&event))>{area_text(&body)}</textarea>
            <span class="field-help">{t.get(text::INCOMING_BODY_HELP)}</span>
        </label>
        <button type="button" class="button primary" title=title disabled=move || !may || pending.get() on:click=move |_| { send.dispatch(()); }>
            <Icon symbol=Symbol::Again/>{t.get(text::INCOMING_SEND)}
        </button>
    }
}
