//! Bulk jobs: how far each has come, and the buttons that pause and stop it.

use crate::{
    components::{
        empty::Empty,
        fresh::refetch_while,
        jobs::{
            api::{JobsView, list_jobs},
            row::JobCard,
        },
        loaded::Loaded,
        page_header::PageHeader,
    },
    i18n::{text, use_texts},
};
use domain::{JobId, JobState, job::Sample};
use leptos::prelude::*;
use leptos_router::components::A;
use std::collections::HashMap;

/// The page.
#[component]
pub fn JobsPage() -> impl IntoView {
    let t = use_texts();
    let view = Resource::new(|| (), |()| list_jobs());
    let on_change = Callback::new(move |()| view.refetch());
    // Where each running job stood when it was first seen running: its pace is judged from there.
    let first_seen = StoredValue::new(HashMap::<JobId, Sample>::new());
    let moves = RwSignal::new(false);
    refetch_while(moves, view);
    let shown = move |view: JobsView| {
        let is_running = |state: JobState| state == JobState::Running;
        let any_runs = view.lines.iter().any(|line| is_running(line.state));
        Effect::new(move || moves.set(any_runs));
        first_seen.update_value(|seen| {
            seen.retain(|id, _| {
                view.lines
                    .iter()
                    .any(|line| line.id == *id && is_running(line.state))
            });
            for line in view.lines.iter().filter(|line| is_running(line.state)) {
                seen.entry(line.id).or_insert(line.sample(view.now));
            }
        });
        view! { <List view first_seen on_change/> }.into_any()
    };
    view! {
        <PageHeader title=t.get(text::NAV_JOBS)/>
        <Loaded resource=view children=shown/>
    }
    .into_any()
}

#[component]
fn List(
    view: JobsView,
    first_seen: StoredValue<HashMap<JobId, Sample>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    if view.lines.is_empty() {
        return view! {
            <Empty title=t.get(text::JOBS_EMPTY_TITLE) hint=t.get(text::JOBS_EMPTY_HINT)>
                <A href="/deliveries" attr:class="button primary">{t.get(text::JOBS_EMPTY_ACTION)}</A>
            </Empty>
        }
        .into_any();
    }
    let now = view.now;
    let cards = view
        .lines
        .into_iter()
        .map(|line| {
            let first = first_seen.with_value(|seen| seen.get(&line.id).copied());
            view! { <JobCard line first now on_change/> }
        })
        .collect_view();
    view! {
        <p class="quiet-text jobs-intro">{t.get(text::JOBS_INTRO)}</p>
        <ul class="jobs">{cards}</ul>
    }
    .into_any()
}
