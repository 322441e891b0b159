//! What a set is to be used for, and the two or three questions that this leaves open. A plain
//! form: which questions a use needs is said in style.

use super::{
    api::MakePreset,
    paste::Paste,
    view::{PresetView, QuestionLine, UseLine},
};
use crate::{
    components::{
        failure,
        help::{api::Guide, list::HelpLink},
        settings::once::CopyLine,
    },
    error::AppError,
    i18n::{Texts, text, use_texts},
    refusal::use_form,
    session::use_may,
};
use domain::{FieldError, Right, preset::AnswerKind};
use leptos::prelude::*;

/// What the server said of the form last.
type Said = Signal<Option<Result<(), AppError>>>;

/// The form.
#[component]
pub fn PresetEditor(view: PresetView) -> impl IntoView {
    let t = use_texts();
    let make = use_form::<MakePreset>();
    let said: Said = Signal::derive(move || make.value().get());
    let pending = make.pending();
    let bounds = bounds(t, &view.uses);
    let name = view.name.clone();
    let unconfirmed = unconfirmed(t, &view);
    let uses = view
        .uses
        .into_iter()
        .map(|line| view! { <UseOption line/> })
        .collect_view();
    let questions = view
        .questions
        .into_iter()
        .map(|line| view! { <Question line said/> })
        .collect_view();
    let guide = Guide::from_key(&view.key).map(|guide| view! { <p><HelpLink guide/></p> });
    let paste = view.paste.map(|content| {
        let key = view.key.clone();
        view! { <Paste key content/> }
    });
    let callback = view.callback_url.map(|url| {
        view! {
            <div class="field">
                <span class="field-label">{t.get(text::CONNECTIONS_CALLBACK)}</span>
                <CopyLine content=url/>
                <span class="field-help">{t.get(text::CONNECTIONS_CALLBACK_HELP)}</span>
            </div>
        }
    });
    view! {
        <ActionForm action=make attr:class="panel preset-form">
            <fieldset class="connection-fields" disabled=!use_may(Right::SetUp)>
                <input type="hidden" name="form[key]" value=view.key.clone()/>
                {move || trouble(t, said)}
                <fieldset class="ways">
                    <legend class="preset-step"><span>"1"</span>{t.get(text::PRESETS_USES)}</legend>
                    <div class="preset-uses">{uses}</div>
                    {(!bounds.is_empty()).then(|| view! { <p class="field-help">{bounds}</p> })}
                    {unconfirmed}
                    <FaultAt path="uses" said/>
                </fieldset>
                <fieldset class="ways preset-answers">
                    <legend class="preset-step"><span>"2"</span>{t.with(text::PRESETS_QUESTIONS, &[("name", &name)])}</legend>
                    <p class="field-help">{t.named(&format!("preset.how.{}", view.key))}</p>
                    {guide}
                    {paste}
                    {callback}
                    <div class="way-fields">
                        {questions}
                        <label class="field">
                            <span class="field-label">{t.get(text::CONNECTIONS_NAME)}</span>
                            <input class="input" type="text" name="form[name]" value=view.name maxlength="120"/>
                        </label>
                    </div>
                </fieldset>
                <div class="buttons">
                    <button class="button primary" type="submit" disabled=move || pending.get()>{t.get(text::PRESETS_MAKE)}</button>
                </div>
            </fieldset>
        </ActionForm>
    }
}

/// That something of the uses was not seen in the documents of the CRM itself.
fn unconfirmed(t: Texts, view: &PresetView) -> Option<AnyView> {
    view.uses.iter().any(|line| line.unconfirmed).then(|| {
        let said = t.with(text::PRESETS_UNCONFIRMED, &[("name", &view.name)]);
        view! { <p class="note">{said}</p> }.into_any()
    })
}

/// Which calls the uses leave out, and what they cannot tell: of what is offered here only.
fn bounds(t: Texts, uses: &[UseLine]) -> String {
    let hidden = uses.iter().all(|line| line.name.needs_number());
    let hidden = hidden.then_some(text::PRESETS_HIDDEN);
    let recording = uses.iter().any(|line| line.name.tells_recording());
    let recording = recording.then_some(text::PRESETS_RECORDING);
    let said = hidden.into_iter().chain(recording).map(|key| t.get(key));
    said.collect::<Vec<_>>().join(" ")
}

fn faults(said: Said) -> Vec<FieldError> {
    match said.get() {
        Some(Err(AppError::Invalid { errors })) => errors,
        _ => Vec::new(),
    }
}

fn sentence(t: Texts, error: &FieldError) -> String {
    t.find_with(&format!("fault.{}", error.fault.key()), &error.arguments)
}

/// Why nothing was made, where no field says so.
fn trouble(t: Texts, said: Said) -> Option<AnyView> {
    let lines: Vec<String> = match said.get()? {
        Ok(()) => return None,
        Err(AppError::Invalid { errors }) if !errors.is_empty() => errors
            .iter()
            .filter(|error| error.field != "uses" && !error.field.starts_with("answers."))
            .map(|error| format!("{}: {}", error.field, sentence(t, error)))
            .collect(),
        Err(error) => vec![failure::sentence(t, &error)],
    };
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect();
    (!lines.is_empty())
        .then(|| view! { <div class="note note-failed" role="alert">{lines}</div> }.into_any())
}

#[component]
fn FaultAt(#[prop(into)] path: String, said: Said) -> impl IntoView {
    let t = use_texts();
    move || {
        let faults = faults(said);
        let here = faults.iter().find(|error| error.field == path);
        here.map(
            |error| view! { <span class="field-error" role="alert">{sentence(t, error)}</span> },
        )
    }
}

#[component]
fn UseOption(line: UseLine) -> impl IntoView {
    let t = use_texts();
    let key = line.name.key();
    let moments: Vec<String> = line
        .moments
        .iter()
        .map(|moment| t.named(&format!("moment.name.{}", moment.key())))
        .collect();
    view! {
        <label class="option">
            <input type="checkbox" name=format!("form[uses][{key}]") checked=line.chosen data-use=key/>
            <span>
                <b>{t.named(&format!("preset.use.{key}.label"))}</b>
                <small>{t.named(&format!("preset.use.{key}.help"))}</small>
                <small class="preset-moments">{moments.join(" · ")}</small>
            </span>
        </label>
    }
}

#[component]
fn Question(line: QuestionLine, said: Said) -> impl IntoView {
    let t = use_texts();
    let (kind, mode) = match line.kind {
        AnswerKind::Secret => ("password", "text"),
        AnswerKind::Number => ("text", "numeric"),
        AnswerKind::Host | AnswerKind::Address => ("text", "url"),
        AnswerKind::Text => ("text", "text"),
    };
    let autocomplete = if line.kind == AnswerKind::Secret {
        "new-password"
    } else {
        "off"
    };
    // A question of some uses is there while one of them is chosen.
    let needed_by: Vec<&str> = line.uses.iter().map(|name| name.key()).collect();
    let key = format!("preset.question.{}", line.name);
    let class = if line.kind == AnswerKind::Address {
        "field connection-wide"
    } else {
        "field"
    };
    view! {
        <label class=class data-needed-by=needed_by.join(" ")>
            <span class="field-label">{t.named(&format!("{key}.label"))}</span>
            <input class="input code" type=kind inputmode=mode name=format!("form[answers][{}]", line.name) value=line.default
                placeholder=line.example autocomplete=autocomplete autocapitalize="off" spellcheck="false" data-1p-ignore=""/>
            <span class="field-help">{t.named(&format!("{key}.help"))}</span>
            <FaultAt path=format!("answers.{}", line.name) said/>
        </label>
    }
}
