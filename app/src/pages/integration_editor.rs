//! An integration in its editor: a new one, or one that is there.

use crate::components::{
    integration_editor::{Editor, api::load_editor},
    loaded::Loaded,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page; without an id in the address it begins a new integration.
#[component]
pub fn IntegrationEditorPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")));
    let data = Resource::new(move || id.get(), load_editor);
    view! {
        <Loaded resource=data children=|data| view! { <Editor data/> }.into_any()/>
    }
}
