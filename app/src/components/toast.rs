//! Short words about what was just done, with a way back where there is one.

use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use std::time::Duration;

/// How long a toast stays.
const SHOWN_FOR: Duration = Duration::from_secs(8);

/// What a toast is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Done,
    /// It did not.
    Failed,
}

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
}

/// The toasts of the page.
#[derive(Clone, Copy)]
pub struct Toaster {
    shown: RwSignal<Vec<Toast>>,
    next_id: StoredValue<u32>,
}

/// Gives the page its toasts; once, at its root.
pub fn provide_toaster() {
    provide_context(Toaster {
        shown: RwSignal::new(Vec::new()),
        next_id: StoredValue::new(0),
    });
}

/// The toasts of the page.
#[must_use]
pub fn use_toaster() -> Toaster {
    use_context().unwrap_or_else(|| Toaster {
        shown: RwSignal::new(Vec::new()),
        next_id: StoredValue::new(0),
    })
}

impl Toaster {
    /// Says that something worked.
    pub fn done(self, text: impl Into<String>) {
        self.show(Tone::Done, text.into());
    }

    /// Says that something did not.
    pub fn failed(self, text: impl Into<String>) {
        self.show(Tone::Failed, text.into());
    }

    fn show(self, tone: Tone, text: String) {
        let id = self.next_id.try_update_value(|id| {
            *id += 1;
            *id
        });
        let id = id.unwrap_or_default();
        self.shown
            .update(|shown| shown.push(Toast { id, tone, text }));
        set_timeout(move || self.hide(id), SHOWN_FOR);
    }

    fn hide(self, id: u32) {
        self.shown
            .try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Where the toasts appear.
#[component]
pub fn Toasts() -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let one = move |toast: Toast| {
        let (class, symbol) = match toast.tone {
            Tone::Done => ("toast", Symbol::Check),
            Tone::Failed => ("toast toast-failed", Symbol::Cross),
        };
        view! {
            <div class=class>
                <Icon symbol/>
                <span>{toast.text}</span>
                <button type="button" class="button icon-only quiet" aria-label=t.get(text::COMMON_CLOSE) on:click=move |_| toaster.hide(toast.id)>
                    <Icon symbol=Symbol::Cross/>
                </button>
            </div>
        }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toaster.shown.get() key=|toast| toast.id children=one/>
        </div>
    }
}
