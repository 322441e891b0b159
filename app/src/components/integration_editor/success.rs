//! When an answer counts as accepted.

use super::{fields::TextField, folds::Fold, model::use_editor};
use crate::i18n::{text, use_texts};
use leptos::prelude::*;

/// The fold.
#[component]
pub fn SuccessFold() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let statuses = model.read(|form| form.success.trim().to_owned());
    let title = move || {
        let statuses = statuses.get();
        let any = t.get(text::EDITOR_SUCCESS_ANY);
        t.with(
            text::EDITOR_SUCCESS_PILL,
            &[(
                "statuses",
                if statuses.is_empty() { any } else { &statuses },
            )],
        )
    };
    view! {
        <Fold title=Signal::derive(title) path="success">
            <TextField path="success.status" label=text::EDITOR_SUCCESS_STATUSES help=text::EDITOR_SUCCESS_HELP class="code"
                placeholder="200, 201, 204".to_owned() mode="numeric"
                get=|form| &form.success get_mut=|form| &mut form.success/>
        </Fold>
    }
}
