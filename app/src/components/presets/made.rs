//! What was made, and the test that shows that it works.

use super::view::{Made, MadeLine};
use crate::{
    components::{
        failure,
        icon::{Icon, Symbol},
        integration_editor::{api::test_saved, test_panel::Report, view::TestReport},
        moment::MomentDots,
    },
    error::AppError,
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The list with its buttons.
#[component]
pub fn MadeSet(made: Made) -> impl IntoView {
    let t = use_texts();
    let ready = !made.needs_sign_in;
    let authorize = format!("/connections/{}/authorize", made.connection);
    let sign_in = made.needs_sign_in.then(|| {
        view! {
            <div class="note note-held">
                <p>{t.get(text::CONNECTIONS_SIGN_IN_NOT_YET_HINT)}</p>
                <p class="buttons"><a class="button primary" rel="external" href=authorize><Icon symbol=Symbol::Key/>{t.get(text::CONNECTIONS_SIGN_IN_BUTTON)}</a></p>
            </div>
        }
    });
    let rows = made
        .integrations
        .into_iter()
        .map(|line| view! { <Row line ready/> })
        .collect_view();
    let connection = format!("/connections/{}", made.connection);
    view! {
        <section class="panel preset-made">
            <h2>{t.with(text::PRESETS_MADE_TITLE, &[("name", &made.name)])}</h2>
            <div class="panel-body stack">
                <p class="note note-delivered" role="status">{t.get(text::PRESETS_MADE_HINT)}</p>
                {sign_in}
                <ul class="preset-rows">{rows}</ul>
                <div class="buttons">
                    <A href=connection attr:class="button">{t.get(text::PRESETS_OPEN_CONNECTION)}</A>
                    <A href="/integrations" attr:class="button quiet">{t.get(text::NAV_INTEGRATIONS)}</A>
                </div>
            </div>
        </section>
    }
}

#[component]
fn Row(line: MadeLine, ready: bool) -> impl IntoView {
    let t = use_texts();
    let id = line.id;
    let test = Action::new(move |(): &()| test_saved(id));
    let pending = test.pending();
    let word = move || {
        t.get(if pending.get() {
            text::EDITOR_TEST_SENDING
        } else {
            text::EDITOR_TEST_BUTTON
        })
    };
    let answer = move || test.value().get().map(told_of);
    view! {
        <li>
            <div class="preset-row">
                <A href=format!("/integrations/{id}") attr:class="link">{line.name}</A>
                <MomentDots moment=line.moment named=true/>
                <button type="button" class="button" disabled=move || pending.get() || !ready on:click=move |_| { test.dispatch(()); }>
                    <Icon symbol=Symbol::Send/>{word}
                </button>
            </div>
            <div role="status">{answer}</div>
        </li>
    }
}

fn told_of(told: Result<TestReport, AppError>) -> AnyView {
    let t = use_texts();
    match told {
        Ok(report) => view! { <Report report/> }.into_any(),
        Err(error) => {
            view! { <p class="field-error">{failure::sentence(t, &error)}</p> }.into_any()
        }
    }
}
