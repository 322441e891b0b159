//! The clipboard, as far as the browser lets a page write to it.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// Whether the text is on the clipboard now.
pub async fn put(text: &str) -> bool {
    by_promise(text).await || by_command(text).is_some()
}

/// The way of today. Over plain HTTP, except from this very machine, the browser does not offer
/// it, and elsewhere a person may forbid it.
async fn by_promise(text: &str) -> bool {
    let navigator = window().navigator();
    let offered = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    if !offered.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    let written = navigator.clipboard().write_text(text);
    JsFuture::from(written).await.is_ok()
}

/// The old way: the browser copies what is marked, which is the text in a field that nobody sees.
fn by_command(text: &str) -> Option<()> {
    let focused = document().active_element();
    let field = document().create_element("textarea").ok()?;
    let field = field.dyn_into::<HtmlTextAreaElement>().ok()?;
    field.set_class_name("visually-hidden");
    field.set_value(text);
    // Beside the button, since nothing outside of an open dialog can be marked.
    let beside = focused
        .as_ref()
        .and_then(|element| element.parent_element());
    let place = beside.or_else(|| document().body().map(Into::into))?;
    place.append_child(&field).ok()?;
    field.select();
    let copied = document()
        .unchecked_into::<HtmlDocument>()
        .exec_command("copy");
    field.remove();
    if let Some(button) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // A button that had the focus can take it again.
        let _ = button.focus();
    }
    copied.ok().filter(|copied| *copied).map(|_| ())
}
