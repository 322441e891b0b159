//! Rows by keyboard: `j` and `k` move along them, Enter opens as on any link.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The class of the link that stands for its row.
pub const ROW_LINK: &str = "row-link";

/// Lets `j` and `k` move along the rows of the page for as long as its owner lives.
pub fn use_row_keys() {
    Effect::new(|| {
        let handle = window_event_listener(ev::keydown, |event| {
            // By their place too: on a Cyrillic layout the keys bear other letters.
            let step = match (event.key().as_str(), event.code().as_str()) {
                ("j", _) | (_, "KeyJ") => 1,
                ("k", _) | (_, "KeyK") => -1,
                _ => return,
            };
            let with_control = event.ctrl_key() || event.meta_key() || event.alt_key();
            if with_control || event.shift_key() || is_typing() {
                return;
            }
            event.prevent_default();
            focus_row(step);
        });
        on_cleanup(move || handle.remove());
    });
}

/// Whether keys are text that is being typed.
#[must_use]
pub fn is_typing() -> bool {
    let tag = document()
        .active_element()
        .map(|element| element.tag_name());
    matches!(tag.as_deref(), Some("INPUT" | "TEXTAREA" | "SELECT"))
}

/// Moves the focus by rows, from the first where none has it.
fn focus_row(step: i32) {
    let rows = document().get_elements_by_class_name(ROW_LINK);
    let count = i32::try_from(rows.length()).unwrap_or(i32::MAX);
    let focused = document().active_element();
    let is_focused = |index: &i32| row(&rows, *index).is_some() && row(&rows, *index) == focused;
    let next = (0..count)
        .find(is_focused)
        .map_or(0, |index| (index + step).clamp(0, count - 1));
    if let Some(link) = row(&rows, next).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        // A link that is on the page can take the focus.
        let _ = link.focus();
    }
}

fn row(rows: &web_sys::HtmlCollection, index: i32) -> Option<Element> {
    rows.item(u32::try_from(index).ok()?)
}
