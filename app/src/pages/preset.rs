//! One ready-made set: what it is to be used for, its questions, and then what was made.

use crate::{
    components::{
        loaded::Loaded,
        page_header::{PageHeader, Parent},
        presets::{api::get_preset, form::PresetEditor, made::MadeSet, view::PresetView},
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
#[component]
pub fn PresetPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let key = params.with(|params| params.get("key")).unwrap_or_default();
        (key, query.with(|query| query.get("made")))
    });
    let view = Resource::new(move || asked.get(), |(key, made)| get_preset(key, made));
    view! { <Loaded resource=view let:view>{view! { <Preset view/> }.into_any()}</Loaded> }
        .into_any()
}

#[component]
fn Preset(view: PresetView) -> impl IntoView {
    let t = use_texts();
    let parent = Parent {
        path: "/presets",
        name: t.get(text::PRESETS_TITLE),
    };
    let content = match view.made.clone() {
        Some(made) => view! { <MadeSet made/> }.into_any(),
        None => view! { <PresetEditor view=view.clone()/> }.into_any(),
    };
    view! {
        <PageHeader title=view.name parent/>
        {content}
    }
}
