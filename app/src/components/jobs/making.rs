//! Making a job from a dialog: asks how much it is, makes it, and leads to its progress.

use super::api::{Wish, count_job, create_job};
use crate::{
    components::{failure::first_fault, toast::use_toaster},
    error::AppError,
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// Makes a job and goes to the page where its progress is seen.
#[must_use]
pub fn making() -> Action<Wish, ()> {
    let t = use_texts();
    let toaster = use_toaster();
    let navigate = use_navigate();
    Action::new(move |wish: &Wish| {
        let (wish, navigate) = (wish.clone(), navigate.clone());
        async move {
            match create_job(wish).await {
                Ok(_) => navigate("/jobs", leptos_router::NavigateOptions::default()),
                Err(error) => match first_fault(t, &error) {
                    Some(fault) => toaster.failed(fault),
                    None => toaster.fail(t, &error),
                },
            }
        }
    })
}

/// How much a job would be, asked when it is wanted.
#[must_use]
pub fn counting() -> Action<Wish, Result<i64, AppError>> {
    Action::new(|wish: &Wish| count_job(wish.clone()))
}

/// The end of a dialog: call it off, or make the job.
#[component]
pub fn Deciding(
    open: RwSignal<bool>,
    /// What the button says.
    #[prop(into)]
    word: Signal<String>,
    /// Whether there is nothing to do, or something is under way.
    #[prop(into)]
    disabled: Signal<bool>,
    /// Makes it.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let confirm = move |_| {
        open.set(false);
        on_confirm.run(());
    };
    view! {
        <div class="buttons dialog-buttons">
            <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CANCEL)}</button>
            <button type="button" class="button primary" disabled=disabled on:click=confirm>{word}</button>
        </div>
    }
}
