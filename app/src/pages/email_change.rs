//! A new e-mail, confirmed by the link of a mail.

use crate::{
    components::{door::Door, email_change::api::get_email_change, failure::sentence},
    error::AppError,
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
#[component]
pub fn EmailChangePage() -> impl IntoView {
    let t = use_texts();
    let params = use_params_map();
    let is_done = use_query_map().with_untracked(|query| query.get("done").is_some());
    let token = move || params.with(|params| params.get("token").unwrap_or_default());
    let change = Resource::new(token, get_email_change);
    let shown = move || {
        Suspend::new(async move {
            match change.await {
                Ok(view) if view.is_confirmed => view! {
                    <p class="note note-delivered" role="status">{t.get(text::DOOR_EMAIL_HALF)}</p>
                }
                .into_any(),
                Ok(view) => view! {
                    <p>{t.with(text::DOOR_EMAIL_ASK, &[("email", &view.email)])}</p>
                    <form method="post" action=format!("/email/{}", token())>
                        <button class="button primary wide" type="submit">{t.get(text::DOOR_EMAIL_CONFIRM)}</button>
                    </form>
                }
                .into_any(),
                Err(AppError::NotFound) if is_done => view! {
                    <p class="note note-delivered" role="status">{t.get(text::DOOR_EMAIL_DONE)}</p>
                }
                .into_any(),
                Err(AppError::NotFound) => view! {
                    <div class="note">
                        <strong>{t.get(text::DOOR_LINK_GONE)}</strong>
                        <p>{t.get(text::DOOR_EMAIL_GONE_HINT)}</p>
                    </div>
                    <a class="button primary wide" href="/settings/security">{t.get(text::DOOR_EMAIL_AGAIN)}</a>
                }
                .into_any(),
                Err(error) => view! { <div class="note note-failed">{sentence(t, &error)}</div> }.into_any(),
            }
        })
    };
    view! {
        <Door title=t.get(text::DOOR_EMAIL_CHANGE)>
            <Transition>{shown}</Transition>
            <p class="door-way"><a href="/sign-in">{t.get(text::DOOR_TO_SIGN_IN)}</a></p>
        </Door>
    }
}
