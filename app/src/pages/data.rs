//! A tenant's data: how long it is kept, all of one person as a file, and its erasure.

use crate::components::{
    data::{
        api::{DataView, get_data},
        number::{Erasures, NumberForm},
        retention::RetentionForm,
    },
    fresh::{part, read_again},
    loaded::Loaded,
    settings_header::SettingsHeader,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn DataPage() -> impl IntoView {
    let data = Resource::new(|| (), |()| get_data());
    view! {
        <SettingsHeader/>
        <Loaded resource=data let:view>{view! { <Sections view/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn Sections(view: DataView) -> impl IntoView {
    let (answers_days, calls_days) = (view.answers_days, view.calls_days);
    let live = RwSignal::new(view);
    let on_change = read_again(live, get_data);
    let erasures = part(live, |view| view.erasures.clone());
    view! {
        <div class="stack data">
            <RetentionForm answers_days calls_days/>
            <NumberForm on_change/>
            {move || view! { <Erasures erasures=erasures.get()/> }}
        </div>
    }
}
