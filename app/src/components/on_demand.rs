//! What is made when it is first wanted: a page does not spend its first moments on what nobody
//! has asked for yet.

use leptos::{html, prelude::*};

/// Makes a view the first time that it is wanted, and keeps it from then on.
pub fn once_wanted(
    wanted: impl Fn() -> bool + Send + Sync + 'static,
    make: impl FnOnce() -> AnyView + Send + 'static,
) -> impl FnMut() -> Option<AnyView> + Send + 'static {
    let was_wanted = Memo::new(move |before| before.copied().unwrap_or(false) || wanted());
    let mut make = Some(make);
    move || {
        if !was_wanted.get() {
            return None;
        }
        let make = make.take()?;
        Some(make())
    }
}

/// Whether a `details` has been opened yet, also where that was before the page came to life.
#[derive(Debug, Clone, Copy)]
pub struct FirstOpening {
    seen: RwSignal<bool>,
}

impl FirstOpening {
    /// Of this element, whose `toggle` calls [`FirstOpening::note`].
    #[must_use]
    pub fn of(element: NodeRef<html::Details>) -> Self {
        let seen = RwSignal::new(false);
        Effect::new(move || {
            if element.get().is_some_and(|details| details.open()) {
                seen.set(true);
            }
        });
        Self { seen }
    }

    /// It was opened or closed, which it cannot be without having been opened.
    pub fn note(self) {
        self.seen.set(true);
    }

    /// Whether it was.
    #[must_use]
    pub fn get(self) -> bool {
        self.seen.get()
    }
}
