//! What fails at a tenant now, in plain words.

use super::view::FailingLine;
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
    told::Told,
};
use leptos::prelude::*;

/// One line for each open incident.
#[component]
pub fn Failing(lines: Vec<FailingLine>) -> impl IntoView {
    let t = use_texts();
    let body = if lines.is_empty() {
        view! { <p class="quiet-text">{t.get(text::STAFF_TENANT_FAILING_NONE)}</p> }.into_any()
    } else {
        let rows = lines.into_iter().map(|line| view! { <Row line/> });
        view! { <ul class="staff-failing">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="panel" id="failing">
            <h2>{t.get(text::STAFF_TENANT_FAILING)}</h2>
            <div class="panel-body">{body}</div>
        </section>
    }
}

#[component]
fn Row(line: FailingLine) -> impl IntoView {
    let t = use_texts();
    let Told { what, advice } = line.told;
    view! {
        <li class="note note-failed">
            <p><strong>{line.name}</strong>" · "{t.get(text::STAFF_TENANT_SINCE)}" "<Time stamp=line.since/></p>
            <p>{what}" "{advice}</p>
        </li>
    }
}
