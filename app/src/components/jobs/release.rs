//! The choice on switching on: what becomes of that which waited.

use super::{api::Wish, making::making};
use crate::{
    components::dialog::Dialog,
    i18n::{Key, text, use_texts},
};
use domain::{IntegrationId, Kept};
use leptos::prelude::*;

/// The dialog, open while `open` is true.
#[component]
pub fn ReleaseDialog(
    open: RwSignal<bool>,
    integration: IntegrationId,
    #[prop(into)] name: Signal<String>,
    /// How much waits.
    #[prop(into)]
    held: Signal<i64>,
    /// Switches it on with everything.
    #[prop(into)]
    on_all: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let make = making();
    let title = move || t.with(text::JOBS_RELEASE_TITLE, &[("name", &name.read())]);
    let keep = move |keep: Kept| {
        move || {
            make.dispatch(Wish::Release { integration, keep });
        }
    };
    view! {
        <Dialog open title=Signal::derive(title)>
            <p>{move || t.count(text::JOBS_RELEASE_HELD, held.get())}</p>
            <div class="stack release-choices">
                <Choice open word=text::JOBS_RELEASE_ALL hint=text::JOBS_RELEASE_ALL_HINT is_first=true on_choose=move || on_all.run(())/>
                <Choice open word=text::JOBS_RELEASE_NEWEST hint=text::JOBS_RELEASE_NEWEST_HINT on_choose=keep(Kept::Newest)/>
                <Choice open word=text::JOBS_RELEASE_NONE hint=text::JOBS_RELEASE_NONE_HINT on_choose=keep(Kept::None)/>
            </div>
            <div class="buttons dialog-buttons">
                <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CANCEL)}</button>
            </div>
        </Dialog>
    }
}

#[component]
fn Choice(
    open: RwSignal<bool>,
    word: Key,
    hint: Key,
    /// Whether it is what most people want.
    #[prop(optional)]
    is_first: bool,
    on_choose: impl Fn() + 'static,
) -> impl IntoView {
    let t = use_texts();
    let class = if is_first { "button primary" } else { "button" };
    let choose = move |_| {
        open.set(false);
        on_choose();
    };
    view! {
        <div class="release-choice">
            <button type="button" class=class on:click=choose>{t.get(word)}</button>
            <p>{t.get(hint)}</p>
        </div>
    }
}
