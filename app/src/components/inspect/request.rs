//! One request that was received, as text and nothing else.

use super::api::InspectedView;
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// Method, address, headers and body.
#[component]
pub fn InspectedRequest(
    request: InspectedView,
    /// Whether it is open at first.
    open: bool,
) -> impl IntoView {
    let t = use_texts();
    let headers = request.headers.into_iter().map(|(name, value)| {
        view! { <span class="piece-name">{name}</span><span class="piece-structure">": "</span>{value}"\n" }
    });
    let body = (!request.body.is_empty())
        .then(|| view! { "\n"<span class="piece-parameter">{request.body}</span> });
    view! {
        <details class="exact inspected" open=open>
            <summary class="exact-head">
                <strong>{request.method}</strong>
                <code>{request.url}</code>
                <span class="exact-note"><Time stamp=request.received/></span>
            </summary>
            <pre tabindex="0">{headers.collect_view()}{body}</pre>
            {request.body_cut.then(|| view! { <p class="exact-none">{t.get(text::INSPECT_CUT)}</p> })}
        </details>
    }
}
