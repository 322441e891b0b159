//! What was typed and not saved, kept on the device until it is: nothing is lost on a reload.
//!
//! Secrets are never kept here, nor keys in an address that are none yet.

use super::{
    dom,
    model::{EditorModel, use_editor},
};
use crate::i18n::{text, use_texts};
use domain::{DraftSecrets, IntegrationDraft, lift::lift_draft};
use leptos::{ev, prelude::*};

/// Under which name the draft of an integration is kept.
fn name(model: EditorModel) -> String {
    let of = model
        .saved
        .with_untracked(|saved| saved.as_ref().map(|loaded| loaded.id.to_string()));
    format!(
        "hookline.draft.{}.{}",
        model.tenant_id,
        of.as_deref().unwrap_or("new")
    )
}

fn kept(model: EditorModel) -> Option<IntegrationDraft> {
    serde_json::from_str(&dom::kept(&name(model))?).ok()
}

/// Forgets the kept draft.
pub fn forget(model: EditorModel) {
    dom::forget(&name(model));
}

/// Keeps each change, and has the browser ask before unsaved ones are left.
pub fn guard(model: EditorModel, offer: RwSignal<Option<IntegrationDraft>>) {
    Effect::new(move || {
        let found = kept(model).filter(|draft| *draft != model.draft.get_untracked());
        offer.set(found.filter(|_| model.may_change));
    });
    Effect::new(move || {
        let mut draft = model.draft.get();
        if model.is_dirty.get() {
            lift_draft(&mut draft, &mut DraftSecrets::default(), &[]);
            if let Ok(text) = serde_json::to_string(&draft) {
                dom::keep(&name(model), &text);
            }
        } else if offer.with_untracked(Option::is_none) {
            forget(model);
        }
    });
    let ask = window_event_listener(ev::beforeunload, move |event| {
        if model.is_dirty.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || ask.remove());
}

/// Offers what was typed before and not saved.
#[component]
pub fn DraftOffer(offer: RwSignal<Option<IntegrationDraft>>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let restore = move |_| {
        if let Some(draft) = offer.get_untracked() {
            model.show(&draft);
        }
        offer.set(None);
    };
    let discard = move |_| {
        offer.set(None);
        if !model.is_dirty.get_untracked() {
            forget(model);
        }
    };
    view! {
        <Show when=move || offer.with(Option::is_some)>
            <div class="note draft-offer" role="status">
                <p>{t.get(text::EDITOR_DRAFT_FOUND)}</p>
                <div class="buttons">
                    <button type="button" class="button primary" on:click=restore>{t.get(text::EDITOR_DRAFT_RESTORE)}</button>
                    <button type="button" class="button quiet" on:click=discard>{t.get(text::EDITOR_DRAFT_DISCARD)}</button>
                </div>
            </div>
        </Show>
    }
}
