//! The list of shortcuts.

use crate::{
    components::dialog::Dialog,
    i18n::{Key, text, use_texts},
};
use leptos::prelude::*;

/// What the keys do, and which they are.
const SHORTCUTS: [(Key, &[&str]); 6] = [
    (text::SEARCH_KEY_SEARCH, &["Ctrl", "K"]),
    (text::SEARCH_KEY_LIST, &["?"]),
    (text::SEARCH_KEY_ROWS, &["j", "k"]),
    (text::SEARCH_KEY_OPEN, &["Enter"]),
    (text::SEARCH_KEY_SAVE, &["Ctrl", "S"]),
    (text::SEARCH_KEY_CLOSE, &["Esc"]),
];

/// The dialog.
#[component]
pub fn Shortcuts(open: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let rows = SHORTCUTS.map(|(what, keys)| {
        let keys = keys
            .iter()
            .map(|key| view! { <kbd>{*key}</kbd> })
            .collect_view();
        view! { <div><dt>{t.get(what)}</dt><dd>{keys}</dd></div> }
    });
    view! {
        <Dialog open title=t.get(text::SEARCH_SHORTCUTS)>
            <dl class="shortcuts">{rows.into_iter().collect_view()}</dl>
        </Dialog>
    }
}
