//! Before sending again with an integration that has changed: what becomes other in the request.

use super::api::{DeliveryView, VersionView};
use crate::{
    components::{
        dialog::Dialog,
        diff::{DiffText, Line, diff},
    },
    i18n::{text, use_texts},
};
use domain::{Integration, request};
use leptos::prelude::*;
use std::sync::Arc;

/// The lines of the first request as it was and as it would be now; none where it stays the
/// same, or cannot be told.
#[must_use]
pub fn changes(view: &DeliveryView) -> Option<Vec<Line>> {
    let (version, current) = view.current.clone()?;
    let before = rendered(
        view,
        view.version,
        view.versions.get(&view.version)?.clone(),
    )?;
    let after = rendered(view, version, current)?;
    (before != after).then(|| diff(&before, &after))
}

fn rendered(view: &DeliveryView, version: i32, words: VersionView) -> Option<String> {
    let (tenant, id) = (view.tenant_id, view.line.integration_id);
    let connection = words.connection.map(Arc::new);
    let integration = Integration::compile(tenant, id, version, words.draft, connection).ok()?;
    let request = request::render_step(&integration, 0, &view.facts, 1).ok()?;
    Some(request.http_text().text())
}

/// Shows the change and asks.
#[component]
pub fn AgainDialog(
    open: RwSignal<bool>,
    lines: Vec<Line>,
    /// Sends.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let confirm = move |_| {
        open.set(false);
        on_confirm.run(());
    };
    view! {
        <Dialog open title=t.get(text::DELIVERY_AGAIN_TITLE)>
            <p>{t.get(text::DELIVERY_AGAIN_CHANGED)}</p>
            <DiffText lines/>
            <div class="buttons dialog-buttons">
                <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CANCEL)}</button>
                <button type="button" class="button primary" on:click=confirm>{t.get(text::DELIVERY_SEND_AGAIN)}</button>
            </div>
        </Dialog>
    }
}
