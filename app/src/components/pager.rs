//! On to what is older, by the key of the last row: the address says where one is.

use crate::i18n::{text, use_texts};
use leptos::prelude::*;
use leptos_router::components::A;

/// Links to the newest and to the older rows; nothing where one page is all.
#[component]
pub fn Pager(
    /// The address of the newest rows, unless they are shown.
    newest: Option<String>,
    /// The address of the older rows, if there are any.
    older: Option<String>,
) -> impl IntoView {
    let t = use_texts();
    let shown = newest.is_some() || older.is_some();
    shown.then(|| {
        view! {
            <nav class="pager" aria-label=t.get(text::COMMON_PAGES)>
                {newest.map(|href| view! { <A href=href attr:class="button">{t.get(text::COMMON_NEWEST)}</A> })}
                {older.map(|href| view! { <A href=href attr:class="button">{t.get(text::COMMON_MORE)}</A> })}
            </nav>
        }
    })
}
