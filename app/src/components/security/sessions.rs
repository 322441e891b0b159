//! Where a person is signed in, and the way to end it.

use super::api::{SessionLine, end_other_sessions, end_session};
use crate::{
    components::{time::Time, toast::use_toaster},
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// The list.
#[component]
pub fn Sessions(sessions: Vec<SessionLine>, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let has_others = sessions.len() > 1;
    let end_others = Action::new(move |(): &()| async move {
        match end_other_sessions().await {
            Ok(()) => toaster.done(t.get(text::SECURITY_ENDED)),
            Err(error) => toaster.fail(t, &error),
        }
        on_change.try_run(());
    });
    let others = has_others.then(|| {
        view! {
            <div class="buttons">
                <button type="button" class="button danger" on:click=move |_| { end_others.dispatch(()); }>{t.get(text::SECURITY_END_OTHERS)}</button>
            </div>
        }
    });
    let rows = sessions
        .into_iter()
        .map(|session| view! { <Row session on_change/> })
        .collect_view();
    view! {
        <section class="panel" id="sessions">
            <h2>{t.get(text::SECURITY_SESSIONS)}</h2>
            <div class="panel-body stack">
                <ul class="settings-list people-list">{rows}</ul>
                {others}
            </div>
        </section>
    }
}

#[component]
fn Row(session: SessionLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let id = StoredValue::new(session.id);
    let end = Action::new(move |(): &()| {
        let id = id.get_value();
        async move {
            match end_session(id).await {
                Ok(()) => toaster.done(t.get(text::SECURITY_ENDED)),
                Err(error) => toaster.fail(t, &error),
            }
            on_change.try_run(());
        }
    });
    let device = if session.device.is_empty() {
        t.get(text::SECURITY_UNKNOWN_DEVICE).to_owned()
    } else {
        session.device
    };
    let seen = session
        .seen
        .map(|seen| view! { {t.get(text::SECURITY_SEEN)}" "<Time stamp=seen/> });
    let began = session
        .began
        .map(|began| view! { " · "{t.get(text::SECURITY_BEGAN)}" "<Time stamp=began/> });
    let end = if session.is_current {
        view! { <span class="state delivered settings-end">{t.get(text::SECURITY_THIS_ONE)}</span> }
            .into_any()
    } else {
        view! {
            <button type="button" class="button quiet danger settings-end" on:click=move |_| { end.dispatch(()); }>{t.get(text::SECURITY_END)}</button>
        }
        .into_any()
    };
    view! {
        <li>
            <span class="people-who">
                <span><strong>{device}</strong>" "<code class="quiet-text">{session.address}</code></span>
                <small class="quiet-text">{seen}{began}</small>
            </span>
            {end}
        </li>
    }
}
