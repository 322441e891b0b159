//! A refused request: why, its body, and the way to send it again mended.

use super::api::{IncomingView, Mended, mend};
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
    let refusal = RwSignal::new(line.refusal.map(|refusal| (refusal, view.detail)));
    let why = move || {
        refusal.get().map(|(refusal, detail)| {
            view! {
                <p><strong>{t.named(&format!("incoming.refusal.{refusal}"))}</strong></p>
                <p>{t.named(&format!("incoming.advice.{refusal}"))}</p>
                {(!detail.is_empty()).then(|| view! { <p><code>{detail}</code></p> })}
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
            <div class="panel-head">
                <h2><Time stamp=line.received/></h2>
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

#[component]
fn Editor(
    id: domain::IncomingId,
    body: String,
    refusal: RwSignal<Option<(Refusal, String)>>,
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
                Ok(Mended::Refused(why, detail)) => {
                    refusal.try_set(Some((why, detail)));
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
            <textarea class="input code incoming-body" rows="14" spellcheck="false" prop:value=move || written.get()
                on:input=move |event| written.set(event_target_value(&event))>{area_text(&body)}</textarea>
            <span class="field-help">{t.get(text::INCOMING_BODY_HELP)}</span>
        </label>
        <button type="button" class="button primary" title=title disabled=move || !may || pending.get() on:click=move |_| { send.dispatch(()); }>
            <Icon symbol=Symbol::Again/>{t.get(text::INCOMING_SEND)}
        </button>
    }
}
