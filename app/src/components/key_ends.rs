//! When keys of a CRM end: a day for each key of an integration or a connection.

use crate::{
    components::{failure::first_fault, toast::use_toaster},
    error::AppError,
    i18n::{Texts, text, use_texts},
    session::use_may,
};
use domain::{
    Right,
    connection::{CLIENT_SECRET, PASSWORD_SECRET, REFRESH_TOKEN_SECRET, TOKEN_SECRET},
    integration::{KEY_SECRET, is_signing_secret},
    key_end::KeyOwner,
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// A key and its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyEnd {
    /// The name of the secret.
    pub name: String,
    /// Its last day, such as `2026-12-31`.
    pub day: String,
}

/// The keys of an integration or connection that end.
#[server(input = Json)]
pub async fn list_key_ends(owner: KeyOwner) -> Result<Vec<KeyEnd>, AppError> {
    let scope = crate::session::require_seat()?;
    let rows = scope.tenant.list_key_ends().await?;
    let own = rows.into_iter().filter(|row| row.owner_id == owner.id());
    let shown = own.map(|row| KeyEnd {
        // The first instant after the last day is another day.
        day: crate::stamp::date(&scope.seat.tenant.zone, row.ends_at - 1),
        name: row.name,
    });
    Ok(shown.collect())
}

/// Says on which day a key ends; an empty day says that it does not.
#[server(input = Json)]
pub async fn set_key_end(owner: KeyOwner, name: String, day: String) -> Result<(), AppError> {
    use domain::{Fault, FieldError};
    let scope = crate::session::require_seat()?.allowed(Right::SetUp)?;
    let (actor, now) = (scope.actor(), scope.now());
    let ends_at = crate::stamp::date_end(&scope.seat.tenant.zone, &day).filter(|end| *end > now);
    if ends_at.is_none() && !day.is_empty() {
        let errors = vec![FieldError::new("day", Fault::DayInvalid)];
        return Err(AppError::Invalid { errors }.answered());
    }
    let set = scope.tenant.set_key_end(&actor, owner, &name, ends_at, now);
    Ok(set.await?)
}

/// A day for each key that has a text; nothing where there is none.
#[component]
pub fn KeyEnds(
    owner: KeyOwner,
    /// The names of the secrets.
    #[prop(into)]
    names: Signal<Vec<String>>,
    /// Read anew where it changes: a new text of a key has no end.
    #[prop(into)]
    version: Signal<i32>,
    /// Whether it is a panel of its own, and no part of one.
    #[prop(optional)]
    is_panel: bool,
) -> impl IntoView {
    let t = use_texts();
    let keys = Memo::new(move |_| {
        let mut keys = names.get();
        keys.retain(|name| !is_signing_secret(name));
        keys
    });
    let ends = Resource::new(move || version.get(), move |_| list_key_ends(owner));
    let fields = move || {
        let keys = keys.get();
        Suspend::new(async move {
            let ends = ends.await.unwrap_or_default();
            let day_of = |name: &str| {
                let end = ends.iter().find(|end| end.name == name);
                end.map(|end| end.day.clone()).unwrap_or_default()
            };
            let keys = keys.into_iter();
            keys.map(|name| view! { <Day owner day=day_of(&name) name/> })
                .collect_view()
        })
    };
    let (class, body) = if is_panel {
        ("panel", "panel-body key-ends")
    } else {
        ("key-ends", "key-ends")
    };
    let heading = move || {
        let title = t.get(text::KEY_ENDS_TITLE);
        if is_panel {
            view! { <h2>{title}</h2> }.into_any()
        } else {
            view! { <h3>{title}</h3> }.into_any()
        }
    };
    view! {
        <Show when=move || keys.with(|keys| !keys.is_empty())>
            <section class=class>
                {heading()}
                <div class=body>
                    <p class="field-help">{t.get(text::KEY_ENDS_HELP)}</p>
                    <Transition>{fields}</Transition>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn Day(owner: KeyOwner, name: String, day: String) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let disabled = !use_may(Right::SetUp);
    let label = t.with(text::KEY_ENDS_DAY, &[("name", &key_name(t, &name))]);
    let set = Action::new(move |day: &String| {
        let (name, day) = (name.clone(), day.clone());
        async move {
            match set_key_end(owner, name, day).await {
                Ok(()) => toaster.done(t.get(text::COMMON_SAVED)),
                Err(error) => match first_fault(t, &error) {
                    Some(fault) => toaster.failed(fault),
                    None => toaster.fail(t, &error),
                },
            }
        }
    });
    let change = move |event| {
        set.dispatch(event_target_value(&event));
    };
    view! {
        <label class="field key-end">
            <span class="field-label">{label}</span>
            <input class="input" type="date" value=day disabled=disabled on:change=change/>
        </label>
    }
}

/// What a key is called: as its field is, or by its own name.
fn key_name(t: Texts, name: &str) -> String {
    let field = match name {
        KEY_SECRET => text::KEY_ENDS_KEY,
        CLIENT_SECRET => text::CONNECTIONS_CLIENT_SECRET,
        PASSWORD_SECRET => text::CONNECTIONS_PASSWORD,
        REFRESH_TOKEN_SECRET => text::CONNECTIONS_REFRESH_TOKEN,
        TOKEN_SECRET => text::CONNECTIONS_TOKEN,
        name => return t.with(text::EDITOR_KEY_OTHER, &[("name", name)]),
    };
    t.get(field).to_owned()
}
