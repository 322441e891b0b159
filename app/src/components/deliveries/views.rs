//! Views of the log under names of the member's own: links that anybody can open, and a button
//! that keeps what is narrowed now.

use super::{
    api::{SavedView, delete_view, save_view},
    query::LogQuery,
};
use crate::{
    components::{
        dialog::Dialog,
        failure::first_fault,
        icon::{Icon, Symbol},
        toast::use_toaster,
    },
    i18n::{text, use_texts},
};
use domain::SavedViewId;
use leptos::prelude::*;
use leptos_router::components::A;

/// The kept views; the one that is shown is marked.
#[component]
pub fn SavedViews(
    views: Vec<SavedView>,
    query: LogQuery,
    /// Told after one was kept or forgotten.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let here = query.address(&[]);
    let is_kept = views.iter().any(|view| view.address == here);
    let can_keep = query.is_narrow() && !is_kept;
    if views.is_empty() && !can_keep {
        return ().into_any();
    }
    let t = use_texts();
    let links = views
        .into_iter()
        .map(|view| {
            let is_shown = view.address == here;
            view! { <Link view is_shown on_change/> }
        })
        .collect_view();
    view! {
        <nav class="saved-views" aria-label=t.get(text::DELIVERIES_VIEWS)>
            {links}
            {can_keep.then(|| view! { <Keep address=here on_change/> })}
        </nav>
    }
    .into_any()
}

#[component]
fn Link(view: SavedView, is_shown: bool, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let kept = (view.name.clone(), view.address.clone());
    let forget = Action::new(move |id: &SavedViewId| {
        let (id, kept) = (*id, kept.clone());
        async move {
            match delete_view(id).await {
                Ok(()) => {
                    let forgotten = t.with(text::DELIVERIES_VIEW_FORGOTTEN, &[("name", &kept.0)]);
                    toaster.done_undoable(t, forgotten, move || {
                        let (name, address) = kept.clone();
                        async move {
                            let back = t.with(text::DELIVERIES_VIEW_BACK, &[("name", &name)]);
                            save_view(name, address).await.map(|()| back)
                        }
                    });
                }
                Err(error) => toaster.fail(t, &error),
            }
            on_change.try_run(());
        }
    });
    let class = if is_shown { "pill on" } else { "pill" };
    let current = is_shown.then_some("page");
    let id = view.id;
    let label = format!("{}: {}", t.get(text::DELIVERIES_VIEW_FORGET), view.name);
    view! {
        <span class=class>
            <A href=view.address attr:aria-current=current>{view.name}</A>
            <button type="button" class="pill-end" aria-label=label on:click=move |_| { forget.dispatch(id); }><Icon symbol=Symbol::Cross/></button>
        </span>
    }
}

/// Asks for a name, and keeps the view under it.
#[component]
fn Keep(address: String, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let open = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let keep = Action::new(move |(): &()| {
        let (address, name) = (address.clone(), name.get_untracked());
        async move {
            match save_view(name, address).await {
                Ok(()) => {
                    open.try_set(false);
                    on_change.try_run(());
                }
                Err(error) => match first_fault(t, &error) {
                    Some(told) => {
                        fault.try_set(Some(told));
                    }
                    None => toaster.fail(t, &error),
                },
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        fault.set(None);
        keep.dispatch(());
    };
    let invalid = move || fault.with(Option::is_some).then_some("true");
    view! {
        <button type="button" class="pill" on:click=move |_| open.set(true)><Icon symbol=Symbol::Plus/>{t.get(text::DELIVERIES_VIEW_KEEP)}</button>
        <Dialog open title=t.get(text::DELIVERIES_VIEW_KEEP)>
            <form class="stack" on:submit=submit>
                <label class="field">
                    <span class="field-label">{t.get(text::DELIVERIES_VIEW_NAME)}</span>
                    <input class="input" name="name" maxlength="60" autocomplete="off" aria-invalid=invalid prop:value=name
                        on:input:target=move |event| name.set(event.target().value())/>
                    {move || fault.get().map(|fault| view! { <span class="field-error" role="alert">{fault}</span> })}
                </label>
                <div class="buttons dialog-buttons">
                    <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CANCEL)}</button>
                    <button type="submit" class="button primary">{t.get(text::COMMON_SAVE)}</button>
                </div>
            </form>
        </Dialog>
    }
}
