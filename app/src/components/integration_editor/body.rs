//! Where the rows go: into the URL, into a form, into JSON, or into JSON or XML of one's own.

use super::{
    fields::{FaultText, Radio, field_id},
    fold::Fold,
    model::use_editor,
};
use crate::{
    components::area_text::area_text,
    i18n::{Texts, text, use_texts},
};
use domain::{Method, integration::BodyFormat};
use leptos::{html, prelude::*};

fn label(t: Texts, format: BodyFormat) -> String {
    t.named(&format!("editor.body.{}.label", format.key()))
}

/// The fold.
#[component]
pub fn BodyFold() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let chosen = model.read(|form| form.body_format);
    let title = move || {
        t.with(
            text::EDITOR_BODY_PILL,
            &[("format", &label(t, chosen.get()))],
        )
    };
    let option = move |format: BodyFormat| {
        let is_chosen = Signal::derive(move || chosen.get() == format);
        let choose = move |()| {
            model.edit("body_format", |form| {
                form.body_format = format;
                // A body needs a method that may carry one; the usual one is meant.
                if format != BodyFormat::Query && !form.method.may_have_body() {
                    form.method = Method::Post;
                }
            });
        };
        view! {
            <label class="option">
                <Radio name="body_format" value=format.key() chosen=is_chosen on_choose=choose/>
                <span><b>{label(t, format)}</b><small>{t.named(&format!("editor.body.{}.help", format.key()))}</small></span>
            </label>
        }
    };
    view! {
        <Fold title=Signal::derive(title) path="body">
            <div class="options" role="radiogroup" aria-label=t.get(text::EDITOR_BODY_TITLE)>
                {BodyFormat::ALL.iter().copied().map(option).collect_view()}
            </div>
            <FaultText path="body_format"/>
            <Show when=move || chosen.get().is_template()><TemplateField/></Show>
        </Fold>
    }
}

/// The body's own text.
#[component]
fn TemplateField() -> impl IntoView {
    const PATH: &str = "body_template";
    let t = use_texts();
    let model = use_editor();
    let area = NodeRef::<html::Textarea>::new();
    let value = model.read(|form| form.body_template.clone());
    let fault = Memo::new(move |_| model.faults.at(PATH).is_some());
    let change = move |event| {
        let text = event_target_value(&event);
        model.edit(PATH, |form| form.body_template = text);
    };
    let is_xml = model.read(|form| form.body_format == BodyFormat::XmlTemplate);
    let help = move || {
        let help = if is_xml.get() {
            text::EDITOR_BODY_TEMPLATE_HELP_XML
        } else {
            text::EDITOR_BODY_TEMPLATE_HELP
        };
        t.with(help, &[("example", "{{caller_number}}")])
    };
    let placeholder = move || {
        if is_xml.get() {
            "<lead><phone>{{caller_number}}</phone></lead>"
        } else {
            "{\"phone\": \"{{caller_number}}\", \"seconds\": {{talk_duration}}}"
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for=field_id(PATH)>{t.get(text::EDITOR_BODY_TEMPLATE)}</label>
            <textarea node_ref=area class="input code" id=field_id(PATH) rows="10" spellcheck="false"
                placeholder=placeholder
                aria-invalid=move || fault.get().then_some("true") aria-describedby="fault-body_template"
                prop:value=move || value.get() on:input=change on:blur=move |_| model.faults.leave_soon(PATH.to_owned())>
                {area_text(&value.get_untracked())}
            </textarea>
            <p class="field-help">{help}</p>
            <FaultText path=PATH/>
        </div>
    }
}
