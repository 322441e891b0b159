//! One request that was received, as text and nothing else.

use super::api::InspectedView;
use crate::{
    components::{copy::CopyButton, time::Time},
    i18n::{text, use_texts},
};
use domain::{DeliveryId, request::added::ID_HEADER};
use leptos::prelude::*;
use leptos_router::components::A;

/// Method, address, headers and body.
#[component]
pub fn InspectedRequest(request: InspectedView) -> impl IntoView {
    let t = use_texts();
    let content = whole_text(&request);
    let delivery = delivery_of(&request.headers).map(|id| {
        let link = view! { <A href=format!("/deliveries/{id}")>{t.get(text::INSPECT_IN_LOG)}</A> };
        view! { <footer class="exact-legend">{link}</footer> }
    });
    let headers = request.headers.into_iter().map(|(name, value)| {
        view! { <span class="piece-name">{name}</span><span class="piece-structure">": "</span>{value}"\n" }
    });
    let body = (!request.body.is_empty())
        .then(|| view! { "\n"<span class="piece-parameter">{request.body}</span> });
    view! {
        <section class="exact inspected" aria-label=t.get(text::INSPECT_CHOSEN)>
            <header class="exact-head">
                <h2>{request.method}</h2>
                <code>{request.url}</code>
                <span class="exact-note"><Time stamp=request.received/></span>
                <CopyButton content=Signal::stored(content)/>
            </header>
            <pre tabindex="0">{headers.collect_view()}{body}</pre>
            {request.body_cut.then(|| view! { <p class="exact-none">{t.get(text::INSPECT_CUT)}</p> })}
            {delivery}
        </section>
    }
}

fn whole_text(request: &InspectedView) -> String {
    let headers = request.headers.iter();
    let headers: String = headers
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    format!(
        "{} {}\n{headers}\n{}",
        request.method, request.url, request.body
    )
}

/// The delivery that the request names, where an integration of ours sent it.
fn delivery_of(headers: &[(String, String)]) -> Option<DeliveryId> {
    let (_, id) = headers.iter().find(|(name, _)| name == ID_HEADER)?;
    id.parse().ok()
}
