//! How much is sent at once, and how long an answer is waited for.

use super::{fields::TextField, fold::Fold, model::use_editor};
use crate::i18n::{text, use_texts};
use leptos::prelude::*;

/// The fold.
#[component]
pub fn LimitsFold() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let set = model.read(|form| {
        (
            form.parallel.clone(),
            form.per_second.trim().to_owned(),
            form.timeout_s.clone(),
        )
    });
    let title = move || {
        let (parallel, per_second, timeout) = set.get();
        let (key, count) = if per_second.is_empty() {
            (text::EDITOR_LIMITS_PILL_PARALLEL, parallel)
        } else {
            (text::EDITOR_LIMITS_PILL_RATE, per_second)
        };
        t.with(key, &[("count", &count), ("timeout", &timeout)])
    };
    view! {
        <Fold title=Signal::derive(title) path="limits" also="timeout_ms">
            <div class="limits">
                <TextField path="limits.parallel" label=text::EDITOR_LIMITS_PARALLEL help=text::EDITOR_LIMITS_PARALLEL_HELP mode="numeric"
                    get=|form| &form.parallel get_mut=|form| &mut form.parallel/>
                <TextField path="limits.per_second" label=text::EDITOR_LIMITS_PER_SECOND help=text::EDITOR_LIMITS_PER_SECOND_HELP mode="numeric"
                    placeholder=t.get(text::EDITOR_LIMITS_NO_LIMIT).to_owned()
                    get=|form| &form.per_second get_mut=|form| &mut form.per_second/>
                <TextField path="timeout_ms" label=text::EDITOR_LIMITS_TIMEOUT help=text::EDITOR_LIMITS_TIMEOUT_HELP mode="decimal"
                    get=|form| &form.timeout_s get_mut=|form| &mut form.timeout_s/>
            </div>
        </Fold>
    }
}
