//! What is done with the rows of the table; the focus goes along, and a screen reader hears where to.

use super::{dom, fields::field_id, model::EditorModel};
use crate::i18n::{Texts, text};
use domain::integration::{ParameterRow, RowValue, WhenEmpty};
use leptos::prelude::*;

/// What is being dragged, and what was just moved.
#[derive(Debug, Clone, Copy)]
pub struct Dragging {
    /// The key of the row in hand.
    pub key: RwSignal<Option<u32>>,
    /// What a screen reader hears after a move.
    pub said: RwSignal<String>,
}

/// The row of a parameter under a name.
#[must_use]
pub fn parameter_row(name: &str, parameter: &str) -> ParameterRow {
    ParameterRow {
        name: name.to_owned(),
        value: RowValue::Parameter(parameter.to_owned()),
        format: None,
        when_empty: WhenEmpty::Omit,
    }
}

/// Adds an empty row and begins in its name.
pub fn add_row(model: EditorModel) {
    let mut place = 0;
    model.edit("parameters", |form| {
        place = form.parameters.len();
        form.parameters.add(parameter_row("", ""));
    });
    dom::focus_soon(format!(
        "#{}",
        field_id(&format!("parameters.{place}.name"))
    ));
}

/// Which way a row is moved by one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Towards the first.
    Up,
    /// Towards the last.
    Down,
}

/// Moves a row by one place, keeps the focus on its grip and says where it is now.
pub fn step(model: EditorModel, dragging: Dragging, t: Texts, key: u32, way: Way) {
    model.edit("parameters", |form| match way {
        Way::Up => form.parameters.move_up(key),
        Way::Down => form.parameters.move_down(key),
    });
    say_place(model, dragging, t, key);
    dom::focus_soon(format!("#grip-{key}"));
}

/// Says where a row is now.
pub fn say_place(model: EditorModel, dragging: Dragging, t: Texts, key: u32) {
    let (name, place, count) = model.form.with_untracked(|form| {
        let rows = &form.parameters;
        let name = rows
            .find(key)
            .map(|row| row.name.clone())
            .unwrap_or_default();
        (name, rows.place(key).unwrap_or_default() + 1, rows.len())
    });
    let (place, count) = (place.to_string(), count.to_string());
    dragging.said.set(t.with(
        text::EDITOR_ROWS_MOVED,
        &[("name", &name), ("place", &place), ("count", &count)],
    ));
}

/// Puts the row in hand at the place of the row that it is over.
pub fn take_place(model: EditorModel, held: u32, over: u32) {
    let places = model
        .form
        .with_untracked(|form| (form.parameters.place(held), form.parameters.place(over)));
    if let (Some(from), Some(to)) = places
        && from != to
    {
        model.edit("parameters", |form| form.parameters.move_to(held, to));
    }
}

/// Makes a copy of a row; the focus goes to it.
pub fn duplicate(model: EditorModel, key: u32) {
    let mut copy = None;
    model.edit("parameters", |form| copy = form.parameters.duplicate(key));
    if let Some(copy) = copy {
        dom::focus_soon(format!("#grip-{copy}"));
    }
}

/// Removes a row; the focus goes to the row that takes its place.
pub fn remove(model: EditorModel, key: u32) {
    let mut next = None;
    model.edit("parameters", |form| {
        let place = form.parameters.place(key).unwrap_or_default();
        form.parameters.remove(key);
        let keys = form.parameters.keys();
        next = keys.get(place).or(keys.last()).copied();
    });
    if let Some(next) = next {
        dom::focus_soon(format!("#grip-{next}"));
    }
}
