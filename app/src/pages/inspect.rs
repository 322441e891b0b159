//! The inspector: what was sent to the tenant's own address instead of a CRM.

use crate::{
    components::{
        empty::Empty,
        failure::sentence,
        inspect::{
            api::{InspectedView, clear_inspected, list_inspected},
            request::InspectedRequest,
        },
        loaded::Loaded,
        page_header::PageHeader,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::time::Duration;

/// How often the page looks for new requests.
const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// The page; it looks again by itself.
#[component]
pub fn InspectPage() -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let address = use_params_map();
    let token = Memo::new(move |_| {
        address.with(|address| address.get_str("token").unwrap_or_default().to_owned())
    });
    let requests = Resource::new(move || token.get(), list_inspected);
    Effect::new(move || {
        let handle = set_interval_with_handle(move || requests.refetch(), LOOKS_EVERY);
        on_cleanup(move || handle.into_iter().for_each(|handle| handle.clear()));
    });
    let clear = Action::new(move |(): &()| async move {
        if let Err(error) = clear_inspected(token.get_untracked()).await {
            toaster.failed(sentence(t, &error));
        }
        requests.refetch();
    });
    view! {
        <PageHeader title=t.get(text::INSPECT_TITLE)>
            <button type="button" class="button" on:click=move |_| { clear.dispatch(()); }>{t.get(text::INSPECT_CLEAR)}</button>
        </PageHeader>
        <p class="quiet-text inspect-hint">{t.get(text::INSPECT_HINT)}</p>
        <Loaded resource=requests let:requests>{view! { <Requests requests/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn Requests(requests: Vec<InspectedView>) -> impl IntoView {
    let t = use_texts();
    if requests.is_empty() {
        return view! { <Empty title=t.get(text::INSPECT_EMPTY_TITLE) hint=t.get(text::INSPECT_EMPTY_HINT)/> }.into_any();
    }
    let requests = requests
        .into_iter()
        .enumerate()
        .map(|(index, request)| view! { <InspectedRequest request open=index == 0/> });
    view! { <div class="stack">{requests.collect_view()}</div> }.into_any()
}
