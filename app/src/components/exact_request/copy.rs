//! Copies what is shown.

use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use std::time::Duration;

/// How long the tick stays.
const SHOWN_FOR: Duration = Duration::from_secs(2);

/// A button that copies a text and says so.
#[component]
pub fn CopyButton(
    /// What is copied.
    content: Signal<String>,
) -> impl IntoView {
    let t = use_texts();
    let done = RwSignal::new(false);
    let copy = move |_| {
        // The promise is not awaited: a browser that refuses leaves the text to be marked by hand.
        let _ = window()
            .navigator()
            .clipboard()
            .write_text(&content.get_untracked());
        done.set(true);
        set_timeout(
            move || {
                // The page may be gone by then, and the signal with it.
                let _ = done.try_set(false);
            },
            SHOWN_FOR,
        );
    };
    let label = move || {
        t.get(if done.get() {
            text::COMMON_COPIED
        } else {
            text::COMMON_COPY
        })
    };
    view! {
        <button type="button" class="copy-button" title=label aria-label=label on:click=copy>
            {move || view! { <Icon symbol=if done.get() { Symbol::Check } else { Symbol::Copy }/> }}
        </button>
    }
}
