//! What the server was asked for: a skeleton while it comes, the thing, or its failure.

use crate::{components::failure::Failure, error::AppError};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// Renders a resource; while a newer one comes, the older stays.
#[component]
pub fn Loaded<T, F>(
    /// What was asked for.
    resource: Resource<Result<T, AppError>>,
    /// How it is shown.
    children: F,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let on_again = Callback::new(move |()| resource.refetch());
    let show = move |answer: Result<T, AppError>| match answer {
        Ok(thing) => children(thing),
        Err(error) => view! { <Failure error on_again/> }.into_any(),
    };
    view! { <Transition fallback=Skeleton>{shown(resource, show)}</Transition> }.into_any()
}

/// What stands in a transition, asked for within it: a resource once it is there.
pub fn shown<T, F>(resource: Resource<T>, show: F) -> impl Fn() -> Suspend<AnyView>
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let owner = Owner::current();
    move || {
        let (show, owner) = (show.clone(), owner.clone());
        Suspend::new(async move {
            let thing = resource.await;
            lasting(owner, || show(thing))
        })
    }
}

/// Makes a view that lasts as long as its transition. While a page is written on the server, a
/// view outlives the walk that made it: without this, what it reads could be gone by then.
#[cfg(feature = "ssr")]
fn lasting(owner: Option<Owner>, make: impl FnOnce() -> AnyView) -> AnyView {
    match owner {
        Some(owner) => owner.with(make),
        None => make(),
    }
}

/// Makes a view; in the browser a newer one takes the place of all that the older one had.
#[cfg(not(feature = "ssr"))]
fn lasting(_: Option<Owner>, make: impl FnOnce() -> AnyView) -> AnyView {
    make()
}

/// Keeps the layout while rows come.
#[component]
fn Skeleton() -> impl IntoView {
    let rows = (0..8)
        .map(|_| view! { <div class="skeleton-row"></div> })
        .collect_view();
    view! { <div class="skeleton" aria-hidden="true">{rows}</div> }
}
