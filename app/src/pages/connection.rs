//! One connection, or a new one: its form, and beside it what depends on it.

use crate::{
    components::{
        connections::{
            api::{ConnectionView, get_connection},
            beside::Beside,
            form::ConnectionEditor,
            note::AgreementNote,
        },
        key_ends::KeyEnds,
        loaded::Loaded,
        page_header::{PageHeader, Parent},
        time::Time,
    },
    i18n::{text, use_texts},
};
use domain::key_end::KeyOwner;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page; without an id in the address it begins a new connection.
#[component]
pub fn ConnectionPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")));
    let view = Resource::new(move || id.get(), get_connection);
    let on_saved = Callback::new(move |()| view.refetch());
    view! { <Loaded resource=view let:view>{view! { <Connection view on_saved/> }.into_any()}</Loaded> }
        .into_any()
}

#[component]
fn Connection(view: ConnectionView, on_saved: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let parent = Parent {
        path: "/connections",
        name: t.get(text::NAV_CONNECTIONS),
    };
    let title = match &view.line {
        Some(line) => line.name.clone(),
        None => t.get(text::CONNECTIONS_NEW).to_owned(),
    };
    let changed = view.changed.clone().map(|changed| {
        view! { <p class="field-help">{t.get(text::CONNECTIONS_CHANGED)}" "<Time stamp=changed/></p> }
    });
    let names = view.secret_names.clone();
    let version: i32 = view.form.version.parse().unwrap_or_default();
    let beside = match view.line.clone() {
        Some(line) => {
            let owner = KeyOwner::Connection(line.id);
            view! {
                <div class="stack">
                    <Beside line/>
                    <KeyEnds owner names version class="panel panel-body"/>
                    {changed}
                </div>
            }
            .into_any()
        }
        None => view! { <p class="note">{t.get(text::CONNECTIONS_NEW_HINT)}</p> }.into_any(),
    };
    view! {
        <PageHeader title parent/>
        <div class="stack">
            <AgreementNote/>
            <div class="connection-grid">
                <ConnectionEditor view on_saved/>
                <aside>{beside}</aside>
            </div>
        </div>
    }
}
