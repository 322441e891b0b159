//! The inspector: what was sent to the tenant's own address instead of a CRM.

use crate::{
    components::{
        dialog::ConfirmDialog,
        empty::Empty,
        icon::{Icon, Symbol},
        inspect::{
            api::{Inspection, clear_inspected, inspect},
            list::InspectedList,
            request::InspectedRequest,
        },
        loaded::Loaded,
        page_header::{PageHeader, Parent},
        row_keys::use_row_keys,
        settings::once::CopyLine,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::time::Duration;

/// How often the page looks for new requests.
const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// The page; it looks again by itself.
#[component]
pub fn InspectPage() -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SetUp);
    let address = use_params_map();
    let token = Memo::new(move |_| {
        address.with(|address| address.get_str("token").unwrap_or_default().to_owned())
    });
    let query = use_query_map();
    let show = Memo::new(move |_| {
        query.with(|query| query.get_str("show").unwrap_or_default().to_owned())
    });
    let requests = Resource::new(
        move || (token.get(), show.get()),
        |(token, show)| inspect(token, show),
    );
    use_row_keys();
    Effect::new(move || {
        let handle = set_interval_with_handle(move || requests.refetch(), LOOKS_EVERY);
        on_cleanup(move || handle.into_iter().for_each(|handle| handle.clear()));
    });
    let clear = Action::new(move |(): &()| {
        let token = token.get_untracked();
        async move {
            if let Err(error) = clear_inspected(token).await {
                toaster.fail(t, &error);
            }
            requests.refetch();
        }
    });
    let parent = Parent {
        path: "/test-bench",
        name: t.get(text::NAV_TEST_BENCH),
    };
    let asking = RwSignal::new(false);
    let lost = Signal::stored(t.get(text::INSPECT_CLEAR_LOST).to_owned());
    view! {
        <PageHeader title=t.get(text::INSPECT_TITLE) parent>
            {may.then(|| view! {
                <button type="button" class="button" on:click=move |_| asking.set(true)><Icon symbol=Symbol::Bin/>{t.get(text::INSPECT_CLEAR)}</button>
            })}
        </PageHeader>
        {may.then(|| view! {
            <ConfirmDialog open=asking title=t.get(text::INSPECT_CLEAR_TITLE) lost
                word=t.get(text::INSPECT_CLEAR) on_confirm=move |()| { clear.dispatch(()); }/>
        })}
        <Loaded resource=requests let:inspection>{view! { <Requests inspection/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn Requests(inspection: Inspection) -> impl IntoView {
    let t = use_texts();
    let Inspection {
        address,
        lines,
        kept_max,
        shown,
    } = inspection;
    if lines.is_empty() {
        return view! {
            <CopyLine content=address/>
            <Empty title=t.get(text::INSPECT_EMPTY_TITLE) hint=t.get(text::INSPECT_EMPTY_HINT)/>
        }
        .into_any();
    }
    let hint = t.with(text::INSPECT_HINT, &[("max", &kept_max.to_string())]);
    let chosen = shown.as_ref().map(|request| request.id);
    let detail = match shown {
        Some(request) => view! { <InspectedRequest request/> }.into_any(),
        None => view! { <p class="note">{t.get(text::INSPECT_GONE)}</p> }.into_any(),
    };
    view! {
        <CopyLine content=address/>
        <p class="quiet-text inspect-hint">{hint}</p>
        <div class="inspect-split">
            <InspectedList lines chosen/>
            <div class="inspect-detail">{detail}</div>
        </div>
    }
    .into_any()
}
