//! The browser's entry: one function, called by the page once it is there.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server rendered, and marks it: from here on it reacts.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    if let Some(root) = leptos::prelude::document().document_element() {
        // What waits for a page that reacts has no other sign; without it nothing is lost.
        let _ = root.set_attribute("data-live", "");
    }
}
