//! The inspector in short: its address, and what came there last.

use super::api::list_arrivals;
use crate::{
    components::{inspect::api::InspectedLine, settings::once::CopyLine, time::Time},
    i18n::{text, use_texts},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How often it looks for new requests.
const LOOKS_EVERY: Duration = Duration::from_secs(3);

/// The panel; it looks again by itself.
#[component]
pub fn Arrivals(
    url: String,
    /// What the page came with.
    first: Vec<InspectedLine>,
) -> impl IntoView {
    let t = use_texts();
    let lines = RwSignal::new(first);
    Effect::new(move || {
        let look = move || {
            spawn_local(async move {
                if let Ok(next) = list_arrivals().await
                    && lines.try_with_untracked(|lines| *lines != next) == Some(true)
                {
                    lines.set(next);
                }
            });
        };
        let handle = set_interval_with_handle(look, LOOKS_EVERY);
        on_cleanup(move || handle.into_iter().for_each(|handle| handle.clear()));
    });
    let page = url.clone();
    let rows = move || {
        let rows = lines.get().into_iter().map(|line| {
            let href = format!("{page}?show={}", line.id);
            view! {
                <li>
                    <a rel="external" href=href>
                        <strong>{line.method}</strong>
                        <code>{line.beginning}</code>
                        <Time stamp=line.received/>
                    </a>
                </li>
            }
        });
        rows.collect_view()
    };
    view! {
        <section class="panel">
            <div class="panel-head bench-head">
                <h2>{t.get(text::INSPECT_TITLE)}</h2>
                <a class="link" rel="external" href=url.clone()>{t.get(text::SETTINGS_INSPECTOR_OPEN)}</a>
            </div>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::BENCH_INSPECTOR)}</p>
                <CopyLine content=url/>
            </div>
            <ol class="inspect-list bench-arrivals" aria-label=t.get(text::INSPECT_LIST)>{rows}</ol>
        </section>
    }
}
