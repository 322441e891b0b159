//! The guides by name, and the link to one from where it is needed.

use super::api::Guide;
use crate::{
    components::{
        icon::{Icon, Symbol},
        reference::link::REFERENCE_PATH,
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// Every guide.
#[component]
pub fn GuideList(
    /// The one that is read.
    current: Guide,
) -> impl IntoView {
    let t = use_texts();
    let guides = Guide::ALL.map(|guide| {
        let here = (guide == current).then_some("page");
        view! { <li><A href=guide.path() attr:aria-current=here>{t.named(&format!("help.name.{}", guide.key()))}</A></li> }
    });
    view! {
        <ul>
            {guides.into_iter().collect_view()}
            <li><a rel="external" href=REFERENCE_PATH>{t.get(text::NAV_REFERENCE)}</a></li>
        </ul>
    }
}

/// The way to a guide.
#[component]
pub fn HelpLink(guide: Guide) -> impl IntoView {
    let t = use_texts();
    view! {
        <A href=guide.path() attr:class="help-link link"><Icon symbol=Symbol::Help/>{t.named(&format!("help.name.{}", guide.key()))}</A>
    }
}
