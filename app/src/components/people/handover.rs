//! The operator wants to make a member an owner: who, from when on, why, and the word against it.

use super::{api::refuse_handover, view::HandoverView};
use crate::{
    components::{time::Time, toast::use_toaster},
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// The note.
#[component]
pub fn HandoverNote(line: HandoverView, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let id = line.id;
    let refuse = Action::new(move |(): &()| async move {
        if let Err(error) = refuse_handover(id).await {
            toaster.fail(t, &error);
        }
        on_change.try_run(());
    });
    let title = t.with(text::PEOPLE_HANDOVER_TITLE, &[("email", &line.email)]);
    view! {
        <section class="note note-held stack" id="handover">
            <p><strong>{title}</strong></p>
            <p>{t.get(text::PEOPLE_HANDOVER_TEXT)}" "<Time stamp=line.due/></p>
            <p class="quiet-text">{line.reason}</p>
            <div class="buttons"><button type="button" class="button danger" disabled=refuse.pending() on:click=move |_| { refuse.dispatch(()); }>{t.get(text::PEOPLE_HANDOVER_REFUSE)}</button></div>
        </section>
    }
}
