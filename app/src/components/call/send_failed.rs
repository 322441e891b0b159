//! Sends what did not arrive, and only that; what may have arrived after a question.

use super::api::send_failed;
use crate::{
    components::{
        delivery::again::AgainDialog,
        icon::{Icon, Symbol},
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;

/// The button; nothing where there is nothing to send, disabled for a role that may not send again.
#[component]
pub fn SendFailed(
    call_id: String,
    /// Whether what nobody answered is sent, and not what failed.
    unanswered: bool,
    /// How many of them there are.
    count: i64,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SendAgain);
    let send = Action::new(move |(): &()| {
        let call_id = call_id.clone();
        async move {
            match send_failed(call_id, unanswered).await {
                Ok(count) => toaster.done(t.count(text::CALLS_SENT, count)),
                Err(error) => toaster.fail(t, &error),
            }
            on_change.run(());
        }
    });
    let pending = send.pending();
    let asking = RwSignal::new(false);
    let press = move |_| {
        if unanswered {
            asking.set(true);
        } else {
            send.dispatch(());
        }
    };
    let (key, class) = if unanswered {
        (text::CALLS_SEND_UNANSWERED, "button")
    } else {
        (text::CALLS_SEND_FAILED, "button primary")
    };
    (count > 0).then(|| {
        view! {
            <button type="button" class=class disabled=move || !may || pending.get() on:click=press>
                <Icon symbol=Symbol::Again/>{t.with(key, &[("count", &t.number(count))])}
            </button>
            <AgainDialog open=asking unanswered=count on_confirm=move |()| { send.dispatch(()); }/>
        }
    })
}
