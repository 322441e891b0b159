//! The tries of a delivery; one of them is looked at.

use super::api::AttemptView;
use crate::{
    components::time::Time,
    i18n::{Texts, text, use_texts},
    stamp::span,
};
use domain::Cause;
use leptos::prelude::*;

/// The table; pressing a row shows its answer.
#[component]
pub fn Attempts(
    attempts: Vec<AttemptView>,
    /// The index of the one whose answer is shown.
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let t = use_texts();
    let rows = attempts
        .into_iter()
        .enumerate()
        .map(|(index, attempt)| {
            let pressed = move || {
                if chosen.get() == index {
                    "true"
                } else {
                    "false"
                }
            };
            let took = span(t, took_us(&attempt) / 1_000);
            let step = attempt.step_name.clone();
            let late = attempt.late.then(|| t.get(text::DELIVERY_LATE));
            let (class, word) = (cause_class(attempt.cause), cause_word(t, &attempt));
            view! {
                <li>
                    <button type="button" aria-pressed=pressed on:click=move |_| chosen.set(index)>
                        <span class="attempt-no">{attempt.try_no}</span>
                        <Time stamp=attempt.started/>
                        <span class=class>{word}</span>
                        {step.map(|step| view! { <span class="chip quiet">{step}</span> })}
                        {late.map(|late| view! { <span class="chip quiet">{late}</span> })}
                        <span class="attempt-took">{took}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel attempts">
            <h2>{t.get(text::DELIVERY_ATTEMPTS)}</h2>
            <ol>{rows}</ol>
        </section>
    }
}

/// The status where there was one, else the cause in a word.
fn cause_word(t: Texts, attempt: &AttemptView) -> String {
    match attempt.status {
        Some(status) => format!("HTTP {status}"),
        None => t.named(&format!("cause.{}", attempt.cause.key())),
    }
}

fn cause_class(cause: Cause) -> &'static str {
    if cause.is_accepted() {
        "state delivered"
    } else {
        "state failed"
    }
}

fn took_us(attempt: &AttemptView) -> i64 {
    let timings = attempt.timings;
    timings.dns_us + timings.connect_us + timings.receiver_us
}
