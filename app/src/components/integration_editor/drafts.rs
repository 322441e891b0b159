//! What was typed and not saved, kept on the device until it is: nothing is lost on a reload.
//!
//! Secrets are never kept here, nor keys in an address that are none yet.

use super::{
    dom,
    model::{EditorModel, use_editor},
};
use crate::i18n::{text, use_texts};
use domain::{DraftSecrets, IntegrationDraft, IntegrationId, TenantId, lift::lift_draft};
use leptos::{ev, prelude::*};

/// Under which name the draft of an integration is kept.
fn name(tenant_id: TenantId, id: Option<IntegrationId>) -> String {
    let of = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    format!("hookline.draft.{tenant_id}.{of}")
}

fn name_now(model: EditorModel) -> String {
    let id = model
        .saved
        .with_untracked(|saved| saved.as_ref().map(|loaded| loaded.id));
    name(model.tenant_id, id)
}

fn kept(model: EditorModel) -> Option<IntegrationDraft> {
    read(&dom::kept(&name_now(model))?)
}

fn read(text: &str) -> Option<IntegrationDraft> {
    serde_json::from_str(text).ok()
}

/// A draft as it may be kept on the device.
fn without_keys(mut draft: IntegrationDraft) -> IntegrationDraft {
    lift_draft(&mut draft, &mut DraftSecrets::default(), &[]);
    draft
}

/// Forgets what is kept of an integration.
pub fn forget(tenant_id: TenantId, id: IntegrationId) {
    dom::forget(&name(tenant_id, Some(id)));
}

/// Forgets what is kept once it is saved, also when the editor was left meanwhile. What was typed
/// after it was sent stays kept, for the integration that there is now.
pub fn settle(
    tenant_id: TenantId,
    before: Option<IntegrationId>,
    now: IntegrationId,
    sent: &IntegrationDraft,
) {
    let before = name(tenant_id, before);
    let newer = dom::kept(&before).filter(|text| is_newer(text, sent));
    dom::forget(&before);
    if let Some(text) = newer {
        dom::keep(&name(tenant_id, Some(now)), &text);
    }
}

fn is_newer(kept: &str, sent: &IntegrationDraft) -> bool {
    read(kept).is_some_and(|draft| draft != without_keys(sent.clone()))
}

/// Keeps each change, and has the browser ask before unsaved ones are left.
pub fn guard(model: EditorModel, offer: RwSignal<Option<IntegrationDraft>>) {
    Effect::new(move || {
        let found = kept(model).filter(|draft| *draft != model.draft.get_untracked());
        offer.set(found.filter(|_| model.may_change));
    });
    Effect::new(move || {
        let draft = model.draft.get();
        if model.is_dirty.get() {
            if let Ok(text) = serde_json::to_string(&without_keys(draft)) {
                dom::keep(&name_now(model), &text);
            }
        } else if offer.with_untracked(Option::is_none) {
            dom::forget(&name_now(model));
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
            dom::forget(&name_now(model));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::integration_editor::form::Form;

    #[test]
    fn what_is_kept_is_newer_only_where_it_differs_from_what_was_sent() {
        let mut sent = Form::fresh().draft();
        let kept = serde_json::to_string(&sent).unwrap();
        assert!(!is_newer(&kept, &sent));
        sent.name = "Leads".to_owned();
        assert!(is_newer(&kept, &sent));
    }

    #[test]
    fn what_cannot_be_read_is_not_newer() {
        assert!(!is_newer("{", &Form::fresh().draft()));
    }
}
