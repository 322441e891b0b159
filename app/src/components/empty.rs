//! What stands where nothing is yet: what will be here, and the one way there.

use leptos::prelude::*;

/// A heading, a sentence, and the way as `children`.
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(into)] hint: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="empty">
            <h2>{title}</h2>
            <p>{hint}</p>
            {children.map(|children| view! { <div class="buttons">{children()}</div> })}
        </section>
    }
}
