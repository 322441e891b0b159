//! Sending an integration what it never got of a period.

use super::{
    api::Wish,
    making::{Deciding, counting, making},
};
use crate::{
    components::{deliveries::query::PERIODS, dialog::Dialog, failure::sentence},
    i18n::{text, use_texts},
};
use domain::IntegrationId;
use leptos::prelude::*;

/// The dialog, open while `open` is true.
#[component]
pub fn BackfillDialog(
    open: RwSignal<bool>,
    integration: IntegrationId,
    name: String,
    /// The period of the log that is chosen at first.
    #[prop(default = "today".to_owned())]
    begins: String,
) -> impl IntoView {
    let t = use_texts();
    let period = RwSignal::new(begins.clone());
    let count = counting();
    let make = making();
    let wish = move |period: String| Wish::Backfill {
        integration,
        period,
    };
    Effect::new(move || {
        let period = period.get();
        if open.get() {
            count.dispatch(wish(period));
        }
    });
    let said = move || match count.value().get() {
        None => t.get(text::COMMON_LOADING).to_owned(),
        Some(Ok(found)) => t.count(text::JOBS_BACKFILL_FOUND, found),
        Some(Err(error)) => sentence(t, &error),
    };
    let disabled =
        Signal::derive(move || count.value().get().and_then(Result::ok).unwrap_or_default() == 0);
    let periods = PERIODS.map(|key| {
        let word = t.named(&format!("deliveries.period.{key}"));
        view! { <option value=key selected=key == begins>{word}</option> }
    });
    let title = t.with(text::JOBS_BACKFILL_TITLE, &[("name", &name)]);
    let word = t.get(text::JOBS_BACKFILL_DO).to_owned();
    view! {
        <Dialog open title>
            <label class="field">
                <span class="field-label">{t.get(text::JOBS_PERIOD)}</span>
                <select class="input" on:change:target=move |event| period.set(event.target().value())>
                    {periods.into_iter().collect_view()}
                </select>
            </label>
            <p role="status">{said}</p>
            <p>{t.get(text::JOBS_BACKFILL_HINT)}</p>
            <Deciding open word=Signal::stored(word) disabled
                on_confirm=move |()| { make.dispatch(wish(period.get_untracked())); }/>
        </Dialog>
    }
}
