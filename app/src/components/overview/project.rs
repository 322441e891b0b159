//! The project that the figures of the overview are about, and which of them are not.

use crate::{
    components::deliveries::filters::{Choice, ProjectSelect},
    i18n::{text, use_texts},
};
use leptos::{html, prelude::*};
use leptos_router::components::Form;

/// The choice, where there are projects; it applies itself where there is JavaScript.
#[component]
pub fn ProjectForm(chosen: String, projects: Vec<Choice>) -> impl IntoView {
    let t = use_texts();
    let apply = NodeRef::<html::Button>::new();
    let submit = Callback::new(move |()| {
        if let Some(button) = apply.get_untracked() {
            button.click();
        }
    });
    let is_there = !projects.is_empty();
    let of_all = (!chosen.is_empty()).then(|| {
        view! { <p class="quiet-text">{t.get(text::OVERVIEW_OF_ALL)}</p> }
    });
    is_there.then(|| {
        view! {
            <Form method="GET" action="/overview" attr:class="filters">
                <ProjectSelect chosen projects submit/>
                <button class="button" type="submit" node_ref=apply>{t.get(text::OVERVIEW_SHOW_PROJECT)}</button>
            </Form>
            {of_all}
        }
    })
}
