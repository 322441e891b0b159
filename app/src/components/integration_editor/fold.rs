//! A part that stays folded away until it is wanted: a pill tells its setting, and opens it.

use super::model::use_editor;
use crate::components::on_demand::{FirstOpening, once_wanted};
use leptos::{html, prelude::*};

/// A part of the form behind a pill: made when it is opened, or when there is a fault to show.
#[component]
pub fn Fold(
    /// What the pill says: the part and how it is set.
    #[prop(into)]
    title: Signal<String>,
    /// The path below which a fault lies in this part.
    path: &'static str,
    /// A second such path.
    #[prop(optional)]
    also: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let faults = use_editor().faults;
    let is_at_fault = Memo::new(move |_| {
        faults.are_below(path) || also.is_some_and(|also| faults.are_below(also))
    });
    let is_faulty = move || faults.count_after_saving() > 0 && is_at_fault.get();
    let whole = NodeRef::<html::Details>::new();
    let opening = FirstOpening::of(whole);
    let fields = once_wanted(move || opening.get() || is_at_fault.get(), children);
    view! {
        <details class="fold" node_ref=whole on:toggle=move |_| opening.note()>
            <summary class="pill" class:faulty=is_faulty>{move || title.get()}</summary>
            <div class="fold-body">{fields}</div>
        </details>
    }
}
