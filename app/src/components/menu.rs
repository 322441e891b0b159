//! A small menu behind a button: it closes on Escape and once the focus leaves it.

use crate::components::on_demand::{FirstOpening, once_wanted};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// The menu as its parts reach it; its element is a `details` of the class `drop`.
#[derive(Debug, Clone, Copy)]
pub struct Menu {
    /// The element of button and entries.
    pub whole: NodeRef<html::Details>,
}

impl Menu {
    /// A menu that nobody has opened.
    #[must_use]
    pub fn closed() -> Self {
        Self {
            whole: NodeRef::new(),
        }
    }

    /// Closes it.
    pub fn close(self) {
        if let Some(whole) = self.whole.get_untracked() {
            whole.set_open(false);
        }
    }

    /// Closes it where the focus went elsewhere.
    pub fn leave(self, event: &ev::FocusEvent) {
        let whole = self.whole.get_untracked();
        if whole.is_some_and(|whole| left(&whole, event)) {
            self.close();
        }
    }

    /// Closes it on Escape; the focus goes back to its button.
    pub fn press(self, event: &ev::KeyboardEvent) {
        if event.key() != "Escape" {
            return;
        }
        self.close();
        let button = self
            .whole
            .get_untracked()
            .and_then(|whole| whole.query_selector("summary").ok().flatten())
            .and_then(|button| button.dyn_into::<HtmlElement>().ok());
        if let Some(button) = button {
            // A button that is on the page can take the focus.
            let _ = button.focus();
        }
    }
}

/// The button and what opens below it, which is made when it is opened for the first time.
#[component]
pub fn DropMenu(
    menu: Menu,
    /// A `summary`.
    button: AnyView,
    /// An element of the class `drop-items`.
    children: Children,
) -> impl IntoView {
    let opening = FirstOpening::of(menu.whole);
    view! {
        <details class="drop" node_ref=menu.whole on:toggle=move |_| opening.note()
            on:focusout=move |event| menu.leave(&event) on:keydown=move |event| menu.press(&event)>
            {button}
            {once_wanted(move || opening.get(), children)}
        </details>
    }
}

/// Whether the focus went out of an element, as its `focusout` tells.
#[must_use]
pub fn left(container: &Element, event: &ev::FocusEvent) -> bool {
    let to = event
        .related_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    !container.contains(to.as_ref())
}
