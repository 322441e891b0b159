//! The question before the editor is left with keys that are typed and not saved: they are kept
//! nowhere else, while of everything else a draft is kept.
//!
//! The router follows links by a listener of its own on the window. The one here is asked before
//! it, on the way down, and keeps from it what is not to be followed. The browser's way back is
//! kept from it where the question is: in `components::leaving`.

use super::{dom, model::EditorModel};
use crate::{
    components::leaving::{Leaving, Question, use_leaving},
    i18n::{text, use_texts},
};
use leptos::{
    prelude::*,
    web_sys::{Element, Event, HtmlAnchorElement, MouseEvent},
};
use leptos_router::hooks::use_location;
use wasm_bindgen::{JsCast, closure::Closure};

/// Asks for as long as the editor is there and has such keys.
pub fn guard(model: EditorModel) {
    let (t, leaving, here) = (use_texts(), use_leaving(), use_location());
    Effect::new(move || {
        let has_keys = model.may_change && model.secrets.with(|typed| !typed.is_empty());
        // A new integration moves to an address of its own once it was saved.
        let (path, search) = (here.pathname.get(), here.search.get());
        leaving.ask(has_keys.then(|| Question {
            words: t.get(text::EDITOR_LEAVE_KEYS).to_owned(),
            path,
            search,
        }));
    });
    Effect::new(move || {
        let listener = Listener::on("click", move |event| stop_link(&event, leaving));
        let listener = StoredValue::new_local(Some(listener));
        on_cleanup(move || drop(listener.try_update_value(Option::take)));
    });
    on_cleanup(move || leaving.ask(None));
}

/// A link to another page stays where it is, unless the person wants to leave.
fn stop_link(event: &Event, leaving: Leaving) {
    let leads_away = event
        .dyn_ref::<MouseEvent>()
        .filter(|click| is_plain(click))
        .and_then(link_of)
        .is_some_and(|link| is_of_router(&link) && !dom::is_at(&link.pathname()));
    if leads_away && !leaving.is_allowed() {
        event.prevent_default();
        event.stop_immediate_propagation();
    }
}

/// Whether a click opens a link here, and not in another tab.
fn is_plain(click: &MouseEvent) -> bool {
    let with_key = click.meta_key() || click.alt_key() || click.ctrl_key() || click.shift_key();
    click.button() == 0 && !with_key
}

fn link_of(click: &MouseEvent) -> Option<HtmlAnchorElement> {
    let clicked: Element = click.target()?.dyn_into().ok()?;
    clicked.closest("a[href]").ok()??.dyn_into().ok()
}

/// Whether the router follows a link; before any other, the browser asks by itself.
fn is_of_router(link: &HtmlAnchorElement) -> bool {
    let own = window()
        .location()
        .origin()
        .is_ok_and(|own| own == link.origin());
    let is_external = link.rel().split_whitespace().any(|word| word == "external");
    own && !is_external && link.target().is_empty() && !link.has_attribute("download")
}

/// Hears an event of the window before anything else does, until it goes.
struct Listener {
    event: &'static str,
    act: Closure<dyn FnMut(Event)>,
}

impl Listener {
    fn on(event: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        let act = Closure::<dyn FnMut(Event)>::new(act);
        let listener = act.as_ref().unchecked_ref();
        // A listener that is a function is always taken.
        let _ = window().add_event_listener_with_callback_and_bool(event, listener, true);
        Self { event, act }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let listener = self.act.as_ref().unchecked_ref();
        let _ = window().remove_event_listener_with_callback_and_bool(self.event, listener, true);
    }
}
