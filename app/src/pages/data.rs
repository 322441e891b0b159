//! A tenant's data: how long it is kept, all of one person as a file, and its erasure.

use crate::components::{
    data::{
        api::{DataView, get_data},
        number::{Erasures, NumberForm},
        retention::RetentionForm,
    },
    loaded::Loaded,
    settings_header::SettingsHeader,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn DataPage() -> impl IntoView {
    let data = Resource::new(|| (), |()| get_data());
    let on_change = Callback::new(move |()| data.refetch());
    let erased = RwSignal::new(None);
    let shown = move |view: DataView| {
        view! {
            <div class="stack data">
                <RetentionForm answers_days=view.answers_days calls_days=view.calls_days/>
                <NumberForm erased on_change/>
                <Erasures erasures=view.erasures/>
            </div>
        }
        .into_any()
    };
    view! {
        <SettingsHeader/>
        <Loaded resource=data children=shown/>
    }
    .into_any()
}
