//! New rows while one looks: the server says when the log looks other than it did.

mod source;

use crate::i18n::{text, use_texts};
use leptos::prelude::*;
use source::Source;

/// Where the server says so.
const ADDRESS: &str = "/live/deliveries";

/// The switch; off by itself where the server has no place left.
#[component]
pub fn LiveSwitch(live: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let pressed = move || if live.get() { "true" } else { "false" };
    view! {
        <button type="button" class="button live-switch" aria-pressed=pressed title=t.get(text::DELIVERIES_LIVE_HINT)
            on:click=move |_| live.update(|live| *live = !*live)>
            <span class="live-dot" aria-hidden="true"></span>{t.get(text::DELIVERIES_LIVE)}
        </button>
    }
}

/// Counts up with each change of the log for as long as `live` is on and its owner lives. A page
/// that nobody sees listens to nothing: a browser has few connections for all its pages.
#[must_use]
pub fn use_changes(live: RwSignal<bool>) -> Signal<u32> {
    let changes = RwSignal::new(0);
    let is_seen = RwSignal::new(true);
    Effect::new(move || {
        let handle = window_event_listener_untyped("visibilitychange", move |_| {
            is_seen.set(!document().hidden());
        });
        on_cleanup(move || handle.remove());
    });
    Effect::new(move |was_seen: Option<bool>| {
        let seen = is_seen.get();
        if seen && was_seen == Some(false) {
            // What happened meanwhile was not heard.
            changes.update(|count| *count += 1);
        }
        seen
    });
    Effect::new(move || {
        if !live.get() || !is_seen.get() {
            return;
        }
        let listening = StoredValue::new_local(listen(live, changes));
        on_cleanup(move || {
            listening.try_update_value(Option::take);
        });
    });
    changes.into()
}

fn listen(live: RwSignal<bool>, changes: RwSignal<u32>) -> Option<Source> {
    let mut source = Source::open(ADDRESS)?;
    source.on("changed", move || {
        changes.try_update(|count| *count += 1);
    });
    let is_closed = source.closed();
    source.on("error", move || {
        // One that is not closed asks again by itself.
        if is_closed() {
            live.try_set(false);
        }
    });
    Some(source)
}
