//! Says on every page that the browser has no connection, for as long as that lasts.

use crate::i18n::{text, use_texts};
use leptos::{ev, prelude::*};

/// The note; nothing while there is a connection.
#[component]
pub fn OfflineNote() -> impl IntoView {
    let t = use_texts();
    let is_away = RwSignal::new(false);
    Effect::new(move || is_away.set(!window().navigator().on_line()));
    let leaving = window_event_listener(ev::offline, move |_| is_away.set(true));
    let coming = window_event_listener(ev::online, move |_| is_away.set(false));
    on_cleanup(move || {
        leaving.remove();
        coming.remove();
    });
    let note = move || {
        is_away.get().then(|| {
            view! { <p class="note note-retrying cabinet-note">{t.get(text::ERROR_OFFLINE_NOTE)}</p> }
        })
    };
    view! { <div class="offline" role="status">{note}</div> }
}
