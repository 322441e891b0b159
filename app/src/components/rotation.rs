//! What goes on for a while after something new was made in its place: a key, the secret of a
//! platform, that of a stamp.

use crate::{
    components::{
        icon::{Icon, Symbol},
        time::{Time, use_time_left},
        toast::use_toaster,
    },
    error::AppError,
    i18n::{Texts, text, use_texts},
    stamp::{Stamp, span},
};
use domain::Overlap;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::pin::Pin;

/// A key or secret that was replaced and goes on for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedLine {
    /// The beginning of a key; empty of a secret.
    pub hint: String,
    /// When it ends, and how long it still goes on, in milliseconds; nothing where somebody has
    /// to end it.
    pub ends: Option<(Stamp, i64)>,
    /// When it was last used since it was replaced.
    pub used: Option<Stamp>,
}

/// What ends the old one.
pub type Ending = Pin<Box<dyn Future<Output = Result<(), AppError>> + Send>>;

/// The key or secret that was replaced: how long it goes on, whether anybody still uses it, and
/// the button that ends it at once.
#[component]
pub fn Replaced(
    replaced: ReplacedLine,
    /// Ends it at once.
    end: Callback<(), Ending>,
    /// Whether it is seen here when the old one is used.
    #[prop(optional)]
    sees_use: bool,
    may: bool,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let end = Action::new(move |(): &()| {
        let ending = end.run(());
        async move {
            match ending.await {
                Ok(()) => toaster.done(t.get(text::SETTINGS_OLD_ENDED)),
                Err(error) => toaster.fail(t, &error),
            }
            // The page may have been left meanwhile.
            on_change.try_run(());
        }
    });
    let hint = replaced.hint;
    let goes_on = match replaced.ends {
        Some((at, left_ms)) => view! { <GoesOn hint at left_ms on_change/> }.into_any(),
        None => view! { <p><strong>{t.get(text::SETTINGS_OLD_STAYS)}</strong></p> }.into_any(),
    };
    let used = sees_use.then(|| match replaced.used {
        Some(used) => {
            view! { <p>{t.get(text::SETTINGS_OLD_USED)}" "<Time stamp=used/></p> }.into_any()
        }
        None => view! { <p>{t.get(text::SETTINGS_OLD_UNUSED)}</p> }.into_any(),
    });
    view! {
        <div class="note note-retrying sender-old">
            {goes_on}
            {used}
            <button type="button" class="button" disabled=move || !may || end.pending().get() on:click=move |_| { end.dispatch(()); }>
                {t.get(text::SETTINGS_OLD_END)}
            </button>
        </div>
    }
}

/// For how long, and until when.
#[component]
fn GoesOn(hint: String, at: Stamp, left_ms: i64, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let left = use_time_left(left_ms, move || on_change.run(()));
    let words = move || {
        let time = span(t, left.get());
        if hint.is_empty() {
            t.with(text::SETTINGS_OLD_SECRET, &[("time", &time)])
        } else {
            t.with(text::SETTINGS_OLD_KEY, &[("key", &hint), ("time", &time)])
        }
    };
    view! { <p><strong>{words}</strong></p><p>{t.get(text::SETTINGS_OLD_ENDS)}" "<Time stamp=at/></p> }
}

/// For how long the old one may go on, as options of a choice; a day is offered first.
pub fn overlaps(t: Texts) -> impl IntoView {
    let options = Overlap::ALL.iter().map(|overlap| {
        let word = t.named(&format!("settings.overlap_of.{overlap}"));
        view! { <option value=overlap.key() selected=*overlap == Overlap::Day>{word}</option> }
    });
    options.collect_view()
}

/// The choice of it, and the button that makes something new in place of the old.
#[component]
pub fn RotateForm(
    /// What the choice means.
    help: &'static str,
    /// What the button says.
    button: &'static str,
    /// Whether it can be pressed.
    #[prop(into)]
    ready: Signal<bool>,
    on_rotate: Callback<Overlap>,
) -> impl IntoView {
    let t = use_texts();
    let overlap = RwSignal::new(Overlap::Day);
    let chosen = move |event| {
        overlap.set(event_target_value(&event).parse().unwrap_or(Overlap::Day));
    };
    view! {
        <div class="settings-form">
            <label class="field">
                <span class="field-label">{t.get(text::SETTINGS_OVERLAP)}</span>
                <select class="input" disabled=move || !ready.get() on:change=chosen>{overlaps(t)}</select>
                <span class="field-help">{help}</span>
            </label>
            <div class="buttons settings-wide">
                <button type="button" class="button" disabled=move || !ready.get() on:click=move |_| on_rotate.run(overlap.get_untracked())>
                    <Icon symbol=Symbol::Key/>{button}
                </button>
            </div>
        </div>
    }
}
