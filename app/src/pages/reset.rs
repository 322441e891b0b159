//! A new password by the link of a mail.

use crate::{
    components::{
        door::{Door, DoorFailure, NewPassword, use_refusal},
        failure::sentence,
        reset::api::check_reset,
    },
    error::AppError,
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ResetPage() -> impl IntoView {
    let t = use_texts();
    let refusal = use_refusal();
    let params = use_params_map();
    let token = move || params.with(|params| params.get("token").unwrap_or_default());
    let standing = Resource::new(token, check_reset);
    let action = move || format!("/reset/{}", token());
    let shown = move || {
        Suspend::new(async move {
            match standing.await {
                Ok(()) => view! {
                    <form class="sign-in-form" method="post" action=action>
                        <DoorFailure refusal/>
                        <p class="quiet-text">{t.get(text::DOOR_RESET_HINT)}</p>
                        <NewPassword refusal/>
                        <button class="button primary wide" type="submit">{t.get(text::DOOR_SET_PASSWORD)}</button>
                    </form>
                }
                .into_any(),
                Err(AppError::NotFound) => view! {
                    <div class="note note-failed">
                        <strong>{t.get(text::DOOR_LINK_GONE)}</strong>
                        <p>{t.get(text::DOOR_RESET_GONE_HINT)}</p>
                    </div>
                    <a class="button primary wide" href="/forgotten">{t.get(text::DOOR_NEW_LINK)}</a>
                }
                .into_any(),
                Err(error) => view! { <div class="note note-failed">{sentence(t, &error)}</div> }.into_any(),
            }
        })
    };
    view! {
        <Door title=t.get(text::DOOR_RESET)>
            <Transition>{shown}</Transition>
            <p class="door-way"><a href="/sign-in">{t.get(text::DOOR_TO_SIGN_IN)}</a></p>
        </Door>
    }
}
