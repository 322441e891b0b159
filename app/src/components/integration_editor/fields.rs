//! Fields that know their place in the draft: they show their fault, and say when they are left.

use super::{faults::sentence, form::Form, model::use_editor};
use crate::i18n::{Key, use_texts};
use leptos::{html, prelude::*};

/// Reads a text of the form.
pub type Get = fn(&Form) -> &String;
/// Reaches the same text for a change.
pub type GetMut = fn(&mut Form) -> &mut String;

/// The id of the element that says what is wrong with a field.
fn fault_id(path: &str) -> String {
    format!("fault-{}", path.replace('.', "-"))
}

/// One line of text at a path of the draft.
#[component]
pub fn Line(
    /// Where it stands in the draft, such as `parameters.2.name`.
    #[prop(into)]
    path: Signal<String>,
    /// What is in it.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what is typed.
    #[prop(into)]
    on_text: Callback<String>,
    /// Its name for those who do not see its place.
    #[prop(into, optional)]
    label: MaybeProp<String>,
    #[prop(optional)] class: &'static str,
    #[prop(into, optional)] placeholder: String,
    #[prop(default = "text")] input_type: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] mode: Option<&'static str>,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let faults = use_editor().faults;
    let fault = Memo::new(move |_| faults.at(&path.read()).is_some());
    let described = move || fault.get().then(|| fault_id(&path.read()));
    view! {
        <input node_ref=node_ref class=format!("input {class}") type=input_type autocomplete=autocomplete
            inputmode=mode spellcheck="false" placeholder=placeholder aria-label=move || label.get()
            value=value.get_untracked() prop:value=move || value.get()
            aria-invalid=move || fault.get().then_some("true") aria-describedby=described
            on:input=move |event| on_text.run(event_target_value(&event))
            on:blur=move |_| faults.leave(&path.read_untracked())/>
    }
}

/// What is wrong at a path, where it is shown.
#[component]
pub fn FaultText(#[prop(into)] path: Signal<String>) -> impl IntoView {
    let t = use_texts();
    let faults = use_editor().faults;
    let text = Memo::new(move |_| faults.at(&path.read()).map(|error| sentence(t, &error)));
    move || {
        let id = fault_id(&path.read());
        text.get().map(|text| view! { <p class="field-fault" id=id>{text}</p> })
    }
}

/// A text of the form with its label above and its help or fault below.
#[component]
pub fn TextField(
    path: &'static str,
    label: Key,
    get: Get,
    get_mut: GetMut,
    #[prop(optional)] help: Option<Key>,
    #[prop(optional)] class: &'static str,
    #[prop(into, optional)] placeholder: String,
    #[prop(optional)] mode: Option<&'static str>,
) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let value = model.read(move |form| get(form).clone());
    let change = move |text: String| model.edit(path, |form| *get_mut(form) = text);
    view! {
        <label class="field">
            <span class="field-label">{t.get(label)}</span>
            <Line path value on_text=change class placeholder mode/>
            {help.map(|help| view! { <span class="field-help">{t.get(help)}</span> })}
            <FaultText path/>
        </label>
    }
}

/// A choice among a few texts: ids and labels.
#[component]
pub fn Choice(
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
    #[prop(into, optional)] label: MaybeProp<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let option = move |(id, text): (String, String)| {
        let selected = value.get_untracked() == id;
        view! { <option value=id selected=selected>{text}</option> }
    };
    // The options come first: a value is only taken if there is an option for it.
    let follow = move |select: leptos::web_sys::HtmlSelectElement| {
        Effect::new(move || {
            options.track();
            select.set_value(&value.read());
        });
    };
    view! {
        <select class=format!("input {class}") aria-label=move || label.get() use:follow_value=follow
            on:change=move |event| on_choose.run(event_target_value(&event))>
            {move || options.get().into_iter().map(option).collect_view()}
        </select>
    }
}
