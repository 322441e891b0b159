//! What stands at an address where nothing is.

use crate::{
    components::icon::Mark,
    error::AppError,
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page, with status 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let t = use_texts();
    let (title, sentence) = AppError::NotFound.answered().texts();
    view! {
        <Title text=t.get(title)/>
        <main class="not-found">
            <Mark/>
            <h1>{t.get(title)}</h1>
            <p>{t.get(sentence)}</p>
            <a class="button primary" href="/integrations">{t.get(text::ERROR_NOT_FOUND_LINK)}</a>
        </main>
    }
}
