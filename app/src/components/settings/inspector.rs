//! The way to the inspector: an address that takes requests instead of a CRM.

use super::once::CopyLine;
use crate::i18n::{text, use_texts};
use leptos::prelude::*;

/// Its address and the link to what it received.
#[component]
pub fn InspectorLink(url: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <section class="panel" id="inspector">
            <h2>{t.get(text::SETTINGS_INSPECTOR)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::SETTINGS_INSPECTOR_HINT)}</p>
                <CopyLine content=url.clone()/>
                <p><a class="button" rel="external" href=url>{t.get(text::SETTINGS_INSPECTOR_OPEN)}</a></p>
            </div>
        </section>
    }
}
