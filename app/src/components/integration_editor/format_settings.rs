//! The settings of a format: how many digits, which pattern and clock, a text for each value.

use super::{
    catalogue,
    formats::{self, TimeSettings},
    model::{EditorModel, use_editor},
};
use crate::i18n::{Key, text, use_texts};
use domain::{
    format::{FormatSpec, ValueMap},
    integration::{ParameterRow, RowValue},
};
use leptos::prelude::*;

/// A panel below the format; what is set shows at once in the request.
#[component]
pub fn FormatSettings(
    key: u32,
    /// Whether it opens above the format, for want of room below it.
    above: bool,
    on_done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let id = model.read_row(key, |row| formats::id(row.format.as_ref()));
    let panel = move || {
        let row = model
            .form
            .with_untracked(|form| form.parameters.find(key).cloned())?;
        let spec = row.format.as_ref();
        Some(if let Some(FormatSpec::Map(map)) = spec {
            view! { <MapSettings key map=map.clone() values=values_of(&row)/> }.into_any()
        } else if formats::number(spec).is_some() {
            view! { <NumberSettings key/> }.into_any()
        } else {
            view! { <TimePanel key own=id.get() == formats::OWN_PATTERN/> }.into_any()
        })
    };
    let title = move || formats::label(t, &id.get());
    view! {
        <div class="format-panel" class:above=above role="group" aria-label=t.get(text::EDITOR_FORMAT_SETTINGS)>
            <h3>{title}</h3>
            {move || { id.track(); panel() }}
            <div class="buttons">
                <button type="button" class="button" on:click=move |_| on_done()>{t.get(text::EDITOR_FORMAT_DONE)}</button>
            </div>
        </div>
    }
}

/// The values that a map is asked about: those of a closed list, or those it has already.
fn values_of(row: &ParameterRow) -> Vec<(String, String)> {
    let t = use_texts();
    let (RowValue::Parameter(name), Some(FormatSpec::Map(map))) = (&row.value, &row.format) else {
        return Vec::new();
    };
    let closed = catalogue::closed_list(t, name);
    let own = map
        .map
        .keys()
        .filter(|key| !closed.iter().any(|(value, _)| value == key));
    let listed = closed
        .iter()
        .map(|(value, label)| ((*value).to_owned(), label.clone()));
    listed
        .chain(own.map(|key| (key.clone(), key.clone())))
        .collect()
}

fn set_format(model: EditorModel, key: u32, spec: FormatSpec) {
    model.edit_row(key, |row| row.format = Some(spec));
}

#[component]
fn NumberSettings(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let number = model.read_row(key, |row| {
        formats::number(row.format.as_ref()).unwrap_or_default()
    });
    let change = move |event| {
        let number: String = event_target_value(&event);
        model.edit_row(key, |row| {
            row.format = formats::with_number(row.format.as_ref(), &number);
        });
    };
    view! {
        <label class="field">
            <span class="field-label">{t.get(text::EDITOR_FORMAT_COUNT)}</span>
            <input class="input" type="number" min="1" max="255" value=number.get_untracked() prop:value=move || number.get() on:input=change/>
        </label>
    }
}

#[component]
fn TimePanel(key: u32, own: bool) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let settings = model.read_row(key, |row| {
        formats::time_settings(row.format.as_ref()).unwrap_or_default()
    });
    let change = move |change: &dyn Fn(&mut TimeSettings)| {
        let mut changed = settings.get_untracked();
        change(&mut changed);
        set_format(model, key, formats::with_time(&changed));
    };
    let set_pattern = move |event| {
        let pattern = event_target_value(&event);
        change(&|settings| settings.pattern.clone_from(&pattern));
    };
    let set_shift = move |event| {
        let shift = event_target_value(&event);
        change(&|settings| settings.shift.clone_from(&shift));
    };
    let set_utc = move |event| {
        let utc = event_target_checked(&event);
        change(&|settings| settings.utc = utc);
    };
    let pattern = own.then(|| {
        view! {
            <label class="field">
                <span class="field-label">{t.get(text::EDITOR_FORMAT_PATTERN)}</span>
                <input class="input code" value=settings.get_untracked().pattern prop:value=move || settings.get().pattern on:input=set_pattern/>
                <span class="field-help">"YYYY MM DD HH mm ss"</span>
            </label>
        }
    });
    view! {
        {pattern}
        <label class="check">
            <input type="checkbox" checked=settings.get_untracked().utc prop:checked=move || settings.get().utc on:change=set_utc/>
            {t.get(text::EDITOR_FORMAT_UTC)}
        </label>
        <label class="field">
            <span class="field-label">{t.get(text::EDITOR_FORMAT_SHIFT)}</span>
            <input class="input" type="number" step="1" value=settings.get_untracked().shift prop:value=move || settings.get().shift on:input=set_shift/>
        </label>
    }
}

/// A text for each value; new values can be added where the list is not closed.
#[component]
fn MapSettings(key: u32, map: ValueMap, values: Vec<(String, String)>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let (map, values) = (RwSignal::new(map), RwSignal::new(values));
    let store = move |change: &dyn Fn(&mut ValueMap)| {
        map.update(change);
        set_format(model, key, FormatSpec::Map(map.get_untracked()));
    };
    let row = move |(value, label): (String, String)| {
        let sent = map
            .with_untracked(|map| map.map.get(&value).cloned())
            .unwrap_or_else(|| value.clone());
        let change = move |event| {
            let sent: String = event_target_value(&event);
            store(&|map| {
                map.map.insert(value.clone(), sent.clone());
            });
        };
        view! {
            <label class="map-row"><span>{label}</span><input class="input code" value=sent on:input=change/></label>
        }
    };
    let otherwise = map.with_untracked(|map| map.otherwise.clone().unwrap_or_default());
    let set_otherwise = move |event| {
        let text: String = event_target_value(&event);
        store(&|map| map.otherwise = (!text.is_empty()).then(|| text.clone()));
    };
    let add = move |value: String| values.update(|values| values.push((value.clone(), value)));
    view! {
        <div class="map-rows">
            <For each=move || values.get() key=|(value, _)| value.clone() children=row/>
            <label class="map-row">
                <span>{t.get(text::EDITOR_FORMAT_OTHERWISE)}</span>
                <input class="input code" value=otherwise placeholder=t.get(text::EDITOR_FORMAT_OTHERWISE_AS_IS) on:input=set_otherwise/>
            </label>
        </div>
        <AddValue label=text::EDITOR_FORMAT_ADD_VALUE on_add=add/>
    }
}

#[component]
fn AddValue(label: Key, on_add: impl Fn(String) + Copy + Send + Sync + 'static) -> impl IntoView {
    let t = use_texts();
    let typed = RwSignal::new(String::new());
    let add = move || {
        let value = typed.get_untracked().trim().to_owned();
        if !value.is_empty() {
            on_add(value);
            typed.set(String::new());
        }
    };
    let press = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            add();
        }
    };
    view! {
        <div class="map-add">
            <input class="input code" aria-label=t.get(label) placeholder=t.get(label) prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event)) on:keydown=press/>
            <button type="button" class="button" on:click=move |_| add()>{t.get(text::EDITOR_FORMAT_ADD)}</button>
        </div>
    }
}
