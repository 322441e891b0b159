//! What the server was asked for: a skeleton while it comes, the thing, or its failure.

use crate::{components::failure::Failure, error::AppError};
use leptos::prelude::*;

/// Renders a resource; while a newer one comes, the older stays.
#[component]
pub fn Loaded<T, F>(
    /// What was asked for.
    resource: Resource<Result<T, AppError>>,
    /// How it is shown.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let shown = move || {
        let show = children.clone();
        Suspend::new(async move {
            match resource.await {
                Ok(thing) => show(thing),
                Err(error) => view! { <Failure error/> }.into_any(),
            }
        })
    };
    view! { <Transition fallback=Skeleton>{shown}</Transition> }.into_any()
}

/// Keeps the layout while rows come.
#[component]
fn Skeleton() -> impl IntoView {
    let rows = (0..8)
        .map(|_| view! { <div class="skeleton-row"></div> })
        .collect_view();
    view! { <div class="skeleton" aria-hidden="true">{rows}</div> }
}
