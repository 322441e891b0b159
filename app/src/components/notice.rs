//! A whole page of a few words and the way on, for an address that has nothing else to show.

use crate::{
    components::icon::Mark,
    i18n::{Key, use_texts},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Notice(
    /// What happened.
    title: Key,
    /// Why, in a sentence.
    #[prop(into)]
    sentence: String,
    /// Where it goes on, and what that is called.
    link: (&'static str, Key),
) -> impl IntoView {
    let t = use_texts();
    let (href, name) = link;
    view! {
        <main class="not-found">
            <Mark/>
            <h1>{t.get(title)}</h1>
            <p>{sentence}</p>
            <a class="button primary" href=href>{t.get(name)}</a>
        </main>
    }
}
