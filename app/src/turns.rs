//! Long work of the browser, cut into turns: between two of them it draws and takes what somebody
//! pressed.

use js_sys::Promise;
use leptos::prelude::set_timeout;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Ends a turn; the next one begins once the browser has done what waited.
pub async fn next_turn() {
    let turn = Promise::new(&mut |go_on, _| {
        let begin = move || {
            // A promise that cannot be told has nobody who waits.
            let _ = go_on.call0(&JsValue::NULL);
        };
        set_timeout(begin, Duration::ZERO);
    });
    // It is never refused.
    let _ = JsFuture::from(turn).await;
}
