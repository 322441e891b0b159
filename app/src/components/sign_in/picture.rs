//! The rail as the sign-in page shows it: what the product does, in three stations.

use crate::i18n::{text, use_texts};
use leptos::prelude::*;

/// A drawing with one sentence; nothing in it can be pressed.
#[component]
pub fn SignInPicture() -> impl IntoView {
    let t = use_texts();
    let stations = [
        text::SIGNIN_MARK_BEFORE,
        text::SIGNIN_MARK_ANSWERED,
        text::SIGNIN_MARK_AFTER,
    ]
    .map(|key| view! { <li>{t.get(key)}</li> })
    .collect_view();
    view! {
        <section class="sign-in-picture">
            <p>{t.get(text::SIGNIN_LEAD)}</p>
            <ol class="sign-in-rail">{stations}</ol>
        </section>
    }
}
