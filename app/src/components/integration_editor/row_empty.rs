//! What a row sends where its value is empty.

use super::{
    fields::{Choice, FaultText, Line, cell_label},
    model::use_editor,
};
use crate::i18n::{text, use_texts};
use domain::integration::WhenEmpty;
use leptos::prelude::*;

const OMIT: &str = "omit";
const EMPTY: &str = "empty";
const DEFAULT: &str = "default";

const fn id_of(when_empty: &WhenEmpty) -> &'static str {
    match when_empty {
        WhenEmpty::Omit => OMIT,
        WhenEmpty::Empty => EMPTY,
        WhenEmpty::Default(_) => DEFAULT,
    }
}

fn default_of(when_empty: &WhenEmpty) -> Option<String> {
    match when_empty {
        WhenEmpty::Default(text) => Some(text.clone()),
        WhenEmpty::Omit | WhenEmpty::Empty => None,
    }
}

/// The cell: leave out, send empty, or a default.
#[component]
pub fn EmptyCell(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let options = vec![
        (OMIT.to_owned(), t.get(text::EDITOR_EMPTY_OMIT).to_owned()),
        (EMPTY.to_owned(), t.get(text::EDITOR_EMPTY_EMPTY).to_owned()),
        (
            DEFAULT.to_owned(),
            t.get(text::EDITOR_EMPTY_DEFAULT).to_owned(),
        ),
    ];
    let chosen = model.read_row(key, |row| id_of(&row.when_empty).to_owned());
    let default = model.read_row(key, |row| default_of(&row.when_empty));
    let path = model.row_path(key, "when_empty");
    let choose = move |id: String| {
        model.edit_row(key, |row| {
            row.when_empty = match id.as_str() {
                DEFAULT => WhenEmpty::Default(default_of(&row.when_empty).unwrap_or_default()),
                EMPTY => WhenEmpty::Empty,
                _ => WhenEmpty::Omit,
            };
        });
    };
    let label = cell_label(model, t, key, text::EDITOR_ROWS_WHEN_EMPTY);
    view! {
        <div class="empty-cell">
            <Choice options=Signal::stored(options) value=chosen on_choose=choose label/>
            <Show when=move || default.get().is_some()>
                <Line path value=Signal::derive(move || default.get().unwrap_or_default()) class="code"
                    label=cell_label(model, t, key, text::EDITOR_EMPTY_DEFAULT_VALUE)
                    on_text=move |text: String| model.edit_row(key, |row| row.when_empty = WhenEmpty::Default(text))/>
            </Show>
        </div>
        <FaultText path/>
    }
}
