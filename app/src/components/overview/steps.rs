//! The first steps of a new tenant: what to do, in which order, and what is done already.

use super::view::Steps;
use crate::{
    components::{
        help::{api::Guide, list::HelpLink},
        icon::{Icon, Symbol},
    },
    i18n::{Key, text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The list; the first step that is not taken has the loud button.
#[component]
pub fn FirstSteps(steps: Steps) -> impl IntoView {
    let t = use_texts();
    let all = [
        (
            steps.has_integration,
            text::OVERVIEW_STEP_INTEGRATION,
            text::OVERVIEW_STEP_INTEGRATION_TEXT,
            text::INTEGRATIONS_FROM_PRESET,
            "/presets",
        ),
        (
            steps.has_key,
            text::OVERVIEW_STEP_KEY,
            text::OVERVIEW_STEP_KEY_TEXT,
            text::CALLS_EMPTY_ACTION,
            "/settings",
        ),
        (
            steps.has_call,
            text::OVERVIEW_STEP_CALL,
            text::OVERVIEW_STEP_CALL_TEXT,
            text::OVERVIEW_STEP_CALL_ACTION,
            "/test-bench",
        ),
    ];
    let next = all.iter().position(|(done, ..)| !done);
    let entries = all
        .into_iter()
        .enumerate()
        .map(|(index, (done, title, hint, action, href))| {
            view! { <Step number=index + 1 done is_next=next == Some(index) title hint action href/> }
        })
        .collect_view();
    view! {
        <section class="panel overview-steps">
            <h2>{t.get(text::OVERVIEW_STEPS)}</h2>
            <ol>{entries}</ol>
            <p class="overview-help"><HelpLink guide=Guide::FirstIntegration/></p>
        </section>
    }
}

#[component]
fn Step(
    number: usize,
    done: bool,
    is_next: bool,
    title: Key,
    hint: Key,
    action: Key,
    href: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let (class, mark) = if done {
        (
            "step done",
            view! { <Icon symbol=Symbol::Check/> }.into_any(),
        )
    } else {
        ("step", number.to_string().into_any())
    };
    let button = if is_next { "button primary" } else { "button" };
    view! {
        <li class=class>
            <span class="step-mark" aria-hidden="true">{mark}</span>
            <div>
                <h3>{t.get(title)}{done.then(|| view! { <span class="visually-hidden">" "{t.get(text::OVERVIEW_STEP_DONE)}</span> })}</h3>
                <p>{t.get(hint)}</p>
            </div>
            {(!done).then(|| view! { <A href=href attr:class=button>{t.get(action)}</A> })}
        </li>
    }
}
