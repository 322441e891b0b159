//! The exact request beside the form, for a call of the person's choice, with each keystroke.

use super::{
    faults::sentence,
    fields::SwitchOption,
    model::{EditorModel, use_editor},
    rendering::{self, Preview},
    view::CallChoice,
};
use crate::{
    components::exact_request::ExactRequest,
    i18n::{Key, Texts, text, use_texts},
};
use domain::{Facts, Fault, RenderError, request};
use leptos::prelude::*;

/// The request, or calmly what is in its way.
#[component]
pub fn PreviewPanel() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let signed = model.read(|form| form.signature);
    let wanted = RwSignal::new(0_usize);
    let step = Memo::new(move |_| {
        let further = model.draft.with(|draft| draft.steps.len());
        wanted.get().min(further)
    });
    let facts = Memo::new(move |_| {
        let known = |facts: &Facts| {
            model
                .draft
                .with(|draft| rendering::with_taken(draft, facts))
        };
        model.facts.with(known)
    });
    let shown = Memo::new(move |_| {
        model.draft.with(|draft| {
            let connection = model.connection_of(draft);
            let step = step.get();
            facts.with(|facts| rendering::preview(model.tenant_id, draft, connection, step, facts))
        })
    });
    let request = Memo::new(move |_| shown.with(Preview::request));
    let words = Memo::new(move |_| {
        model.draft.with(|draft| {
            let connection = model.connection_of(draft);
            let integration = rendering::compile(model.tenant_id, draft, connection).ok();
            let step = step.get();
            facts.with(|facts| {
                integration
                    .map(|integration| request::in_words(&integration, step, facts, 1))
                    .unwrap_or_default()
            })
        })
    });
    view! {
        <section class="preview">
            <CallSwitch/>
            <StepSwitch step wanted/>
            <ExactRequest request=request words=words>
                {move || shown.with(|shown| obstacle(model, shown))}
            </ExactRequest>
            <p class="field-help">{move || whole_names(t.get(if signed.get() { text::DELIVERY_ADDED_STAMPED } else { text::DELIVERY_ADDED_PLAIN }))}</p>
        </section>
    }
}

/// A sentence in which the names of headers do not break at their hyphens.
fn whole_names(sentence: &'static str) -> impl IntoView {
    let words = sentence.split(' ').map(|word| {
        let class = word.contains('-').then_some("nowrap");
        view! { <span class=class>{word}</span>" " }
    });
    words.collect_view()
}

/// Which request of a delivery is shown, where there are several.
#[component]
fn StepSwitch(step: Memo<usize>, wanted: RwSignal<usize>) -> impl IntoView {
    let t = use_texts();
    let names = use_editor().read(|form| {
        let steps = form.steps.iter();
        steps.map(|(_, step)| step.name.clone()).collect::<Vec<_>>()
    });
    let button = move |(place, name): (usize, String)| {
        let number = (place + 1).to_string();
        let pressed = move || if step.get() == place { "true" } else { "false" };
        let said = match name.trim() {
            "" => number,
            name => format!("{number} · {name}"),
        };
        view! { <button type="button" class="pill" aria-pressed=pressed on:click=move |_| wanted.set(place)>{said}</button> }
    };
    let buttons = move || {
        let own = std::iter::once(t.get(text::EDITOR_PREVIEW_STEP).to_owned());
        own.chain(names.get())
            .enumerate()
            .map(button)
            .collect_view()
    };
    view! {
        <Show when=move || names.with(|names| !names.is_empty())>
            <div class="step-switch" role="group" aria-label=t.get(text::EDITOR_PREVIEW_STEPS)>{buttons}</div>
        </Show>
    }
}

/// Why there is no request to be seen; an empty address is no fault, only a beginning.
fn obstacle(model: EditorModel, shown: &Preview) -> Option<AnyView> {
    let t = use_texts();
    let lines = match shown {
        Preview::Request(_) => return None,
        Preview::TooLarge(error) => vec![too_large(t, error)],
        Preview::Faulty(_) if model.draft.with(|draft| draft.url.is_empty()) => {
            vec![t.get(text::EDITOR_PREVIEW_NO_URL).to_owned()]
        }
        Preview::Faulty(errors) => errors.iter().map(|error| sentence(t, error)).collect(),
    };
    let lines = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect_view();
    Some(view! { <div class="preview-obstacle" role="status">{lines}</div> }.into_any())
}

fn too_large(t: Texts, error: &RenderError) -> String {
    match error {
        RenderError::UrlTooLong { bytes, max } | RenderError::BodyTooLong { bytes, max } => t.with(
            text::EDITOR_PREVIEW_TOO_LARGE,
            &[("bytes", &bytes.to_string()), ("max", &max.to_string())],
        ),
        RenderError::SecretMissing { name } => {
            let error = domain::FieldError::new("key", Fault::SecretMissing).with("name", name);
            sentence(t, &error)
        }
    }
}

/// The last real call, or the made-up one.
#[component]
fn CallSwitch() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let last = model.last_call();
    let option = move |choice: CallChoice, label: Key| {
        let chosen = Signal::derive(move || model.call_in_use() == choice);
        let disabled =
            Signal::derive(move || choice == CallChoice::Last && last.with(Option::is_none));
        view! { <SwitchOption name="call" value=choice.key() label chosen disabled on_choose=move |()| model.call.set(choice)/> }
    };
    let said = move || match (model.call_in_use(), last.get()) {
        (CallChoice::Last, Some(call)) => {
            let number = call.facts.phone("caller_number").map(|phone| {
                phone
                    .international
                    .clone()
                    .unwrap_or_else(|| phone.raw.clone())
            });
            format!("{} · {}", number.unwrap_or(call.call_id), call.at.text)
        }
        (CallChoice::MadeUp, Some(_)) => t.get(text::EDITOR_PREVIEW_MADE_UP_HINT).to_owned(),
        (CallChoice::Last | CallChoice::MadeUp, None) => {
            t.get(text::EDITOR_PREVIEW_NO_CALL).to_owned()
        }
    };
    view! {
        <div class="call-switch">
            <div class="switch" role="radiogroup" aria-label=t.get(text::EDITOR_PREVIEW_CALL)>
                {option(CallChoice::Last, text::EDITOR_PREVIEW_LAST)}
                {option(CallChoice::MadeUp, text::EDITOR_PREVIEW_MADE_UP)}
            </div>
            <small class="quiet-text">{said}</small>
        </div>
    }
}
