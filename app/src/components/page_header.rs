//! The heading of a page: where it lies, what it is, and what can be done with it.

use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::Title;
use leptos_router::components::A;

/// The page above this one.
#[derive(Debug, Clone)]
pub struct Parent {
    /// Its address.
    pub path: &'static str,
    /// Its name.
    pub name: &'static str,
}

/// Title of the document and heading; `children` are the actions at its end.
#[component]
pub fn PageHeader(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] parent: Option<Parent>,
    /// Beside the title: a state, a count.
    #[prop(optional, into)]
    aside: Option<ViewFn>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    // The server writes the head last, and the browser may write it once more after the page was
    // left: the page's own signals may be gone by then.
    let told: TextProp = if cfg!(feature = "ssr") {
        title.get_untracked().into()
    } else {
        (move || title.try_get().unwrap_or_default()).into()
    };
    view! {
        <Title text=told/>
        <header class="page-header">
            <div class="page-title">
                {parent.map(|parent| view! { <p class="crumb"><A href=parent.path>{parent.name}</A>" /"</p> })}
                <h1>{move || title.get()}</h1>
                {aside.map(|aside| view! { <div class="page-aside">{aside.run()}</div> })}
            </div>
            {children.map(|children| view! { <div class="buttons">{children()}</div> })}
        </header>
    }
}
