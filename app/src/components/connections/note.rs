//! What a person is told who comes back from a sign-in at their CRM.

use crate::i18n::{text, use_texts};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The note, where the address says how the sign-in ended.
#[component]
pub fn AgreementNote() -> impl IntoView {
    let t = use_texts();
    let query = use_query_map();
    let ending = Memo::new(move |_| query.with(|query| query.get("sign_in")));
    move || {
        let ending = ending.get()?;
        let (key, class) = match ending.as_str() {
            "done" => (text::CONNECTIONS_ENDING_DONE, "note note-delivered"),
            "refused" => (text::CONNECTIONS_ENDING_REFUSED, "note note-failed"),
            "failed" => (text::CONNECTIONS_ENDING_FAILED, "note note-failed"),
            "expired" => (text::CONNECTIONS_ENDING_EXPIRED, "note note-failed"),
            _ => return None,
        };
        Some(view! { <p class=class role="status">{t.get(key)}</p> })
    }
}
