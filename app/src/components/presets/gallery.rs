//! The gallery: one card for each CRM, and one for every other.

use super::view::PresetCard;
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The cards.
#[component]
pub fn Gallery(cards: Vec<PresetCard>) -> impl IntoView {
    let t = use_texts();
    let cards = cards
        .into_iter()
        .map(|card| view! { <li><Card card/></li> })
        .collect_view();
    view! {
        <ul class="preset-gallery">
            {cards}
            <li>
                <A href="/integrations/new" attr:class="preset-card panel">
                    <span class="preset-mark"><Icon symbol=Symbol::Link/></span>
                    <b>{t.get(text::PRESETS_ANY_TITLE)}</b>
                    <small>{t.get(text::PRESETS_ANY_HINT)}</small>
                </A>
            </li>
        </ul>
    }
}

#[component]
fn Card(card: PresetCard) -> impl IntoView {
    let t = use_texts();
    let uses: Vec<String> = card
        .uses
        .iter()
        .map(|name| t.named(&format!("preset.use.{}.short", name.key())))
        .map(|name| name.replace(' ', "\u{a0}"))
        .collect();
    let initial: String = card.name.chars().take(1).collect();
    view! {
        <A href=format!("/presets/{}", card.key) attr:class="preset-card panel">
            <span class="preset-mark" aria-hidden="true">{initial}</span>
            <b>{card.name}</b>
            <small>{uses.join("\u{a0}· ")}</small>
        </A>
    }
}
