//! The question before the editor is left with keys that are typed and not saved: they are kept
//! nowhere else, while of everything else a draft is kept.
//!
//! The router follows links, and the browser's ways back and forward, by listeners of its own on
//! the window. Those here are asked before them, on the way down, and keep from them what is not to
//! be followed. Of a way back the browser tells when it is gone: who stays gets the address of the
//! editor as a new entry of the history, and what lay ahead of it is lost.

use super::{dom, model::EditorModel};
use crate::{
    components::leaving::{Leaving, use_leaving},
    i18n::{text, use_texts},
};
use leptos::{
    prelude::*,
    web_sys::{Element, Event, HtmlAnchorElement, MouseEvent},
};
use leptos_router::{hooks::use_location, location::Location};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Asks for as long as the editor is there and has such keys.
pub fn guard(model: EditorModel) {
    let (t, leaving, here) = (use_texts(), use_leaving(), use_location());
    Effect::new(move || {
        let has_keys = model.may_change && model.secrets.with(|typed| !typed.is_empty());
        leaving.ask(has_keys.then(|| t.get(text::EDITOR_LEAVE_KEYS).to_owned()));
    });
    Effect::new(move || {
        let links = Listener::on("click", move |event| stop_link(&event, leaving));
        let here = here.clone();
        let ways = Listener::on("popstate", move |event| stop_way(&event, leaving, &here));
        let listeners = StoredValue::new_local(Some([links, ways]));
        on_cleanup(move || drop(listeners.try_update_value(Option::take)));
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

/// The browser's way back or forward leads nowhere, unless the person wants to leave. The router
/// has not heard of it yet and still says where the editor is.
fn stop_way(event: &Event, leaving: Leaving, editor: &Location) {
    let path = editor.pathname.try_get_untracked().unwrap_or_default();
    if dom::is_at(&path) || leaving.is_allowed() {
        return;
    }
    event.stop_immediate_propagation();
    let search = editor.search.try_get_untracked().unwrap_or_default();
    let address = format!("{path}?{search}");
    let address = address.trim_end_matches('?');
    // Only an address of another site is refused.
    let history = window().history();
    let _ = history.and_then(|it| it.push_state_with_url(&JsValue::NULL, "", Some(address)));
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
