//! Beside a control that is disabled because support only reads: the way to change it.

use crate::{
    address::percent,
    i18n::{text, use_texts},
    session::use_may_ask,
};
use domain::Right;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A link to the page where the password is entered again; nothing for anybody else.
#[component]
pub fn AskToChange(right: Right) -> impl IntoView {
    let t = use_texts();
    let path = use_location().pathname;
    use_may_ask(right).then(|| {
        let href = move || format!("/staff/look?back={}", percent(&path.get()));
        view! { <a class="link ask-to-change" href=href>{t.get(text::LOOK_ASK)}</a> }
    })
}
