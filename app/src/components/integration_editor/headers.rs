//! Headers beside those that Hookline sets: of the integration's own request, and of each further step.

use super::{
    fields::{FaultText, Line},
    fold::Fold,
    form::Form,
    lift::{MakeSecret, is_key_header, lifted},
    model::{EditorModel, use_editor},
    of::Of,
    rows::Rows,
};
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use domain::{
    integration::{HeaderRow, RowValue},
    lift::Place,
};
use leptos::prelude::*;

/// A header's value as one text: a parameter in its braces.
fn text_of(value: &RowValue) -> String {
    match value {
        RowValue::Parameter(name) => format!("{{{{{name}}}}}"),
        RowValue::Constant(text) | RowValue::Template(text) => text.clone(),
    }
}

/// A text with braces has parameters in it; any other is always the same.
fn value_of(text: String) -> RowValue {
    if text.contains("{{") {
        RowValue::Template(text)
    } else {
        RowValue::Constant(text)
    }
}

/// The fold of the integration's own request.
#[component]
pub fn HeadersFold() -> impl IntoView {
    view! { <Fold title=title(Of::Own) path="headers"><HeaderList of=Of::Own/></Fold> }
}

/// The headers of a further step, behind a pill.
#[component]
pub fn StepHeaders(key: u32) -> impl IntoView {
    let of = Of::Step(key);
    let title = title(of);
    view! {
        <details class="step-fold">
            <summary class="pill">{move || title.get()}</summary>
            <div class="fold-body"><HeaderList of/></div>
        </details>
    }
}

/// What the pill says.
fn title(of: Of) -> Signal<String> {
    let t = use_texts();
    let count = use_editor().read(move |form| of.headers(form).map_or(0, Rows::len));
    Signal::derive(move || match count.get() {
        0 => t.get(text::EDITOR_HEADERS_TITLE).to_owned(),
        count => t.with(text::EDITOR_HEADERS_PILL, &[("count", &count.to_string())]),
    })
}

fn edit(model: EditorModel, of: Of, change: impl FnOnce(&mut Rows<HeaderRow>)) {
    of.edit(model, "headers", |form| {
        if let Some(headers) = of.headers_mut(form) {
            change(headers);
        }
    });
}

#[component]
fn HeaderList(of: Of) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let keys = model.read(move |form| of.headers(form).map(Rows::keys).unwrap_or_default());
    let add = move |_| {
        edit(model, of, |headers| {
            headers.add(HeaderRow {
                name: String::new(),
                value: RowValue::Constant(String::new()),
            });
        });
    };
    view! {
        <p class="field-help">{t.with(text::EDITOR_HEADERS_HELP, &[("example", "Bearer {{secret:token}}")])}</p>
        <For each=move || keys.get() key=|key| *key let(key)>
            <Header of key/>
        </For>
        <FaultText path=of.path_of(model, "headers")/>
        <button type="button" class="button" on:click=add><Icon symbol=Symbol::Plus/>{t.get(text::EDITOR_HEADERS_ADD)}</button>
    }
}

/// A text of a header, followed; empty once it is gone.
fn read(
    model: EditorModel,
    of: Of,
    key: u32,
    get: impl Fn(&HeaderRow) -> String + Send + Sync + 'static,
) -> Memo<String> {
    model.read(move |form| {
        let header = of.headers(form).and_then(|headers| headers.find(key));
        header.map(&get).unwrap_or_default()
    })
}

#[component]
fn Header(of: Of, key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let path = move |field: &'static str| {
        model.read(move |form| {
            let place = of.headers(form).and_then(|headers| headers.place(key));
            let place = place.unwrap_or_default();
            of.path(form, &format!("headers.{place}.{field}"))
        })
    };
    let change = move |change: Box<dyn FnOnce(&mut HeaderRow)>| {
        edit(model, of, |headers| {
            if let Some(header) = headers.find_mut(key) {
                change(header);
            }
        });
    };
    let remove = move |_| edit(model, of, |headers| headers.remove(key));
    let name = read(model, of, key, |header| header.name.clone());
    let value = read(model, of, key, |header| text_of(&header.value));
    let (name_path, value_path) = (path("name"), path("value"));
    let header = move |form: &Form| {
        of.headers(form)
            .and_then(|headers| headers.find(key))
            .cloned()
    };
    let is_key = model.read(move |form| header(form).as_ref().is_some_and(is_key_header));
    let make = move |()| {
        let lifted = model
            .form
            .with_untracked(header)
            .and_then(|header| lifted(model, Place::Header, &header.name, &header.value));
        if let Some(value) = lifted {
            change(Box::new(move |header| header.value = value));
        }
    };
    view! {
        <div class="header-row">
            <Line path=name_path value=name class="code" label=t.get(text::EDITOR_HEADERS_NAME).to_owned() placeholder="x-name".to_owned()
                on_text=move |text: String| change(Box::new(move |header| header.name = text))/>
            <Line path=value_path value class="code" label=t.get(text::EDITOR_HEADERS_VALUE).to_owned()
                on_text=move |text: String| change(Box::new(move |header| header.value = value_of(text)))/>
            <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_HEADERS_REMOVE) on:click=remove>
                <Icon symbol=Symbol::Bin/>
            </button>
            <FaultText path=name_path/>
            <FaultText path=value_path/>
            <MakeSecret offered=is_key on_make=make/>
        </div>
    }
}
