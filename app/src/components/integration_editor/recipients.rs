//! Who is told of failures of the integration.

use super::{fold::Fold, model::use_editor};
use crate::{
    components::loaded::shown,
    error::AppError,
    i18n::{text, use_texts},
};
use domain::{MemberId, Role};
use leptos::{ev, prelude::*};
use serde::{Deserialize, Serialize};

/// A member who can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Which.
    pub id: MemberId,
    /// Where mails go.
    pub email: String,
    /// What the member may do.
    pub role: Role,
}

/// The members who can be told of failures, by e-mail.
#[server]
pub async fn list_readers() -> Result<Vec<Reader>, AppError> {
    let scope = crate::session::require_seat()?;
    let rows = scope.tenant.list_members().await?;
    let readers = rows.into_iter().map(|row| Reader {
        id: row.id,
        email: row.email,
        role: row.role,
    });
    Ok(readers.collect())
}

/// The fold.
#[component]
pub fn RecipientsFold() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let count = model.read(|form| i64::try_from(form.failure_recipients.len()).unwrap_or(i64::MAX));
    let title = move || match count.get() {
        0 => t.get(text::EDITOR_RECIPIENTS_PILL_ALL).to_owned(),
        count => t.count(text::EDITOR_RECIPIENTS_PILL, count),
    };
    let readers = Resource::new(|| (), |()| list_readers());
    let boxes = |readers: Result<Vec<Reader>, AppError>| {
        let readers = readers.unwrap_or_default().into_iter();
        let boxes = readers.map(|reader| view! { <ReaderBox reader/> });
        boxes.collect_view().into_any()
    };
    view! {
        <Fold title=Signal::derive(title) path="failure_recipients">
            <fieldset class="recipients">
                <legend class="field-label">{t.get(text::EDITOR_RECIPIENTS_LABEL)}</legend>
                <Transition>{shown(readers, boxes)}</Transition>
                <p class="field-help">{t.get(text::EDITOR_RECIPIENTS_HELP)}</p>
            </fieldset>
        </Fold>
    }
}

#[component]
fn ReaderBox(reader: Reader) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let id = reader.id;
    let chosen = model.read(move |form| form.failure_recipients.contains(&id));
    let change = move |event: ev::Event| {
        let wanted = event_target_checked(&event);
        model.edit("failure_recipients", |form| {
            form.failure_recipients.retain(|&kept| kept != id);
            if wanted {
                form.failure_recipients.push(id);
            }
        });
    };
    view! {
        <label class="check">
            <input type="checkbox" checked=chosen.get_untracked() prop:checked=move || chosen.get() on:change=change/>
            <span>{reader.email}" "<span class="quiet-text">{t.named(&format!("nav.role.{}", reader.role.key()))}</span></span>
        </label>
    }
}
