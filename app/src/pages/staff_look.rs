//! Stepping up from reading to changing while looking into a cabinet: who it is, once more.

use crate::{
    components::page_header::PageHeader,
    i18n::{Texts, text, use_texts},
    session::use_visitor,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page; a plain form that works without JavaScript.
#[component]
pub fn StaffLookPage() -> impl IntoView {
    let t = use_texts();
    let address = use_query_map();
    let field = move |name: &str| {
        address.with_untracked(|address| address.get_str(name).unwrap_or_default().to_owned())
    };
    let visitor = use_visitor();
    let body = match visitor.look() {
        None => view! { <p class="note">{t.get(text::LOOK_NONE)}</p> }.into_any(),
        Some(look) if look.writes => {
            view! { <p class="note note-delivered">{t.get(text::LOOK_WRITES_ALREADY)}</p> }
                .into_any()
        }
        Some(look) if !look.may_write => {
            view! { <p class="note note-held">{t.get(text::LOOK_NOT_ALLOWED)}</p> }.into_any()
        }
        Some(look) => {
            let told = t.find(&format!("look.told.{}", field("told")));
            let told =
                told.map(|told| view! { <span class="field-error" role="alert">{told}</span> });
            view! {
                <form method="post" action="/staff/look/write" class="panel panel-body stack look-form">
                    <p>{t.get(text::LOOK_STEP_UP)}</p>
                    <input type="hidden" name="back" value=field("back")/>
                    <label class="field">
                        {proof(t, look.by_code)}
                        {told}
                    </label>
                    <div class="buttons"><button type="submit" class="button primary">{t.get(text::LOOK_STEP_UP_BUTTON)}</button></div>
                </form>
            }
            .into_any()
        }
    };
    view! {
        <PageHeader title=t.get(text::LOOK_ASK)/>
        {body}
    }
    .into_any()
}

/// By what support shows again who it is: the second factor where it has one, else the password.
fn proof(t: Texts, by_code: bool) -> AnyView {
    if by_code {
        view! {
            <span class="field-label">{t.get(text::DOOR_CODE)}</span>
            <input class="input" type="text" name="code" required maxlength="20" autocomplete="one-time-code"/>
        }
        .into_any()
    } else {
        view! {
            <span class="field-label">{t.get(text::LOOK_PASSWORD)}</span>
            <input class="input" type="password" name="password" required autocomplete="current-password"/>
        }
        .into_any()
    }
}
