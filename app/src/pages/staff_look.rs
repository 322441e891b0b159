//! Stepping up from reading to changing while looking into a cabinet: who it is, once more.

use crate::{
    components::{page_header::PageHeader, settings::once::CopyLine},
    i18n::{Texts, text, use_texts},
    session::use_visitor,
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};

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
        Some(look) if !look.may_write => view! { <Forbidden back=here(field("back"))/> }.into_any(),
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

/// That the tenant lets nobody change things, what to ask its owner for, and the way back.
#[component]
fn Forbidden(back: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <section class="panel panel-body stack look-form">
            <p class="note note-held">{t.get(text::LOOK_NOT_ALLOWED)}</p>
            <p class="field-label">{t.get(text::LOOK_FOR_OWNER)}</p>
            <CopyLine content=t.get(text::LOOK_HOW_TO_ALLOW).to_owned()/>
            <div class="buttons"><A href=back attr:class="button">{t.get(text::LOOK_BACK)}</A></div>
        </section>
    }
}

/// The page to go back to, where the address names one of this portal.
fn here(path: String) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/_-.~%".contains(letter);
    let is_ours = path.starts_with('/') && !path.starts_with("//") && path.chars().all(is_plain);
    if is_ours {
        path
    } else {
        "/integrations".to_owned()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_to_no_other_place() {
        for path in ["/calls", "/calls/c-17", "/calls/a%20b"] {
            assert_eq!(here(path.to_owned()), path);
        }
        for path in [
            "",
            "calls",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
        ] {
            assert_eq!(here(path.to_owned()), "/integrations", "{path}");
        }
    }
}
