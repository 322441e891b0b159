//! One connection, or a new one: its form, and beside it what depends on it.

use crate::{
    components::{
        connections::{
            api::get_connection,
            beside::{Agreement, Beside, CopiedAlong},
            form::ConnectionEditor,
            note::AgreementNote,
            view::{ConnectionLine, ConnectionView},
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
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page; without an id in the address it begins a new connection.
#[component]
pub fn ConnectionPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")));
    let query = use_query_map();
    let from = Memo::new(move |_| query.with(|query| query.get("from")));
    let view = Resource::new(
        move || (id.get(), from.get()),
        |(id, from)| get_connection(id, from),
    );
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
    let title = match (&view.line, &view.copied) {
        (Some(line), _) => line.name.clone(),
        (None, Some(_)) => t.get(text::CONNECTIONS_COPY).to_owned(),
        (None, None) => t.get(text::CONNECTIONS_NEW).to_owned(),
    };
    let changed = view.changed.clone().map(|changed| {
        view! { <p class="field-help">{t.get(text::CONNECTIONS_CHANGED)}" "<Time stamp=changed/></p> }
    });
    let standing = view.line.as_ref().map(ConnectionLine::standing);
    let badge =
        move || standing.map(|(word, class)| view! { <span class=class>{t.get(word)}</span> });
    let unsigned = view.line.clone().filter(ConnectionLine::needs_agreement);
    let agreement = unsigned.map(|line| view! { <Agreement line/> });
    let names = view.secret_names.clone();
    let version: i32 = view.form.version.parse().unwrap_or_default();
    let beside = match (view.line.clone(), view.copied.clone()) {
        (Some(line), _) => {
            let owner = KeyOwner::Connection(line.id);
            view! {
                <div class="stack">
                    <Beside line/>
                    <KeyEnds owner names version is_panel=true/>
                    {changed}
                </div>
            }
            .into_any()
        }
        (None, Some(copied)) => view! { <CopiedAlong copied/> }.into_any(),
        (None, None) => {
            view! { <p class="note">{t.get(text::CONNECTIONS_NEW_HINT)}</p> }.into_any()
        }
    };
    view! {
        <PageHeader title parent aside=badge/>
        <div class="stack">
            <AgreementNote/>
            {agreement}
            <div class="connection-grid">
                <ConnectionEditor view on_saved/>
                <aside>{beside}</aside>
            </div>
        </div>
    }
}
