//! What is put into the receiver before it has an address: a script, or a sample of a request.

use crate::{components::copy::CopyButton, i18n::use_texts};
use leptos::prelude::*;

/// The text with its button.
#[component]
pub fn Paste(
    /// The key of the preset.
    key: String,
    /// What is put in.
    content: String,
) -> impl IntoView {
    let t = use_texts();
    let key = format!("preset.paste.{key}");
    view! {
        <section class="exact preset-paste">
            <header class="exact-head">
                <h2>{t.named(&format!("{key}.title"))}</h2>
                <CopyButton content=Signal::stored(content.clone())/>
            </header>
            <pre tabindex="0">{content}</pre>
        </section>
        <p class="field-help">{t.named(&format!("{key}.help"))}</p>
    }
}
