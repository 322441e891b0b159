//! The button that sends again what did not arrive; what may have arrived after a question.

use super::again::AgainDialog;
use crate::{
    components::{
        icon::{Icon, Symbol},
        toast::use_toaster,
    },
    error::AppError,
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;
use std::pin::Pin;

/// What sends, and says how many are sent.
pub type Sending = Pin<Box<dyn Future<Output = Result<i64, AppError>> + Send>>;

/// The button, disabled for a role that may not send again.
#[component]
pub fn SendButton(
    /// Its word.
    word: String,
    /// Begins to send.
    send: Callback<(), Sending>,
    /// How many are sent of which nobody knows that they did not arrive; none where all failed.
    unanswered: Option<i64>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SendAgain);
    let send = Action::new(move |(): &()| {
        let sending = send.run(());
        async move {
            match sending.await {
                Ok(count) => toaster.done(t.count(text::CALLS_SENT, count)),
                Err(error) => toaster.fail(t, &error),
            }
            on_change.try_run(());
        }
    });
    let pending = send.pending();
    let title = (!may).then(|| t.get(text::COMMON_WEAK_ROLE));
    let asking = RwSignal::new(false);
    let press = move |_| {
        if unanswered.is_some() {
            asking.set(true);
        } else {
            send.dispatch(());
        }
    };
    let class = if unanswered.is_some() {
        "button"
    } else {
        "button primary"
    };
    view! {
        <button type="button" class=class title=title disabled=move || !may || pending.get() on:click=press>
            <Icon symbol=Symbol::Again/>{word}
        </button>
        <AgainDialog open=asking unanswered=unanswered.unwrap_or_default() on_confirm=move |()| { send.dispatch(()); }/>
    }
}
