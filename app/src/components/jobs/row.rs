//! A job: what it does, how far it has come, and what can be done with it.

use super::api::{JobLine, set_job_state};
use crate::{
    components::{
        icon::{Icon, Symbol},
        time::Time,
        toast::use_toaster,
    },
    i18n::{Key, Texts, text, use_texts},
    session::use_may,
    stamp::span,
};
use domain::{
    JobKind, JobState, Kept, Right,
    job::{Pace, Sample},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The card of a job.
#[component]
pub fn JobCard(
    line: JobLine,
    /// How far it had come when it was first seen running.
    first: Option<Sample>,
    now: i64,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let looked_at = line.done + line.skipped;
    let title = t.get(title(line.kind, line.keep));
    let marks = line
        .marks
        .iter()
        .map(|mark| view! { <span class="chip quiet">{mark.clone()}</span> })
        .collect_view();
    let author = line
        .author
        .clone()
        .unwrap_or_else(|| t.get(text::JOBS_BY_PROGRAM).to_owned());
    let standing = t.named(&format!("jobs.state.{}", line.state.key()));
    view! {
        <li class="panel panel-body job">
            <div class="job-head">
                <h2>{title}</h2>
                <span class=class(line.state)>{standing}</span>
            </div>
            <p class="job-marks">{marks}</p>
            <progress class="job-bar" max=line.total.max(1) value=if line.state == JobState::Done { line.total.max(1) } else { looked_at } aria-label=title></progress>
            <p class="job-figures">{figures(t, &line, first, now)}</p>
            <div class="job-foot">
                <p class="quiet-text">{author}" · "<Time stamp=line.created/>" · "<A href=line.log attr:class="link">{t.get(text::JOBS_LOG)}</A></p>
                <Buttons id=line.id state=line.state on_change/>
            </div>
        </li>
    }
}

#[component]
fn Buttons(id: domain::JobId, state: JobState, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SendAgain);
    let set = Action::new(move |next: &JobState| {
        let next = *next;
        async move {
            if let Err(error) = set_job_state(id, next).await {
                toaster.fail(t, &error);
            }
            on_change.try_run(());
        }
    });
    let pending = set.pending();
    let button = move |next: JobState, symbol: Symbol, word: Key| {
        (may && state.may_become(next)).then(|| {
            view! {
                <button type="button" class="button" disabled=pending on:click=move |_| { set.dispatch(next); }>
                    <Icon symbol/>{t.get(word)}
                </button>
            }
        })
    };
    view! {
        <div class="buttons">
            {button(JobState::Paused, Symbol::Pause, text::JOBS_PAUSE)}
            {button(JobState::Running, Symbol::Play, text::JOBS_RESUME)}
            {button(JobState::Stopped, Symbol::Cross, text::JOBS_STOP)}
        </div>
    }
}

/// What a job does, and of a release what it keeps.
#[must_use]
pub const fn title(kind: JobKind, keep: Option<Kept>) -> Key {
    match (kind, keep) {
        (JobKind::SendAgain, _) => text::JOBS_SEND_AGAIN,
        (JobKind::Backfill, _) => text::JOBS_BACKFILL,
        (JobKind::Release, Some(Kept::Newest)) => text::JOBS_RELEASE_NEWEST,
        (JobKind::Release, Some(Kept::None) | None) => text::JOBS_RELEASE_NONE,
    }
}

const fn class(state: JobState) -> &'static str {
    match state {
        JobState::Running => "state waiting",
        JobState::Paused => "state held",
        JobState::Stopped => "state skipped",
        JobState::Done => "state delivered",
    }
}

/// How far it has come; while it runs also how fast, and how long it has to go.
fn figures(t: Texts, line: &JobLine, first: Option<Sample>, now: i64) -> String {
    let looked_at = line.done + line.skipped;
    let of = t.with(
        text::JOBS_OF,
        &[
            ("done", &t.number(looked_at)),
            ("total", &t.number(line.total.max(looked_at))),
        ],
    );
    let (did, left) = match line.kind {
        JobKind::SendAgain | JobKind::Backfill => (text::JOBS_MADE, text::JOBS_SKIPPED),
        JobKind::Release => (text::JOBS_CALLED_OFF, text::JOBS_KEPT),
    };
    let mut parts = vec![of, t.count(did, line.done)];
    if line.skipped > 0 {
        parts.push(t.count(left, line.skipped));
    }
    let running = first.filter(|_| line.state == JobState::Running);
    if let Some(pace) = running.and_then(|first| line.pace(first, now)) {
        parts.extend(pace_words(t, pace));
    }
    parts.join(" · ")
}

/// How fast something goes, and how long it has to go.
#[must_use]
pub fn pace_words(t: Texts, pace: Pace) -> [String; 2] {
    let left = t.with(text::JOBS_LEFT, &[("time", &span(t, pace.left_ms))]);
    [rate_word(t, pace), left]
}

/// How fast something goes.
#[must_use]
pub fn rate_word(t: Texts, pace: Pace) -> String {
    t.with(text::JOBS_PER_SECOND, &[("n", &t.number(pace.per_second))])
}
