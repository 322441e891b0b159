//! All companies of a person, each with how its integrations do.

use crate::{
    components::{
        clients::api::{ClientLine, list_clients},
        empty::Empty,
        loaded::Loaded,
        page_header::PageHeader,
    },
    i18n::{text, use_texts},
    session::use_visitor,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn ClientsPage() -> impl IntoView {
    let t = use_texts();
    let clients = Resource::new(|| (), |()| list_clients());
    let shown = move |lines: Vec<ClientLine>| {
        if lines.is_empty() {
            return view! { <Empty title=t.get(text::CLIENTS_NONE) hint=t.get(text::CLIENTS_NONE_HINT)/> }.into_any();
        }
        let rows = lines.into_iter().map(|line| view! { <Client line/> });
        view! { <ul class="clients">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <PageHeader title=t.get(text::CLIENTS_TITLE)/>
        <Loaded resource=clients children=shown/>
    }
    .into_any()
}

#[component]
fn Client(line: ClientLine) -> impl IntoView {
    let t = use_texts();
    let here = use_visitor()
        .seat()
        .is_some_and(|seat| seat.tenant.id == line.tenant);
    let end = if here {
        view! { <span class="state delivered">{t.get(text::CLIENTS_HERE)}</span> }.into_any()
    } else {
        view! {
            <form method="post" action="/tenant">
                <button class="button" name="tenant" value=line.tenant.to_string()>{t.get(text::COMMON_OPEN)}</button>
            </form>
        }
        .into_any()
    };
    let figures = [
        (
            text::CLIENTS_SENDING,
            i64::try_from(line.sending).unwrap_or(i64::MAX),
            "",
        ),
        (text::CLIENTS_DELIVERED, line.delivered, ""),
        (text::CLIENTS_OPEN, line.open, ""),
        (text::CLIENTS_FAILED, line.failed, "client-failed"),
    ]
    .map(|(label, count, class)| {
        let class = if count > 0 { class } else { "" };
        view! { <div><dt>{t.get(label)}</dt><dd class=class>{t.number(count)}</dd></div> }
    });
    view! {
        <li class="panel client">
            <div class="client-head">
                <div>
                    <h2>{line.name}</h2>
                    <p class="quiet-text"><small>{t.named(&format!("nav.role.{}", line.role.key()))}</small></p>
                </div>
                {end}
            </div>
            <dl class="facts">{figures.into_iter().collect_view()}</dl>
        </li>
    }
}
