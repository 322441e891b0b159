//! A failure where the thing itself should have been, in words a person can act on.

use crate::{
    error::AppError,
    i18n::{text, use_texts},
    pages::sign_in,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The panel of a failure.
#[component]
pub fn Failure(
    error: AppError,
    /// Asks once more, where that may help.
    on_again: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let (title, sentence) = error.texts();
    let location = use_location();
    let sign_in = (error == AppError::SignIn).then(|| {
        let href = move || sign_in::address(&format!("{}{}", location.pathname.get(), query_of(&location.search.get())));
        view! { <a class="button primary" rel="external" href=href>{t.get(text::ERROR_SIGN_IN_LINK)}</a> }
    });
    let again = error.may_pass().then(|| {
        view! { <button type="button" class="button primary" on:click=move |_| on_again.run(())>{t.get(text::ERROR_AGAIN)}</button> }
    });
    let code = error
        .reference()
        .map(|code| t.with(text::ERROR_REFERENCE, &[("code", code)]));
    view! {
        <section class="failure" role="alert">
            <h2>{t.get(title)}</h2>
            <p>{t.get(sentence)}</p>
            {code.map(|code| view! { <p class="failure-code">{code}</p> })}
            {sign_in}
            {again}
        </section>
    }
}

/// The sign-in that leads back to the page that is shown; of use in the browser only.
#[must_use]
pub fn sign_in_from_here() -> String {
    let here = window().location();
    let (path, search) = (here.pathname(), here.search());
    sign_in::address(&format!(
        "{}{}",
        path.unwrap_or_default(),
        search.unwrap_or_default()
    ))
}

fn query_of(search: &str) -> String {
    if search.is_empty() {
        String::new()
    } else {
        format!("?{search}")
    }
}

/// The first fault of what was typed or asked, where there is no field to mark.
#[must_use]
pub fn first_fault(t: crate::i18n::Texts, error: &AppError) -> Option<String> {
    match error {
        AppError::Invalid { errors } => errors.first().map(|error| {
            let key = format!("fault.{}", error.fault.key());
            t.find_with(&key, &error.arguments)
        }),
        _ => None,
    }
}

/// One sentence about a failure, for a toast.
#[must_use]
pub fn sentence(t: crate::i18n::Texts, error: &AppError) -> String {
    let (title, sentence) = error.texts();
    match error.reference() {
        Some(code) if !code.is_empty() => format!(
            "{}. {}",
            t.get(title),
            t.with(text::ERROR_REFERENCE, &[("code", code)])
        ),
        _ => format!("{}. {}", t.get(title), t.get(sentence)),
    }
}
