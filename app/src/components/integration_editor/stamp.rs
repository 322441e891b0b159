//! Hookline's stamp: on by default, its secret shown on request, and made anew while the old one
//! goes on.

use super::{api::show_signature_secret, fields::FaultText, model::use_editor};
use crate::{
    components::{
        help::{api::Guide, list::HelpLink},
        loaded::Loaded,
        rotation::{Ending, Replaced, ReplacedLine, RotateForm},
        toast::use_toaster,
    },
    error::AppError,
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{IntegrationId, Overlap, Right, integration::SIGNATURE_SECRET};
use leptos::{prelude::*, server_fn::codec::Json, task::spawn_local};

/// The secret of a stamp that was replaced, while it goes on.
#[server(input = Json)]
pub async fn get_old_stamp(id: IntegrationId) -> Result<Option<ReplacedLine>, AppError> {
    let scope = crate::session::require_seat()?;
    let now = scope.now();
    let old = scope.tenant.find_old_stamp(id, now).await?;
    Ok(old.map(|old| ReplacedLine {
        hint: String::new(),
        ends: old.ends_at.map(|at| (scope.stamp(at), at - now)),
        used: None,
    }))
}

/// Makes the secret of a stamp anew, and tells it; the old one signs too for a while.
#[server(input = Json)]
pub async fn rotate_stamp(id: IntegrationId, overlap: Overlap) -> Result<String, AppError> {
    let scope = crate::session::require_seat()?.allowed(Right::SetUp)?;
    let scope = scope.allowed(Right::SeeSecrets)?;
    let (actor, now) = (scope.actor(), scope.now());
    let new = scope.tenant.rotate_stamp(&actor, id, overlap, now).await?;
    Ok(new.secret)
}

/// Ends at once the secret of a stamp that was replaced.
#[server(input = Json)]
pub async fn end_old_stamp(id: IntegrationId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(Right::SetUp)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.end_old_stamp(&actor, id, now).await?)
}

/// The part of the form.
#[component]
pub fn StampPart() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let is_on = model.read(|form| form.signature);
    let change = move |event| {
        let on = event_target_checked(&event);
        model.edit("signature", |form| form.signature = on);
    };
    view! {
        <h3>{t.get(text::EDITOR_STAMP_TITLE)}</h3>
        <label class="check">
            <input type="checkbox" checked=is_on.get_untracked() prop:checked=move || is_on.get() on:change=change/>
            {t.get(text::EDITOR_STAMP_ON)}
        </label>
        <p class="field-help">{t.get(text::EDITOR_STAMP_HELP)}</p>
        <HelpLink guide=Guide::Signature/>
        <FaultText path="signature"/>
        <Show when=move || is_on.get() && model.may_change><StampSecret/></Show>
    }
}

/// The secret, once there is one.
#[component]
fn StampSecret() -> impl IntoView {
    let t = use_texts();
    let saved = use_editor().saved;
    let signing = Memo::new(move |_| {
        saved.with(|saved| {
            let loaded = saved.as_ref()?;
            let mut names = loaded.secret_names.iter();
            names
                .any(|name| name == SIGNATURE_SECRET)
                .then_some(loaded.id)
        })
    });
    move || match signing.get() {
        Some(id) => view! { <Secret id/> }.into_any(),
        None => {
            view! { <p class="field-help">{t.get(text::EDITOR_STAMP_AFTER_SAVING)}</p> }.into_any()
        }
    }
}

#[component]
fn Secret(id: IntegrationId) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SeeSecrets);
    let shown = RwSignal::new(None::<String>);
    let show = move |_| {
        spawn_local(async move {
            match show_signature_secret(id).await {
                Ok(secret) => shown.set(Some(secret)),
                Err(error) => toaster.fail(t, &error),
            }
        });
    };
    let button = move || {
        view! { <button type="button" class="button" disabled=!may on:click=show>{t.get(text::EDITOR_STAMP_SHOW)}</button> }
    };
    let secret = move || match shown.get() {
        Some(secret) => view! { <code class="secret">{secret}</code> }.into_any(),
        None => button().into_any(),
    };
    view! {
        {secret}
        <Rotation id may shown/>
    }
}

/// The old secret while it goes on; else the way to a new one, which is shown then.
#[component]
fn Rotation(id: IntegrationId, may: bool, shown: RwSignal<Option<String>>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let old = Resource::new(|| (), move |()| get_old_stamp(id));
    let on_change = Callback::new(move |()| old.refetch());
    let rotate = Action::new(move |overlap: &Overlap| {
        let overlap = *overlap;
        async move {
            match rotate_stamp(id, overlap).await {
                Ok(secret) => shown.set(Some(secret)),
                Err(error) => toaster.fail(t, &error),
            }
            on_change.try_run(());
        }
    });
    let ready = Signal::derive(move || may && !rotate.pending().get());
    let on_rotate = Callback::new(move |overlap: Overlap| {
        rotate.dispatch(overlap);
    });
    let (help, button) = (
        t.get(text::EDITOR_STAMP_ROTATE_HELP),
        t.get(text::EDITOR_STAMP_ROTATE),
    );
    let end = Callback::new(move |()| -> Ending { Box::pin(end_old_stamp(id)) });
    let part = move |old: Option<ReplacedLine>| match old {
        Some(replaced) => {
            // Only the receiver knows whether it still uses the old one.
            view! { <Replaced replaced end may=true on_change/> }.into_any()
        }
        None => view! { <RotateForm help button ready on_rotate/> }.into_any(),
    };
    view! {
        <div class="stamp-rotation"><Loaded resource=old let:old>{part(old)}</Loaded></div>
    }
}
