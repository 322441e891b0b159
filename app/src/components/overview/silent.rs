//! Telephony that brings no calls, although it usually would: since when, and where to look.

use super::view::SilentLine;
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// A warning for each; nothing where calls come as they do.
#[component]
pub fn Silent(lines: Vec<SilentLine>) -> impl IntoView {
    let t = use_texts();
    let warnings = lines.into_iter().map(|line| {
        let title = t.with(text::OVERVIEW_SILENT, &[("name", &line.name)]);
        let hours = t.count(text::OVERVIEW_SILENT_HOURS, line.hours);
        let usual = t.count(text::OVERVIEW_SILENT_USUAL, line.events);
        view! {
            <section class="note note-failed overview-silent" role="status">
                <div>
                    <p><strong>{title}</strong></p>
                    <p>{t.get(text::OVERVIEW_SILENT_SINCE)}" "<Time stamp=line.since/>". "{hours}" "{usual}</p>
                    <p>{t.get(text::OVERVIEW_SILENT_ADVICE)}</p>
                </div>
                <div class="buttons">
                    <A href="/incoming" attr:class="button">{t.get(text::OVERVIEW_SILENT_LOOK)}</A>
                </div>
            </section>
        }
    });
    warnings.collect_view()
}
