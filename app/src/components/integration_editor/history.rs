//! The history of the integration: each version with who made it, when and what it changed, and
//! the way back to it.

mod api;
#[cfg(feature = "ssr")]
mod said;

use super::{
    dom,
    model::{EditorModel, use_editor},
};
use crate::{
    address,
    components::{
        diff::DiffText, failure, loaded::Loaded, pager::Pager, time::Time, toast::use_toaster,
    },
    i18n::{Texts, text, use_texts},
};
use api::{Change, Former, History, Lost, VersionLine, get_version, list_versions};
use domain::{IntegrationDraft, IntegrationId};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The fold; open where the address names a version.
#[component]
pub fn HistoryFold(
    id: IntegrationId,
    /// What was put back and is not saved.
    back: RwSignal<Option<PutBack>>,
) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("version")?.parse::<i32>().ok()));
    let current = Memo::new(move |_| {
        model
            .saved
            .with(|saved| saved.as_ref().map(|it| it.version))
    });
    let history = Resource::new(
        move || (current.get(), asked.get()),
        move |(_, asked)| list_versions(id, asked),
    );
    let seen = StoredValue::new(None::<i32>);
    let show = move |history: History| {
        show_soon(asked.get_untracked(), seen);
        let current = current.get_untracked().unwrap_or_default();
        view! { <Versions id history current back/> }.into_any()
    };
    view! {
        <details class="panel history" id="history" open=move || asked.get().is_some()>
            <summary><h2>{t.get(text::EDITOR_HISTORY_TITLE)}</h2></summary>
            <div class="panel-body stack">
                <p class="field-help">{t.get(text::EDITOR_HISTORY_HINT)}</p>
                <Loaded resource=history children=show/>
            </div>
        </details>
    }
}

/// Brings the version that the address names into view, once.
fn show_soon(asked: Option<i32>, seen: StoredValue<Option<i32>>) {
    Effect::new(move || {
        if let Some(version) = asked.filter(|_| seen.get_value() != asked) {
            seen.set_value(asked);
            dom::focus_soon(format!("#version-{version}"));
        }
    });
}

#[component]
fn Versions(
    id: IntegrationId,
    history: History,
    current: i32,
    back: RwSignal<Option<PutBack>>,
) -> impl IntoView {
    let newest = (!history.is_newest).then(|| address::of_version(id, current));
    let older = history
        .older
        .map(|version| address::of_version(id, version));
    let rows = history
        .versions
        .into_iter()
        .map(|line| view! { <Version id line current back/> });
    view! {
        <ol class="versions">{rows.collect_view()}</ol>
        <Pager newest older/>
    }
}

#[component]
fn Version(
    id: IntegrationId,
    line: VersionLine,
    current: i32,
    back: RwSignal<Option<PutBack>>,
) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let version = line.version;
    let number = t.number(version.into());
    let name = t.with(text::EDITOR_HISTORY_VERSION, &[("number", &number)]);
    let is_current = version == current;
    let button = (model.may_change && !is_current).then(|| {
        let label = format!("{}: {name}", t.get(text::EDITOR_HISTORY_PUT_BACK));
        view! { <PutBackButton id version label back/> }
    });
    view! {
        <li class="version" id=format!("version-{version}") tabindex="-1">
            <div class="version-head">
                <h3>{name}</h3>
                {is_current.then(|| view! { <span class="chip quiet">{t.get(text::EDITOR_HISTORY_NOW)}</span> })}
                <Time stamp=line.made/>
                <span class="quiet-text">{line.author}</span>
                {button}
            </div>
            {changed(t, line.change)}
        </li>
    }
}

/// What became other, in words.
fn changed(t: Texts, change: Change) -> AnyView {
    let key = match change {
        Change::First => text::EDITOR_HISTORY_FIRST,
        Change::Keys => text::EDITOR_HISTORY_KEYS,
        Change::Connection => text::EDITOR_HISTORY_CONNECTION,
        Change::Words { lines, .. } if lines.is_empty() => text::EDITOR_HISTORY_OTHER,
        Change::Words { lines, more } => {
            let more = (more > 0).then(|| {
                view! { <p class="field-help">{t.count(text::EDITOR_HISTORY_MORE, more)}</p> }
            });
            return view! { <DiffText lines/>{more} }.into_any();
        }
    };
    view! { <p class="quiet-text">{t.get(key)}</p> }.into_any()
}

/// A version that stands in the form and is not saved.
#[derive(Debug, Clone, PartialEq)]
pub struct PutBack {
    version: i32,
    /// What stood there before.
    before: IntegrationDraft,
    lost: Vec<Lost>,
}

#[component]
fn PutBackButton(
    id: IntegrationId,
    version: i32,
    /// What it does, for those who hear it.
    label: String,
    back: RwSignal<Option<PutBack>>,
) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let toaster = use_toaster();
    let put = Action::new(move |(): &()| async move {
        match get_version(id, version).await {
            Err(error) => toaster.failed(failure::sentence(t, &error)),
            // The editor was left meanwhile: there is no form to put it into.
            Ok(_) if model.form.is_disposed() => {}
            Ok(former) => match put_back(model, version, former) {
                None => toaster.done(t.get(text::EDITOR_HISTORY_SAME)),
                put => {
                    back.set(put);
                    dom::focus_soon("#put-back".to_owned());
                }
            },
        }
    });
    view! {
        <button type="button" class="button" aria-label=label disabled=put.pending() on:click=move |_| { put.dispatch(()); }>
            {t.get(text::EDITOR_HISTORY_PUT_BACK)}
        </button>
    }
}

/// Shows a version in the form; nothing where that says the same already. Whether it sends stays
/// as it is: that is switched at once, and not by saving.
fn put_back(model: EditorModel, version: i32, former: Former) -> Option<PutBack> {
    let Former { mut draft, lost } = former;
    let before = model.draft.get_untracked();
    draft.enabled = before.enabled;
    if draft == before {
        return None;
    }
    model.show(&draft);
    Some(PutBack {
        version,
        before,
        lost,
    })
}

/// Says which version stands in the form, what of it could not be put back, and the way back.
#[component]
pub fn PutBackNote(back: RwSignal<Option<PutBack>>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    // What is saved is a version of its own.
    Effect::new(move || {
        model.saved.track();
        back.set(None);
    });
    let undo = move |before: IntegrationDraft| {
        model.show(&before);
        back.set(None);
    };
    let note = move |put: PutBack| {
        let number = t.number(put.version.into());
        let said = t.with(text::EDITOR_HISTORY_STANDS, &[("number", &number)]);
        let lost = put.lost.into_iter().map(|lost| {
            let key = match lost {
                Lost::Connection => text::EDITOR_HISTORY_LOST_CONNECTION,
                Lost::Recipients => text::EDITOR_HISTORY_LOST_RECIPIENTS,
            };
            view! { <p>{t.get(key)}</p> }
        });
        view! {
            <div class="note draft-offer" id="put-back" role="status" tabindex="-1">
                <div><p>{said}</p>{lost.collect_view()}</div>
                <button type="button" class="button" on:click=move |_| undo(put.before.clone())>{t.get(text::EDITOR_HISTORY_UNDO)}</button>
            </div>
        }
    };
    move || back.get().map(note)
}
