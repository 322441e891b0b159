//! Reconciliation: the calls of a period that an integration never got, and one button that
//! asks how many they are and sends them.

use crate::{
    components::{
        deliveries::query::PERIODS,
        empty::Empty,
        icon::{Icon, Symbol},
        jobs::backfill::BackfillDialog,
        loaded::Loaded,
        missing::{
            api::{MissingQuery, MissingView, list_missing},
            table::MissingTable,
        },
        page_header::{PageHeader, Parent},
        pager::Pager,
        row_keys::use_row_keys,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{IntegrationId, Right};
use leptos::{html, prelude::*};
use leptos_router::{components::Form, hooks::use_query_map};

/// The page; the address holds integration and period.
#[component]
pub fn MissingPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let query = Memo::new(move |_| address.with(MissingQuery::read));
    let view = Resource::new(move || query.get(), list_missing);
    use_row_keys();
    let parent = Parent {
        path: "/calls",
        name: t.get(text::NAV_CALLS),
    };
    let shown = |view: MissingView| view! { <Found view/> }.into_any();
    view! {
        <PageHeader title=t.get(text::MISSING_TITLE) parent/>
        <p class="quiet-text missing-intro">{t.get(text::MISSING_INTRO)}</p>
        <Loaded resource=view children=shown/>
    }
    .into_any()
}

#[component]
fn Found(view: MissingView) -> impl IntoView {
    let t = use_texts();
    let query = view.query.clone();
    let Some(integration) = view.integration else {
        return view! {
            <Empty title=t.get(text::MISSING_NO_INTEGRATION_TITLE) hint=t.get(text::MISSING_NO_INTEGRATION_HINT)/>
        }
        .into_any();
    };
    let newest = (!query.after.is_empty()).then(|| query.address(""));
    let older = view.next.as_deref().map(|next| query.address(next));
    let is_all_there = view.lines.is_empty() && older.is_none();
    let period = query.period.clone();
    let mut known = view.integrations.iter();
    let named = known.find(|(id, _)| *id == integration);
    let name = named.map(|(_, name)| name.clone()).unwrap_or_default();
    let lines = view.lines;
    let rows = if lines.is_empty() {
        let (title, hint) = if is_all_there {
            (text::MISSING_NONE_TITLE, text::MISSING_NONE_HINT)
        } else {
            (text::MISSING_GOES_ON_TITLE, text::MISSING_GOES_ON_HINT)
        };
        view! { <Empty title=t.get(title) hint=t.get(hint)/> }.into_any()
    } else {
        view! { <MissingTable lines/> }.into_any()
    };
    view! {
        <Choices query integrations=view.integrations chosen=integration/>
        {(!is_all_there).then(|| view! { <SendThem integration name period/> })}
        {rows}
        <Pager newest older/>
    }
    .into_any()
}

/// Which integration, and of which period.
#[component]
fn Choices(
    query: MissingQuery,
    integrations: Vec<(IntegrationId, String)>,
    chosen: IntegrationId,
) -> impl IntoView {
    let t = use_texts();
    let apply = NodeRef::<html::Button>::new();
    let submit = move |_| {
        if let Some(button) = apply.get_untracked() {
            button.click();
        }
    };
    let integrations = integrations
        .into_iter()
        .map(|(id, name)| view! { <option value=id.to_string() selected=id == chosen>{name}</option> })
        .collect_view();
    let periods = PERIODS.map(|key| {
        let word = t.named(&format!("deliveries.period.{key}"));
        view! { <option value=key selected=key == query.period>{word}</option> }
    });
    view! {
        <Form method="GET" action="/missing" attr:class="filters missing-filters" attr:role="search">
            <select class="input filter" name="integration" aria-label=t.get(text::DELIVERIES_COLUMN_INTEGRATION) on:change=submit>{integrations}</select>
            <select class="input filter" name="period" aria-label=t.get(text::JOBS_PERIOD) on:change=submit>{periods.into_iter().collect_view()}</select>
            <button class="button" type="submit" node_ref=apply><Icon symbol=Symbol::Glass/>{t.get(text::COMMON_SEARCH)}</button>
        </Form>
    }
}

/// Asks about the job that sends what is shown, and all that follows.
#[component]
fn SendThem(integration: IntegrationId, name: String, period: String) -> impl IntoView {
    let t = use_texts();
    let open = RwSignal::new(false);
    use_may(Right::SendAgain).then(|| {
        view! {
            <div class="missing-send">
                <button type="button" class="button primary" on:click=move |_| open.set(true)><Icon symbol=Symbol::Send/>{t.get(text::MISSING_SEND)}</button>
                <p class="quiet-text">{t.get(text::MISSING_SEND_HINT)}</p>
            </div>
            <BackfillDialog open integration name begins=period/>
        }
    })
}
