//! The browser's entry: one function, called by the page once it is there.

use any_spawner::Executor;
use leptos::{mount::hydrate_from_async, prelude::document, tachys::dom::body, task::spawn_local};
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server rendered, and marks it: from here on it reacts.
///
/// The page's own code may come in a part of its own, which is waited for.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // The error would say that it has been done, which is just as well.
    let _ = Executor::init_wasm_bindgen();
    spawn_local(async {
        hydrate_from_async(body(), app::App).await.forget();
        if let Some(root) = document().document_element() {
            // What waits for a page that reacts has no other sign; without it nothing is lost.
            let _ = root.set_attribute("data-live", "");
        }
    });
}
