//! Sends what did not arrive of a call, and only that.

use super::api::send_failed;
use crate::{
    components::delivery::send_button::{SendButton, Sending},
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// The button; nothing where there is nothing to send.
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
    let key = if unanswered {
        text::CALLS_SEND_UNANSWERED
    } else {
        text::CALLS_SEND_FAILED
    };
    let send =
        Callback::new(move |()| -> Sending { Box::pin(send_failed(call_id.clone(), unanswered)) });
    (count > 0).then(|| {
        let word = t.with(key, &[("count", &t.number(count))]);
        view! { <SendButton word send unanswered=unanswered.then_some(count) on_change/> }
    })
}
