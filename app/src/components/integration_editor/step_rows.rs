//! What a further step sends: rows of a name and a text, or a body of one's own.

use super::{
    fields::{Choice, FaultText, Line, field_id},
    model::{EditorModel, use_editor},
    of::{Of, edit_step, read_step},
    step_form::{fresh_row, row_text, set_row_text},
};
use crate::{
    components::{
        area_text::area_text,
        icon::{Icon, Symbol},
    },
    i18n::{text, use_texts},
};
use domain::{
    Method,
    format::FormatSpec,
    integration::{BodyFormat, ParameterRow},
};
use leptos::prelude::*;

/// The choice of the body and what goes into it.
#[component]
pub fn StepBody(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let of = Of::Step(key);
    let option = |format: &BodyFormat| {
        let key = format.key();
        (key.to_owned(), t.named(&format!("editor.body.{key}.label")))
    };
    let options: Vec<_> = BodyFormat::ALL.iter().map(option).collect();
    let format = read_step(model, key, |step| Some(step.body_format));
    let value = Memo::new(move |_| {
        format
            .get()
            .map(|it| it.key().to_owned())
            .unwrap_or_default()
    });
    let choose = move |id: String| {
        if let Some(format) = BodyFormat::from_key(&id) {
            edit_step(model, key, "body_format", |step| {
                step.body_format = format;
                if format != BodyFormat::Query && !step.method.may_have_body() {
                    step.method = Method::Post;
                }
            });
        }
    };
    let is_template = move || format.get().is_some_and(BodyFormat::is_template);
    view! {
        <div class="field">
            <span class="field-label">{t.get(text::EDITOR_BODY_TITLE)}</span>
            <Choice options=Signal::stored(options) value on_choose=choose label=t.get(text::EDITOR_BODY_TITLE).to_owned()/>
            <FaultText path=of.path_of(model, "body_format")/>
        </div>
        <Show when=is_template fallback=move || view! { <Rows key/> }><Template key/></Show>
    }
}

/// The body's own text.
#[component]
fn Template(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let path = Of::Step(key).path_of(model, "body_template");
    let value = read_step(model, key, |step| step.body_template.clone());
    let change = move |event| {
        let text = event_target_value(&event);
        edit_step(model, key, "body_template", |step| {
            step.body_template = text;
        });
    };
    let is_xml = read_step(model, key, |step| {
        step.body_format == BodyFormat::XmlTemplate
    });
    let placeholder = move || {
        if is_xml.get() {
            "<contact>{{step.contact_id}}</contact>"
        } else {
            "{\"contact\": {{step.contact_id}}}"
        }
    };
    let leave = move |_| model.faults.leave_soon(path.get_untracked());
    view! {
        <div class="field">
            <label class="field-label" for=move || field_id(&path.read())>{t.get(text::EDITOR_BODY_TEMPLATE)}</label>
            <textarea class="input code" id=move || field_id(&path.read()) rows="6" spellcheck="false"
                placeholder=placeholder prop:value=move || value.get() on:input=change on:blur=leave>
                {area_text(&value.get_untracked())}
            </textarea>
            <FaultText path/>
        </div>
    }
}

/// The rows.
#[component]
fn Rows(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let rows = read_step(model, key, |step| step.parameters.keys());
    let add = move |_| {
        edit_step(model, key, "parameters", |step| {
            step.parameters.add(fresh_row());
        });
    };
    view! {
        <div class="step-rows">
            <p class="field-help">{t.with(text::EDITOR_STEPS_ROWS_HELP, &[("example", "{{caller_number | phone:e164}}")])}</p>
            <For each=move || rows.get() key=|row| *row let(row)>
                <Row key row/>
            </For>
            <button type="button" class="button" on:click=add><Icon symbol=Symbol::Plus/>{t.get(text::EDITOR_ROWS_ADD)}</button>
        </div>
    }
}

fn read<T: Default + PartialEq + Send + Sync + 'static>(
    model: EditorModel,
    key: u32,
    row: u32,
    get: impl Fn(&ParameterRow) -> T + Send + Sync + 'static,
) -> Memo<T> {
    read_step(model, key, move |step| {
        step.parameters.find(row).map(&get).unwrap_or_default()
    })
}

#[component]
fn Row(key: u32, row: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let path = move |field: &'static str| {
        model.read(move |form| {
            let step = form.steps.find(key);
            let place = step.and_then(|step| step.parameters.place(row));
            let within = format!("parameters.{}.{field}", place.unwrap_or_default());
            Of::Step(key).path(form, &within)
        })
    };
    let edit = move |change: Box<dyn FnOnce(&mut ParameterRow)>| {
        edit_step(model, key, "parameters", |step| {
            if let Some(row) = step.parameters.find_mut(row) {
                change(row);
            }
        });
    };
    let remove = move |_| edit_step(model, key, "parameters", |step| step.parameters.remove(row));
    let name = read(model, key, row, |row| row.name.clone());
    let value = read(model, key, row, row_text);
    let is_mapped = read(model, key, row, |row| {
        matches!(row.format, Some(FormatSpec::Map(_)))
    });
    let (name_path, value_path) = (path("name"), path("value"));
    view! {
        <div class="header-row">
            <Line path=name_path value=name class="code" label=t.get(text::EDITOR_ROWS_NAME).to_owned()
                on_text=move |text: String| edit(Box::new(move |row| row.name = text))/>
            <Line path=value_path value class="code" label=t.get(text::EDITOR_ROWS_VALUE).to_owned()
                on_text=move |text: String| edit(Box::new(move |row| set_row_text(row, text)))/>
            <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_STEPS_ROW_REMOVE) on:click=remove>
                <Icon symbol=Symbol::Bin/>
            </button>
            <Show when=move || is_mapped.get()><small class="field-help">{t.get(text::EDITOR_STEPS_MAPPED)}</small></Show>
            <FaultText path=name_path/>
            <FaultText path=value_path/>
            <FaultText path=path("format")/>
        </div>
    }
}
