//! Sends the form as it stands, for real, and shows the answer in place.

use super::{
    actions::{Actions, Busy},
    fields::Radio,
    model::use_editor,
    view::{CallChoice, StepReport, TestReport},
};
use crate::{
    components::{
        failure,
        icon::{Icon, Symbol},
        source_addresses::link::AddressesLink,
    },
    error::AppError,
    i18n::{Key, Texts, text, use_texts},
    stamp::span,
    told::Told,
};
use domain::explain::explain;
use leptos::prelude::*;

/// The panel below the request.
#[component]
pub fn TestPanel() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let actions = Actions::here();
    let call = RwSignal::new(CallChoice::MadeUp);
    let last = model.last_call();
    let chosen = move || {
        if last.with(Option::is_some) {
            call.get()
        } else {
            CallChoice::MadeUp
        }
    };
    let option = move |choice: CallChoice, label: Key| {
        let is_chosen = Signal::derive(move || chosen() == choice);
        let disabled =
            Signal::derive(move || choice == CallChoice::Last && last.with(Option::is_none));
        view! {
            <label class="check">
                <Radio name="test_call" value=choice.key() chosen=is_chosen disabled on_choose=move |()| call.set(choice)/>
                {t.get(label)}
            </label>
        }
    };
    let asks_unsaved = model.asks_unsaved();
    let is_testing = move || actions.busy.get() == Some(Busy::Testing);
    let word = move || {
        t.get(if is_testing() {
            text::EDITOR_TEST_SENDING
        } else {
            text::EDITOR_TEST_BUTTON
        })
    };
    view! {
        <section class="panel test-panel" id="test-panel" aria-labelledby="test-title">
            <h2 id="test-title">{t.get(text::EDITOR_TEST_TITLE)}</h2>
            <div class="test-calls" role="radiogroup" aria-label=t.get(text::EDITOR_TEST_CALL)>
                {option(CallChoice::MadeUp, text::EDITOR_TEST_MADE_UP)}
                {option(CallChoice::Last, text::EDITOR_TEST_LAST)}
            </div>
            <p class="field-help">{t.get(text::EDITOR_TEST_STORES)}</p>
            <Show when=move || asks_unsaved.get()><p class="note">{t.get(text::FAULT_SAVE_FIRST)}</p></Show>
            <button type="button" class="button" disabled=move || is_testing() || asks_unsaved.get() on:click=move |_| actions.test(chosen())><Icon symbol=Symbol::Send/>{word}</button>
            <div role="status">{move || actions.report.get().map(|report| answer(t, report))}</div>
        </section>
    }
}

fn answer(t: Texts, report: Result<TestReport, AppError>) -> AnyView {
    match report {
        Ok(report) => view! { <Report report/> }.into_any(),
        Err(error) => {
            view! { <p class="field-error">{failure::sentence(t, &error)}</p> }.into_any()
        }
    }
}

/// What came back, the state first.
#[component]
pub fn Report(report: TestReport) -> impl IntoView {
    let t = use_texts();
    let class = if report.accepted {
        "state delivered"
    } else {
        "state failed"
    };
    let status = report.status.map_or_else(
        || t.named(&format!("cause.{}", report.cause.key())),
        |status| status.to_string(),
    );
    let verdict = t.get(if report.accepted {
        text::EDITOR_TEST_ACCEPTED
    } else {
        text::EDITOR_TEST_REFUSED
    });
    let explanation = explain(report.cause, report.status).explanation;
    let plain = report.told.map(|Told { what, advice }| {
        view! { <p><b>{what}</b>" "{advice}<AddressesLink explanation/></p> }
    });
    let link = report.delivery_id.map(|id| {
        view! { <a class="link" href=format!("/deliveries/{id}")>{t.get(text::EDITOR_TEST_IN_LOG)}</a> }
    });
    let body = if report.body.is_empty() {
        t.get(text::EDITOR_TEST_NO_BODY).to_owned()
    } else {
        report.body
    };
    let steps: Vec<_> = report
        .steps
        .into_iter()
        .map(|step| step_view(t, step))
        .collect();
    let cut = report
        .body_cut
        .then(|| view! { <p class="field-help">{t.get(text::EDITOR_TEST_CUT)}</p> });
    view! {
        <div class="answer">
            <p class="answer-line">
                <span class=class>{status}" · "{verdict}</span>
                <span class="quiet-text">{span(t, report.took_ms)}</span>
                {link}
            </p>
            {plain}
            <pre class="answer-body" tabindex="0">{body}</pre>
            {cut}
            {steps}
        </div>
    }
}

/// A request of the test and its answer, folded away.
fn step_view(t: Texts, step: StepReport) -> impl IntoView {
    let class = if step.accepted {
        "state delivered"
    } else {
        "state failed"
    };
    let status = step.status.map_or_else(
        || t.named(&format!("cause.{}", step.cause.key())),
        |status| status.to_string(),
    );
    let request = step
        .request
        .map(|request| view! { <pre class="answer-body" tabindex="0">{request}</pre> });
    let body = if step.body.is_empty() {
        t.get(text::EDITOR_TEST_NO_BODY).to_owned()
    } else {
        step.body
    };
    view! {
        <details class="answer-step">
            <summary>
                <b>{t.get(text::EDITOR_PREVIEW_STEP)}" "{step.step + 1}</b>
                <span class=class>{status}</span>
                <span class="quiet-text">{span(t, step.took_ms)}</span>
            </summary>
            {request}
            <pre class="answer-body" tabindex="0">{body}</pre>
        </details>
    }
}
