//! The test bench: a made-up call sent on the way of every real one, and what became of it.

use crate::{
    address::percent,
    components::{
        call::{api::get_call, view::CallView},
        inspect::api::InspectedLine,
        loaded::Loaded,
        page_header::PageHeader,
        test_bench::{
            api::{Bench, get_bench, list_arrivals},
            arrivals::Arrivals,
            contract::Contract,
            form::BenchForm,
            outcome::Outcome,
            run::Run,
            samples::Samples,
        },
        toast::use_toaster,
    },
    error::AppError,
    i18n::{text, use_texts},
};
use domain::simulation::Scenario;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// What the page comes with.
type First = (Bench, Vec<InspectedLine>, Option<CallView>);

/// The page; the address names the call that it shows, and how that goes.
#[component]
pub fn TestBenchPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let call_id = move || {
        address.with_untracked(|address| address.get_str("call").unwrap_or_default().to_owned())
    };
    let first = Resource::new(call_id, first);
    view! {
        <PageHeader title=t.get(text::NAV_TEST_BENCH)/>
        <Loaded resource=first let:first>{view! { <Read first/> }.into_any()}</Loaded>
    }
    .into_any()
}

async fn first(call_id: String) -> Result<First, AppError> {
    let call = if call_id.is_empty() {
        None
    } else {
        Some(get_call(call_id).await?)
    };
    Ok((get_bench().await?, list_arrivals().await?, call))
}

#[component]
fn Read(first: First) -> impl IntoView {
    let (bench, arrivals, call) = first;
    let navigate = use_navigate();
    let address = use_query_map();
    let scenario =
        address.with_untracked(|address| Scenario::from_key(address.get_str("scenario")?));
    let on_begin = Callback::new(move |(call_id, scenario): (String, Scenario)| {
        let call_id = percent(&call_id);
        let here = format!("/test-bench?call={call_id}&scenario={scenario}");
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&here, options);
    });
    let run = Run {
        shown: RwSignal::new(call),
        scenario: RwSignal::new(scenario),
        is_telling: RwSignal::new(false),
        on_begin,
        texts: use_texts(),
        toaster: use_toaster(),
    };
    let url = bench.inspector_url.clone();
    let (integrations, first_run) = (bench.integrations.clone(), bench.run);
    view! {
        <div class="stack">
            <div class="bench-split">
                <BenchForm bench run/>
                <Outcome run/>
            </div>
            <Contract integrations run=first_run/>
            <div class="bench-pair">
                <Arrivals url first=arrivals/>
                <Samples/>
            </div>
        </div>
    }
}
