//! A row of the table: its grip, its fields, its menu.

use super::{
    fields::{FaultText, Line, cell_label},
    model::use_editor,
    row_actions::{Dragging, Way, add_row, say_place, step, take_place},
    row_empty::EmptyCell,
    row_format::FormatCell,
    row_menu::RowMenu,
    row_value::{ExampleCell, ValueCell, ValueKind},
};
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use leptos::{ev, prelude::*};

/// One row.
#[component]
pub fn TableRow(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let dragging = expect_context::<Dragging>();
    let is_dragged = move || dragging.key.get() == Some(key);
    // The row in hand takes the place of the row it is over: what is seen is what will be.
    let over = move |event: ev::DragEvent| {
        if let Some(held) = dragging.key.get_untracked() {
            event.prevent_default();
            take_place(model, held, key);
        }
    };
    // A text of one's own has no format beside it, and takes that room.
    let is_text = model.read_row(key, |row| ValueKind::of(&row.value) != ValueKind::Parameter);
    let columns = move || if is_text.get() { "3" } else { "1" };
    view! {
        <tr class="parameter-row" class:dragged=is_dragged on:dragover=over on:drop=|event| event.prevent_default()>
            <td class="cell-grip"><Grip key/></td>
            <td class="cell-name"><NameCell key/></td>
            <td class="cell-value" colspan=columns><ValueCell key/></td>
            <Show when=move || !is_text.get()>
                <td class="cell-example"><ExampleCell key/></td>
                <td class="cell-format" data-label=t.get(text::EDITOR_ROWS_FORMAT)><FormatCell key/></td>
            </Show>
            <td class="cell-empty" data-label=t.get(text::EDITOR_ROWS_WHEN_EMPTY)><EmptyCell key/></td>
            <td class="cell-menu">{model.may_change.then(|| view! { <RowMenu key/> })}</td>
        </tr>
    }
}

/// Where a row is taken hold of: by mouse, or with the arrow keys.
#[component]
fn Grip(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let dragging = expect_context::<Dragging>();
    let label = model.read_row(key, move |row| {
        t.with(text::EDITOR_ROWS_GRIP, &[("name", &row.name)])
    });
    let press = move |event: ev::KeyboardEvent| {
        let way = match event.key().as_str() {
            "ArrowUp" => Way::Up,
            "ArrowDown" => Way::Down,
            _ => return,
        };
        event.prevent_default();
        step(model, dragging, t, key, way);
    };
    let begin = move |event: ev::DragEvent| {
        // Some browsers begin no drag without data in it.
        if let Some(data) = event.data_transfer() {
            let _ = data.set_data("text/plain", "");
        }
        dragging.key.set(Some(key));
    };
    let end = move |_| {
        dragging.key.set(None);
        say_place(model, dragging, t, key);
    };
    view! {
        <button type="button" class="grip" id=format!("grip-{key}") draggable="true" disabled=!model.may_change
            title=t.get(text::EDITOR_ROWS_GRIP_HINT) aria-label=move || label.get()
            on:keydown=press on:dragstart=begin on:dragend=end>
            <Icon symbol=Symbol::Grip/>
        </button>
    }
}

/// The name that the receiver expects; enter goes on with the next row.
#[component]
fn NameCell(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let path = model.row_path(key, "name");
    let value = model.read_row(key, |row| row.name.clone());
    let press = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            add_row(model);
        }
    };
    view! {
        <div on:keydown=press>
            <Line path value class="code" label=cell_label(model, t, key, text::EDITOR_ROWS_NAME)
                on_text=move |text: String| model.edit_row(key, |row| row.name = text)/>
            <FaultText path/>
        </div>
    }
}
