//! Fields of a plain form: they keep what was typed, and show what the server says of them.

use crate::{
    error::AppError,
    i18n::{Key, Texts, text, use_texts},
};
use domain::{Fault, FieldError};
use leptos::prelude::*;

/// What the server said of the form last.
#[derive(Debug, Clone, Copy)]
pub struct Told(pub Signal<Option<Result<(), AppError>>>);

impl Told {
    /// Every fault.
    fn faults(self) -> Vec<FieldError> {
        self.0.with(|told| match told {
            Some(Err(AppError::Invalid { errors })) => errors.clone(),
            _ => Vec::new(),
        })
    }
}

/// A fault as a sentence.
#[must_use]
pub fn sentence(t: Texts, error: &FieldError) -> String {
    if error.fault == Fault::SecretMissing {
        return t.get(text::CONNECTIONS_SECRET_MISSING).to_owned();
    }
    t.find_with(&format!("fault.{}", error.fault.key()), &error.arguments)
}

/// The faults that no field of the form shows.
#[must_use]
pub fn elsewhere(told: Told) -> Vec<FieldError> {
    let mut faults = told.faults();
    faults.retain(|error| !SHOWN.contains(&error.field.as_str()));
    faults
}

/// Where a fault is shown beside its field.
const SHOWN: [&str; 12] = [
    "name",
    "url",
    "key",
    "key.name",
    "auth",
    "auth.login",
    "auth.client_id",
    "auth.token_url",
    "auth.authorize_url",
    "auth.scope",
    "limits.per_second",
    "limits.parallel",
];

/// What is wrong at a path of the draft.
#[component]
pub fn FaultAt(path: &'static str) -> impl IntoView {
    let t = use_texts();
    let told: Told = expect_context();
    move || {
        let faults = told.faults();
        let here = faults.iter().find(|error| error.field == path);
        here.map(
            |error| view! { <span class="field-error" role="alert">{sentence(t, error)}</span> },
        )
    }
}

/// A line of text with its label, its help and its fault.
#[component]
pub fn Field(
    /// Its name in the form.
    name: &'static str,
    label: Key,
    /// What is in it at first.
    value: String,
    /// Where its fault is found in the draft.
    path: &'static str,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional)] placeholder: &'static str,
    /// Which keyboard a phone shows.
    #[prop(optional, default = "text")]
    mode: &'static str,
    #[prop(optional)] required: bool,
    /// Further classes of the field.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let input_class = if mode == "text" {
        "input"
    } else {
        "input code"
    };
    view! {
        <label class=format!("field {class}")>
            <span class="field-label">{t.get(label)}</span>
            <input class=input_class type="text" name=format!("form[{name}]") value=value placeholder=placeholder required=required
                inputmode=mode autocomplete="off" autocapitalize="off" spellcheck="false"/>
            {help.map(|help| view! { <span class="field-help">{help}</span> })}
            <FaultAt path/>
        </label>
    }
}

/// The text of a secret: never shown again, an empty field leaves it as it is.
#[component]
pub fn SecretField(
    /// Its name in the form.
    name: &'static str,
    label: Key,
    /// Whether there is one.
    is_saved: bool,
    #[prop(optional)] help: Option<Key>,
    /// Further classes of the field.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let placeholder = t.get(if is_saved {
        text::CONNECTIONS_SECRET_SAVED
    } else {
        text::CONNECTIONS_SECRET_PASTE
    });
    view! {
        <label class=format!("field {class}")>
            <span class="field-label">{t.get(label)}</span>
            <input class="input code" type="password" name=format!("form[{name}]") placeholder=placeholder autocomplete="new-password" data-1p-ignore=""/>
            {help.map(|help| view! { <span class="field-help">{t.get(help)}</span> })}
        </label>
    }
}
