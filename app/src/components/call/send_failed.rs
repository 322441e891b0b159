//! Sends what did not arrive, and only that.

use super::api::send_failed;
use crate::{
    components::{
        failure::sentence,
        icon::{Icon, Symbol},
        look::ask::AskToChange,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;

/// The button; disabled for a role that may not send again.
#[component]
pub fn SendFailed(call_id: String, lost: i64, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SendAgain);
    let send = Action::new(move |(): &()| {
        let call_id = call_id.clone();
        async move {
            match send_failed(call_id).await {
                Ok(count) => toaster.done(t.count(text::CALLS_SENT, count)),
                Err(error) => toaster.failed(sentence(t, &error)),
            }
            on_change.run(());
        }
    });
    let pending = send.pending();
    view! {
        <AskToChange right=Right::SendAgain/>
        <button type="button" class="button primary" disabled=move || !may || pending.get() on:click=move |_| { send.dispatch(()); }>
            <Icon symbol=Symbol::Again/>{t.with(text::CALLS_SEND_FAILED, &[("count", &t.number(lost))])}
        </button>
    }
}
