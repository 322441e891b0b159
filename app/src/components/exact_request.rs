//! The exact request: a dark surface beside every form and every delivery, with each part
//! coloured by where it comes from, in words, as HTTP or as `curl`.

mod rich;
mod words;

use crate::{
    components::copy::CopyButton,
    i18n::{Key, text, use_texts},
};
use domain::{
    OutgoingRequest,
    request::{Origin, Word},
};
use leptos::prelude::*;
use rich::RichText;
use words::InWords;

/// How the request is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Words,
    Http,
    Curl,
}

const TABS: [(Tab, Key); 3] = [
    (Tab::Words, text::DELIVERY_TAB_WORDS),
    (Tab::Http, text::DELIVERY_TAB_HTTP),
    (Tab::Curl, text::DELIVERY_TAB_CURL),
];

/// The surface. Without a request its `children` say why there is none.
#[component]
pub fn ExactRequest(
    /// What would be sent, or was.
    #[prop(into)]
    request: Signal<Option<OutgoingRequest>>,
    /// The same in words.
    #[prop(into)]
    words: Signal<Vec<Word>>,
    /// Which call it is of.
    #[prop(optional, into)]
    note: Signal<String>,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let t = use_texts();
    let tab = RwSignal::new(Tab::Http);
    let copied = move || match (tab.get(), request.get()) {
        (_, None) => String::new(),
        (Tab::Curl, Some(request)) => request.curl(),
        (Tab::Http | Tab::Words, Some(request)) => request.http_text().text(),
    };
    let shown = move || match (request.get(), tab.get()) {
        (None, _) => children
            .as_ref()
            .map(|children| view! { <div class="exact-none">{children()}</div> })
            .into_any(),
        (Some(_), Tab::Words) => view! { <InWords words=words.get()/> }.into_any(),
        (Some(request), Tab::Http) => {
            view! { <pre tabindex="0"><RichText rich=request.http_text()/></pre> }.into_any()
        }
        (Some(request), Tab::Curl) => view! { <pre tabindex="0">{request.curl()}</pre> }.into_any(),
    };
    view! {
        <section class="exact" aria-label=t.get(text::DELIVERY_EXACT)>
            <header class="exact-head">
                <h2>{t.get(text::DELIVERY_EXACT)}</h2>
                <span class="exact-note">{note}</span>
                <Tabs tab/>
                <CopyButton content=Signal::derive(copied)/>
            </header>
            <div class="exact-body">{shown}</div>
            <Legend request/>
        </section>
    }
    .into_any()
}

#[component]
fn Tabs(tab: RwSignal<Tab>) -> impl IntoView {
    let t = use_texts();
    let buttons = TABS
        .into_iter()
        .map(|(this, key)| {
            let pressed = move || if tab.get() == this { "true" } else { "false" };
            view! {
                <button type="button" aria-pressed=pressed on:click=move |_| tab.set(this)>{t.get(key)}</button>
            }
        })
        .collect_view();
    view! { <div class="exact-tabs" role="group">{buttons}</div> }
}

/// What the colours mean, as far as they occur.
#[component]
fn Legend(request: Signal<Option<OutgoingRequest>>) -> impl IntoView {
    let t = use_texts();
    let occurs = move |wanted: fn(&Origin) -> bool| {
        request.with(|request| {
            request.as_ref().is_some_and(|request| {
                request
                    .http_text()
                    .0
                    .iter()
                    .any(|piece| wanted(&piece.origin))
            })
        })
    };
    view! {
        <footer class="exact-legend">
            <Show when=move || occurs(|origin| matches!(origin, Origin::Parameter(_)))>
                <span class="piece-parameter">{t.get(text::DELIVERY_FROM_CALL)}</span>
            </Show>
            <Show when=move || occurs(|origin| matches!(origin, Origin::Constant))>
                <span class="piece-constant">{t.get(text::DELIVERY_FROM_YOU)}</span>
            </Show>
            <Show when=move || occurs(|origin| matches!(origin, Origin::Secret { .. }))>
                <span class="piece-secret">{t.get(text::DELIVERY_FROM_SECRET)}</span>
            </Show>
            <Show when=move || occurs(|origin| matches!(origin, Origin::Added))>
                <span class="piece-added">{t.get(text::DELIVERY_FROM_HOOKLINE)}</span>
            </Show>
        </footer>
    }
}
