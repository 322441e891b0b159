//! Help inside: one short guide a page.

use crate::{
    components::{
        help::{
            api::{Guide, GuideView, get_guide},
            list::GuideList,
        },
        loaded::Loaded,
        page_header::{PageHeader, Parent},
    },
    error::AppError,
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_params_map};

/// The page; the address names the guide.
#[component]
pub fn HelpPage() -> impl IntoView {
    let address = use_params_map();
    let guide = Memo::new(move |_| {
        address.with(|address| Guide::from_key(address.get_str("guide").unwrap_or_default()))
    });
    let view = Resource::new(
        move || guide.get(),
        |guide| async move {
            match guide {
                Some(guide) => get_guide(guide).await,
                None => Err(AppError::NotFound.answered()),
            }
        },
    );
    view! {
        <Loaded resource=view let:view>{view! { <Read view/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn Read(view: GuideView) -> impl IntoView {
    let t = use_texts();
    let steps = view
        .text
        .steps
        .into_iter()
        .map(|step| view! { <li><h2>{step.title}</h2><p>{step.text}</p></li> })
        .collect_view();
    let links = view
        .text
        .links
        .into_iter()
        .enumerate()
        .map(|(place, link)| {
            let class = if place == 0 {
                "button primary"
            } else {
                "button"
            };
            view! { <A href=link.href attr:class=class>{link.text}</A> }
        })
        .collect_view();
    let parent = Parent {
        path: "/help/first_integration",
        name: t.get(text::HELP_TITLE),
    };
    view! {
        <PageHeader title=view.text.title parent/>
        <div class="help-split">
            <details class="panel help-more">
                <summary><h2>{t.get(text::HELP_OTHERS)}</h2></summary>
                <nav class="help-names" aria-label=t.get(text::HELP_OTHERS)><GuideList current=view.guide/></nav>
            </details>
            <article class="help-guide">
                <p class="help-intro">{view.text.intro}</p>
                <ol>{steps}</ol>
                <div class="buttons">{links}</div>
            </article>
            <nav class="panel help-others help-names" aria-label=t.get(text::HELP_OTHERS)>
                <h2>{t.get(text::HELP_OTHERS)}</h2>
                <GuideList current=view.guide/>
            </nav>
        </div>
    }
}
