//! Chooses the language of the page: a plain form, so that it works without JavaScript.

use crate::i18n::{text, use_texts};
use domain::Language;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A button for each language, each named in itself.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let t = use_texts();
    let location = use_location();
    let back = move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    };
    let buttons = Language::ALL
        .iter()
        .map(|language| {
            let name = t.named(&format!("nav.language_of.{}", language.key()));
            let current = (*language == t.language()).then_some("true");
            view! {
                <button type="submit" name="language" value=language.key() lang=language.key() aria-current=current>
                    {name}
                </button>
            }
        })
        .collect_view();
    view! {
        <form class="language-switch" method="post" action="/language" aria-label=t.get(text::NAV_LANGUAGE)>
            <input type="hidden" name="back" value=back/>
            {buttons}
        </form>
    }
}
