//! What stands at an address where nothing is.

use crate::{
    components::notice::Notice,
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
        <Notice title sentence=t.get(sentence) link=("/integrations", text::ERROR_NOT_FOUND_LINK)/>
    }
}
