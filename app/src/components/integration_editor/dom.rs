//! The few things that only the browser can do: focus, carets and what is kept on the device.

use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement, HtmlInputElement, Storage},
};
use std::time::Duration;

/// Sets the focus to the element that a selector finds, once the screen is up to date.
pub fn focus_soon(selector: String) {
    request_animation_frame(move || {
        if let Some(element) = find(&selector) {
            unfold(&element);
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Brings a part of the page into view, and sets the focus to what a selector finds in it, once
/// the screen is up to date.
pub fn bring_soon(part: &'static str, within: &'static str) {
    request_animation_frame(move || {
        if let Some(part) = find(part) {
            part.scroll_into_view();
        }
        if let Some(element) = find(within) {
            // A button that is switched off leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Sets the focus to the first field with a fault, opening the part it is folded in.
pub fn focus_first_fault() {
    focus_soon("[aria-invalid='true']".to_owned());
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

fn unfold(element: &Element) {
    let mut inner = element.closest("details:not([open])").ok().flatten();
    while let Some(details) = inner {
        let _ = details.set_attribute("open", "");
        inner = details.closest("details:not([open])").ok().flatten();
    }
}

/// How often it is looked whether a press is over.
const PRESS_LOOK: Duration = Duration::from_millis(50);

/// Does something once nothing is pressed: what moves under the pointer would miss its click.
pub fn after_press(act: impl FnOnce() + 'static) {
    let look = move || {
        if document()
            .query_selector(":active")
            .is_ok_and(|pressed| pressed.is_some())
        {
            after_press(act);
        } else {
            act();
        }
    };
    set_timeout(look, PRESS_LOOK);
}

/// Whether what opens at an element finds more room above it than below.
#[must_use]
pub fn opens_above(element: &Element, height: f64) -> bool {
    let place = element.get_bounding_client_rect();
    let seen = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or_default();
    seen - place.bottom() < height && place.top() > height
}

/// Scrolls a list so that an option in it is seen; the page stays where it is.
pub fn scroll_into_list(list: &HtmlElement, option: &HtmlElement) {
    let (top, bottom) = (
        option.offset_top(),
        option.offset_top() + option.offset_height(),
    );
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}

/// Puts a text where the caret is, or at the end, and tells the whole.
#[must_use]
pub fn with_inserted(input: Option<&HtmlInputElement>, text: &str, inserted: &str) -> String {
    let caret = input
        .and_then(|input| input.selection_start().ok().flatten())
        .and_then(|units| byte_of_utf16(text, units))
        .unwrap_or(text.len());
    let (before, after) = text.split_at_checked(caret).unwrap_or((text, ""));
    format!("{before}{inserted}{after}")
}

/// Carets are counted in UTF-16 units.
fn byte_of_utf16(text: &str, units: u32) -> Option<usize> {
    let units = usize::try_from(units).ok()?;
    let mut seen = 0;
    for (byte, letter) in text.char_indices() {
        if seen >= units {
            return Some(byte);
        }
        seen += letter.len_utf16();
    }
    Some(text.len())
}

/// Whether the page's address has this path.
#[must_use]
pub fn is_at(path: &str) -> bool {
    window()
        .location()
        .pathname()
        .is_ok_and(|here| here == path)
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// What is kept on this device under a name.
#[must_use]
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps a text on this device; where it may not, nothing is kept.
pub fn keep(name: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, text);
    }
}

/// Forgets what is kept on this device under a name.
pub fn forget(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_is_found_behind_letters_of_any_width() {
        assert_eq!(byte_of_utf16("aЯ😀b", 1), Some(1));
        assert_eq!(byte_of_utf16("aЯ😀b", 2), Some(3));
        assert_eq!(byte_of_utf16("aЯ😀b", 4), Some(7));
        assert_eq!(byte_of_utf16("a", 9), Some(1));
    }

    #[test]
    fn without_a_caret_the_text_goes_to_the_end() {
        assert_eq!(
            with_inserted(None, "Call ", "{{caller_number}}"),
            "Call {{caller_number}}"
        );
    }
}
