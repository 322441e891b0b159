//! The data of one person, by their phone number: all of it as a file, and its erasure.

use super::api::{ErasureLine, erase_number};
use crate::{
    components::{
        dialog::ConfirmDialog,
        icon::{Icon, Symbol},
        settings::company::told,
        time::Time,
    },
    error::AppError,
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;

/// The form: the file is a plain form, the erasure asks once more.
#[component]
pub fn NumberForm(on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    // What came of the last erasure.
    let erased = RwSignal::new(None::<Result<ErasureLine, AppError>>);
    let disabled = !use_may(Right::ManageData);
    let phone = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    let is_missing = RwSignal::new(false);
    let erase = Action::new(move |(): &()| {
        let number = phone.get_untracked();
        async move {
            let answer = erase_number(number).await;
            if answer.is_ok() {
                phone.try_set(String::new());
                on_change.try_run(());
            }
            erased.try_set(Some(answer));
        }
    });
    let ask = move |_| {
        let is_empty = phone.with_untracked(|phone| phone.trim().is_empty());
        is_missing.set(is_empty);
        asking.set(!is_empty);
    };
    let typed = move |event| {
        is_missing.set(false);
        phone.set(event_target_value(&event));
    };
    let missing = move || {
        is_missing.get().then(|| {
            view! { <span class="field-error" role="alert">{t.get(text::DATA_PHONE_MISSING)}</span> }
        })
    };
    let title = Signal::derive(move || t.with(text::DATA_ERASE_TITLE, &[("phone", &phone.get())]));
    let answer = move || match erased.get() {
        Some(Ok(line)) => Some(
            view! { <div class="note note-delivered" role="status"><ErasedNow line/></div> }
                .into_any(),
        ),
        Some(Err(error)) => {
            Some(view! { <p class="field-error" role="alert">{told(t, &error)}</p> }.into_any())
        }
        None => None,
    };
    view! {
        <section class="panel" id="number">
            <h2>{t.get(text::DATA_NUMBER)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::DATA_NUMBER_HINT)}</p>
                <form class="stack" method="post" action="/personal-data">
                    <label class="field">
                        <span class="field-label">{t.get(text::DATA_PHONE)}</span>
                        <input class="input" type="tel" name="phone" required maxlength="40" autocomplete="off" disabled=disabled placeholder="+380 50 111 2233"
                            prop:value=phone on:input=typed/>
                        {missing}
                    </label>
                    <div class="buttons">
                        <button class="button" type="submit" disabled=disabled><Icon symbol=Symbol::Download/>{t.get(text::DATA_FILE)}</button>
                        <button class="button danger" type="button" disabled=disabled on:click=ask>
                            <Icon symbol=Symbol::Bin/>{t.get(text::DATA_ERASE)}
                        </button>
                    </div>
                </form>
                {answer}
                <ConfirmDialog open=asking title lost=t.get(text::DATA_ERASE_LOST) word=t.get(text::DATA_ERASE) on_confirm=move |()| { erase.dispatch(()); }/>
            </div>
        </section>
    }
}

#[component]
fn ErasedNow(line: ErasureLine) -> impl IntoView {
    let t = use_texts();
    view! {
        <p><strong>{t.count(text::DATA_ERASED_CALLS, line.calls)}</strong>" "{t.count(text::DATA_ERASED_OPEN, line.cancelled)}</p>
        <Receivers line/>
    }
}

/// The erasures that were done; nothing where there was none.
#[component]
pub fn Erasures(erasures: Vec<ErasureLine>) -> impl IntoView {
    let t = use_texts();
    (!erasures.is_empty()).then(|| {
        let rows = erasures
            .into_iter()
            .map(|line| {
                let calls = t.count(text::DATA_ERASED_CALLS, line.calls);
                view! {
                    <li class="data-erasure">
                        <span><strong><Time stamp=line.at.clone()/></strong>" "<span class="quiet-text">{line.author.clone()}</span></span>
                        <span class="quiet-text">{calls}</span>
                        <Receivers line/>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="panel" id="erasures">
                <h2>{t.get(text::DATA_ERASURES)}</h2>
                <div class="panel-body"><ul class="settings-list">{rows}</ul></div>
            </section>
        }
    })
}

/// Whom the data had reached: they have to erase it themselves.
#[component]
fn Receivers(line: ErasureLine) -> impl IntoView {
    let t = use_texts();
    if line.receivers.is_empty() {
        return view! { <p class="quiet-text">{t.get(text::DATA_REACHED_NOBODY)}</p> }.into_any();
    }
    let rows = line
        .receivers
        .into_iter()
        .map(|receiver| {
            let count = t.count(text::DATA_REQUESTS, receiver.attempts);
            view! {
                <li><a href=format!("/integrations/{}", receiver.integration)>{receiver.name}</a>" "{count}": "<Time stamp=receiver.first/>" – "<Time stamp=receiver.last/></li>
            }
        })
        .collect_view();
    view! {
        <div class="data-receivers">
            <p>{t.get(text::DATA_REACHED)}</p>
            <ul>{rows}</ul>
        </div>
    }
    .into_any()
}
