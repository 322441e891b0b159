//! An answer that was accepted but reads like an error, and the button that counts such answers
//! as failed from now on.

use super::api::{DeliveryView, count_as_failed};
use crate::{
    components::toast::use_toaster,
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{Cause, Right};
use leptos::prelude::*;
use leptos_router::components::A;

/// The note; nothing where no answer is in doubt.
#[component]
pub fn Doubt(view: DeliveryView) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SetUp);
    let id = view.line.id;
    let is_done = RwSignal::new(false);
    let count = Action::new(move |(): &()| async move {
        match count_as_failed(id).await {
            Ok(()) => is_done.set(true),
            Err(error) => toaster.fail(t, &error),
        }
    });
    let pending = count.pending();
    let is_doubted = view.attempts.iter().any(|it| it.cause == Cause::Doubtful);
    let integration = format!("/integrations/{}", view.line.integration_id);
    let told = move || {
        if is_done.get() {
            view! {
                <p role="status">{t.get(text::DELIVERY_DOUBT_DONE)}" "<A href=integration.clone() attr:class="link">{t.get(text::DELIVERY_DOUBT_OPEN)}</A></p>
            }
            .into_any()
        } else {
            view! {
                <button type="button" class="button" disabled=move || pending.get() on:click=move |_| { count.dispatch(()); }>{t.get(text::DELIVERY_DOUBT_BUTTON)}</button>
            }
            .into_any()
        }
    };
    is_doubted.then(|| {
        view! {
            <div class="note note-retrying doubt">
                <p>{t.get(text::DELIVERY_DOUBT_HINT)}</p>
                {may.then_some(told)}
            </div>
        }
    })
}
