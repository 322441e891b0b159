//! The keys that work on every page.

use crate::components::row_keys::is_typing;
use leptos::{ev, prelude::*};

/// Which of the two dialogs is open.
#[derive(Debug, Clone, Copy)]
pub struct Everywhere {
    /// The search.
    pub search: RwSignal<bool>,
    /// The list of shortcuts.
    pub shortcuts: RwSignal<bool>,
}

impl Everywhere {
    /// Both closed.
    #[must_use]
    pub fn closed() -> Self {
        Self {
            search: RwSignal::new(false),
            shortcuts: RwSignal::new(false),
        }
    }

    /// Lets Ctrl+K and `?` open them for as long as its owner lives.
    pub fn listen(self) {
        Effect::new(move || {
            let handle = window_event_listener(ev::keydown, move |event| {
                let with_control = event.ctrl_key() || event.meta_key();
                // By its place too: on a Cyrillic layout the key bears another letter.
                let is_k = event.key().eq_ignore_ascii_case("k") || event.code() == "KeyK";
                if with_control && !event.shift_key() && is_k {
                    event.prevent_default();
                    self.shortcuts.set(false);
                    self.search.set(true);
                } else if event.key() == "?" && !with_control && !is_typing() {
                    event.prevent_default();
                    self.search.set(false);
                    self.shortcuts.set(true);
                }
            });
            on_cleanup(move || handle.remove());
        });
    }
}
