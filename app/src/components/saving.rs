//! What came of a form whose page is read again once it is saved: that may make the form anew, so a
//! toast says that it was saved, and only why it was not stands beside the button.

use crate::{
    components::{settings::company::told, toast::use_toaster},
    error::AppError,
    i18n::{text, use_texts},
};
use leptos::{html, prelude::*};

/// The fault, where there is one.
#[component]
pub fn Saving(
    /// What the form was answered.
    answer: Signal<Option<Result<(), AppError>>>,
    /// Told when it was saved.
    on_change: Callback<()>,
    /// The form, where nothing typed is left in it once it was saved.
    #[prop(optional)]
    emptied: Option<NodeRef<html::Form>>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    Effect::new(move || {
        if matches!(answer.get(), Some(Ok(()))) {
            toaster.done(t.get(text::COMMON_SAVED));
            if let Some(form) = emptied {
                empty(form);
            }
            on_change.run(());
        }
    });
    move || {
        let error = answer.get()?.err()?;
        Some(view! { <span class="field-error" role="alert">{told(t, &error)}</span> })
    }
}

/// Takes what was typed out of a form: it is there for the next.
pub fn empty(form: NodeRef<html::Form>) {
    if let Some(form) = form.get_untracked() {
        form.reset();
    }
}
