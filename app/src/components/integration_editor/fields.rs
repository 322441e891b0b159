//! Fields that know their place in the draft: they show their fault, and say when they are left.

use super::{
    dom,
    faults::sentence,
    form::Form,
    model::{EditorModel, use_editor},
};
use crate::i18n::{Key, Texts, text, use_texts};
use leptos::{html, prelude::*};

/// Reads a text of the form.
pub type TextOf = fn(&Form) -> &String;
/// Reaches the same text for a change.
pub type TextIn = fn(&mut Form) -> &mut String;

/// The id of a field's input.
#[must_use]
pub fn field_id(path: &str) -> String {
    format!("field-{}", path.replace('.', "-"))
}

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
    /// Its name where no label points to it.
    #[prop(into, optional)]
    label: MaybeProp<String>,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// What is shown while it is empty.
    #[prop(into, optional)]
    placeholder: MaybeProp<String>,
    /// Which keyboard a phone shows.
    #[prop(optional, default = "text")]
    mode: &'static str,
    /// Reaches the element, for its caret.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
    /// Told once something was pasted or the field was left.
    #[prop(into, optional)]
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let faults = use_editor().faults;
    let done = move || {
        // The page may have been left meanwhile.
        if let Some(on_done) = on_done {
            on_done.try_run(());
        }
    };
    let leave = move |_| {
        faults.leave_soon(path.get_untracked());
        if on_done.is_some() {
            dom::after_press(done);
        }
    };
    let fault = Memo::new(move |_| faults.at(&path.read()).is_some());
    let described = move || fault.get().then(|| fault_id(&path.read()));
    view! {
        <input node_ref=node_ref id=move || field_id(&path.read()) class=format!("input {class}") type="text"
            autocomplete="off" autocapitalize="off" spellcheck="false" inputmode=mode
            placeholder=move || placeholder.get() aria-label=move || label.get()
            value=value.get_untracked() prop:value=move || value.get()
            aria-invalid=move || fault.get().then_some("true") aria-describedby=described
            on:input=move |event| on_text.run(event_target_value(&event))
            on:blur=leave on:paste=move |_| request_animation_frame(done)/>
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
        text.get()
            .map(|text| view! { <p class="field-error" id=id>{text}</p> })
    }
}

/// A text of the form with its label above and its help or fault below.
#[component]
pub fn TextField(
    path: &'static str,
    label: Key,
    get: TextOf,
    get_mut: TextIn,
    #[prop(optional)] help: Option<Key>,
    #[prop(optional)] class: &'static str,
    #[prop(into, optional)] placeholder: MaybeProp<String>,
    #[prop(optional, default = "text")] mode: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let value = model.read(move |form| get(form).clone());
    let change = move |text: String| model.edit(path, |form| *get_mut(form) = text);
    view! {
        <div class="field">
            <label class="field-label" for=field_id(path)>{t.get(label)}</label>
            <Line path value on_text=change class placeholder mode/>
            {help.map(|help| view! { <p class="field-help">{t.get(help)}</p> })}
            <FaultText path/>
        </div>
    }
}

/// A choice among a few texts: ids and labels.
#[component]
pub fn Choice(
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The id of what is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the id of the new choice.
    #[prop(into)]
    on_choose: Callback<String>,
    /// Its name where no label points to it.
    #[prop(into, optional)]
    label: MaybeProp<String>,
    /// Its id, for a label.
    #[prop(into, optional)]
    id: MaybeProp<String>,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let node = NodeRef::<html::Select>::new();
    let option = move |(id, text): (String, String)| {
        let selected = value.get_untracked() == id;
        view! { <option value=id selected=selected>{text}</option> }
    };
    // An option's own mark counts only until a person chooses; from then on the element's value does.
    Effect::new(move || {
        options.track();
        let value = value.get();
        if let Some(select) = node.get() {
            select.set_value(&value);
        }
    });
    view! {
        <select node_ref=node class=format!("input {class}") id=move || id.get() aria-label=move || label.get()
            on:change=move |event| on_choose.run(event_target_value(&event))>
            {move || options.get().into_iter().map(option).collect_view()}
        </select>
    }
}

/// The input of a choice that lies open: one of several under the same name.
#[component]
pub fn Radio(
    /// What the inputs of the choice share.
    name: &'static str,
    /// Which of them this is.
    value: &'static str,
    /// Whether it is the chosen one.
    #[prop(into)]
    chosen: Signal<bool>,
    /// Takes the choice.
    #[prop(into)]
    on_choose: Callback<()>,
    /// Whether it cannot be chosen now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether something else shows its state.
    #[prop(optional)]
    hidden: bool,
) -> impl IntoView {
    let class = hidden.then_some("visually-hidden");
    view! {
        <input type="radio" name=name value=value class=class disabled=move || disabled.get()
            checked=chosen.get_untracked() prop:checked=move || chosen.get() on:change=move |_| on_choose.run(())/>
    }
}

/// A choice in a row of them, of which the chosen one stands out.
#[component]
pub fn SwitchOption(
    /// What the inputs of the choice share.
    name: &'static str,
    /// Which of them this is.
    value: &'static str,
    /// What it says.
    label: Key,
    /// Whether it is the chosen one.
    #[prop(into)]
    chosen: Signal<bool>,
    /// Takes the choice.
    #[prop(into)]
    on_choose: Callback<()>,
    /// Whether it cannot be chosen now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <label class="switch-option">
            <Radio name value chosen on_choose disabled hidden=true/>
            <span>{t.get(label)}</span>
        </label>
    }
}

/// The name of a cell's field for those who do not see its place: `Name, row 2`.
#[must_use]
pub fn cell_label(model: EditorModel, t: Texts, key: u32, column: Key) -> Signal<Option<String>> {
    let place = model.read(move |form| form.parameters.place(key).unwrap_or_default() + 1);
    Signal::derive(move || {
        let place = place.get().to_string();
        Some(t.with(
            text::EDITOR_ROWS_CELL,
            &[("column", t.get(column)), ("place", &place)],
        ))
    })
}
