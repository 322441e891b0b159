//! The request in words: each name with what is sent under it, and why another sends nothing.

use super::rich::RichText;
use crate::i18n::{text, use_texts};
use domain::request::{Absence, Word};
use leptos::prelude::*;

/// The list of names and values.
#[component]
pub fn InWords(words: Vec<Word>) -> impl IntoView {
    let t = use_texts();
    if words.is_empty() {
        return view! { <p class="exact-none">{t.get(text::DELIVERY_NO_WORDS)}</p> }.into_any();
    }
    let lines = words
        .into_iter()
        .map(|word| view! { <Line word/> })
        .collect_view();
    view! { <dl class="exact-words">{lines}</dl> }.into_any()
}

#[component]
fn Line(word: Word) -> impl IntoView {
    let t = use_texts();
    let why = word.absence.map(|absence| match absence {
        Absence::NotYet => t.get(text::DELIVERY_ABSENT_NOT_YET),
        Absence::Empty => t.get(text::DELIVERY_ABSENT_EMPTY),
    });
    let value = match word.value {
        Some(rich) if rich.is_empty() => {
            view! { <span class="piece-structure">{t.get(text::DELIVERY_SENT_EMPTY)}</span> }
                .into_any()
        }
        Some(rich) => view! { <RichText rich/> }.into_any(),
        None => view! { <span class="piece-structure">{t.get(text::DELIVERY_LEFT_OUT)}</span> }
            .into_any(),
    };
    view! {
        <dt>{word.name}</dt>
        <dd>{value}{why.map(|why| view! { <small>{why}</small> })}</dd>
    }
}
