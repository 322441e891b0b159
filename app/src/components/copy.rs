//! Copies a text, and says whether it did.

mod clipboard;

use crate::{
    components::{
        icon::{Icon, Symbol},
        toast::use_toaster,
    },
    i18n::{Key, text, use_texts},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How long the tick stays.
const SHOWN_FOR: Duration = Duration::from_secs(2);

/// A button that copies a text.
#[component]
pub fn CopyButton(
    /// What is copied.
    content: Signal<String>,
    /// The word on it; without one it shows its picture alone.
    #[prop(optional)]
    word: Option<Key>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let done = RwSignal::new(false);
    let copy = move |_| {
        spawn_local(async move {
            if !clipboard::put(&content.get_untracked()).await {
                toaster.failed(t.get(text::COMMON_COPY_FAILED));
                return;
            }
            // The page may be gone by now, and the signal with it.
            let _ = done.try_set(true);
            set_timeout(
                move || {
                    let _ = done.try_set(false);
                },
                SHOWN_FOR,
            );
        });
    };
    let label = move || {
        t.get(if done.get() {
            text::COMMON_COPIED
        } else {
            word.unwrap_or(text::COMMON_COPY)
        })
    };
    let class = if word.is_some() {
        "button"
    } else {
        "copy-button"
    };
    let shown = word.map(|_| label);
    view! {
        <button type="button" class=class title=label aria-label=label on:click=copy>
            {move || view! { <Icon symbol=if done.get() { Symbol::Check } else { Symbol::Copy }/> }}
            {shown}
        </button>
    }
}
