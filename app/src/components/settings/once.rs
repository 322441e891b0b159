//! A text that is shown this once: a new key.

use crate::{
    components::copy::CopyButton,
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// The text with a button that copies it.
#[component]
pub fn ShownOnce(content: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="note note-delivered shown-once" role="status">
            <p><strong>{t.get(text::SETTINGS_ONCE_TITLE)}</strong></p>
            <p>{t.get(text::SETTINGS_ONCE_HINT)}</p>
            <CopyLine content/>
        </div>
    }
}

/// A line of code with a button that copies it.
#[component]
pub fn CopyLine(content: String) -> impl IntoView {
    view! {
        <p class="copy-line"><code>{content.clone()}</code><CopyButton content=Signal::stored(content)/></p>
    }
}
