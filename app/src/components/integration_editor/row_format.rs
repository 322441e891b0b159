//! How a row writes its value: a choice that fits the parameter, and its settings.

use super::{
    dom,
    fields::{Choice, FaultText, cell_label},
    format_settings::FormatSettings,
    formats,
    model::use_editor,
};
use crate::{
    components::{
        icon::{Icon, Symbol},
        menu::left,
    },
    i18n::{Texts, text, use_texts},
};
use domain::integration::{ParameterRow, RowValue};
use leptos::{ev, html, prelude::*};

/// The room that the settings of a map want, in pixels.
const PANEL_HEIGHT: f64 = 470.0;

/// The parameter of a row; texts and constants have no format of their own.
fn parameter_of(row: &ParameterRow) -> Option<String> {
    match &row.value {
        RowValue::Parameter(name) => Some(name.clone()),
        RowValue::Constant(_) | RowValue::Template(_) => None,
    }
}

/// Ids and labels for the row: each with what it makes of the example, the chosen one short.
fn options(t: Texts, row: &ParameterRow) -> Vec<(String, String)> {
    let Some(name) = parameter_of(row) else {
        return Vec::new();
    };
    let chosen = formats::id(row.format.as_ref());
    let label = |(id, spec): (String, Option<_>)| {
        let text = if id == chosen {
            formats::summary(t, &id, row.format.as_ref())
        } else {
            match formats::example(&name, spec.as_ref()) {
                Some(example) => format!("{} · {example}", formats::label(t, &id)),
                None => formats::label(t, &id),
            }
        };
        (id, text)
    };
    formats::choices(&name).into_iter().map(label).collect()
}

/// The cell.
#[component]
pub fn FormatCell(key: u32) -> impl IntoView {
    let path = use_editor().row_path(key, "format");
    view! {
        <FormatChoice key/>
        <FaultText path/>
    }
}

#[component]
fn FormatChoice(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let open = RwSignal::new(false);
    let whole = NodeRef::<html::Div>::new();
    let offered = model.read_row(key, move |row| options(t, row));
    let chosen = model.read_row(key, |row| formats::id(row.format.as_ref()));
    let has_settings = model.read_row(key, |row| formats::has_settings(row.format.as_ref()));
    let choose = move |id: String| {
        let mut asks = false;
        model.edit_row(key, |row| {
            let name = parameter_of(row).unwrap_or_default();
            let found = formats::choices(&name)
                .into_iter()
                .find(|(offered, _)| *offered == id);
            row.format = found.and_then(|(_, spec)| spec);
            asks = id == formats::MAP || id == formats::OWN_PATTERN;
        });
        open.set(asks);
    };
    let left = move |event: ev::FocusEvent| {
        if whole
            .get_untracked()
            .is_some_and(|whole| left(&whole, &event))
        {
            open.set(false);
        }
    };
    let above = move || {
        whole
            .get_untracked()
            .is_some_and(|whole| dom::opens_above(&whole, PANEL_HEIGHT))
    };
    let close_on_escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            dom::focus_soon(format!("#format-{key} button"));
        }
    };
    view! {
        <div class="format-cell" id=format!("format-{key}") node_ref=whole on:focusout=left on:keydown=close_on_escape>
            <Choice options=offered value=chosen on_choose=choose label=cell_label(model, t, key, text::EDITOR_ROWS_FORMAT)/>
            <Show when=move || has_settings.get()>
                <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_FORMAT_SETTINGS)
                    title=t.get(text::EDITOR_FORMAT_SETTINGS)
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    on:click=move |_| open.update(|open| *open = !*open)>
                    <Icon symbol=Symbol::Gear/>
                </button>
            </Show>
            <Show when=move || open.get() && has_settings.get()>
                <FormatSettings key above=above() on_done=move || open.set(false)/>
            </Show>
        </div>
    }
}
