//! What a row sends: a call parameter, a constant, or a text with parameters in it.

use super::{
    catalogue, dom,
    fields::{FaultText, Line, cell_label},
    lift::{MakeSecret, is_key_row, lift_row},
    model::use_editor,
    picker::ParameterPicker,
    words,
};
use crate::i18n::{Key, text, use_texts};
use domain::{
    integration::{ParameterRow, RowValue},
    parameter::{Known, Parameter},
};
use leptos::{html, prelude::*};

/// The kinds of value, as the form offers them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ValueKind {
    /// A call parameter.
    #[default]
    Parameter,
    /// The same text always.
    Constant,
    /// A text with parameters in it.
    Template,
}

impl ValueKind {
    const ALL: [Self; 3] = [Self::Parameter, Self::Constant, Self::Template];

    /// The kind of a value.
    #[must_use]
    pub const fn of(value: &RowValue) -> Self {
        match value {
            RowValue::Parameter(_) => Self::Parameter,
            RowValue::Constant(_) => Self::Constant,
            RowValue::Template(_) => Self::Template,
        }
    }

    const fn label(self) -> Key {
        match self {
            Self::Parameter => text::EDITOR_VALUE_PARAMETER,
            Self::Constant => text::EDITOR_VALUE_CONSTANT,
            Self::Template => text::EDITOR_VALUE_TEMPLATE,
        }
    }

    /// A value of this kind that keeps what it can of another: a parameter goes on as a text.
    #[must_use]
    pub fn from(self, value: &RowValue) -> RowValue {
        match (self, value) {
            (Self::Parameter, RowValue::Parameter(name)) => RowValue::Parameter(name.clone()),
            (Self::Parameter, RowValue::Constant(_) | RowValue::Template(_)) => {
                RowValue::Parameter(String::new())
            }
            (Self::Constant, RowValue::Constant(text) | RowValue::Template(text)) => {
                RowValue::Constant(text.clone())
            }
            (Self::Constant, RowValue::Parameter(_)) => RowValue::Constant(String::new()),
            (Self::Template, RowValue::Constant(text) | RowValue::Template(text)) => {
                RowValue::Template(text.clone())
            }
            (Self::Template, RowValue::Parameter(name)) if name.is_empty() => {
                RowValue::Template(String::new())
            }
            (Self::Template, RowValue::Parameter(name)) => RowValue::Template(braced(name)),
        }
    }
}

fn braced(name: &str) -> String {
    format!("{{{{{name}}}}}")
}

/// The text of a constant or template.
fn text_of(row: &ParameterRow) -> String {
    match &row.value {
        RowValue::Parameter(_) => String::new(),
        RowValue::Constant(text) | RowValue::Template(text) => text.clone(),
    }
}

/// The cell: a picker, and beside it the text where there is one.
#[component]
pub fn ValueCell(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let kind = model.read_row(key, |row| ValueKind::of(&row.value));
    let input = NodeRef::<html::Input>::new();
    let path = model.row_path(key, "value");
    let shown = model.read_row(key, move |row| match &row.value {
        RowValue::Parameter(name) if name.is_empty() => t.get(text::EDITOR_VALUE_CHOOSE).to_owned(),
        RowValue::Parameter(name) => catalogue::label(t, name),
        RowValue::Constant(_) => t.get(text::EDITOR_VALUE_CONSTANT).to_owned(),
        RowValue::Template(_) => t.get(text::EDITOR_VALUE_TEMPLATE).to_owned(),
    });
    let choose = move |name: String| {
        model.edit_row(key, |row| {
            row.value = match &row.value {
                RowValue::Template(text) => RowValue::Template(dom::with_inserted(
                    input.get_untracked().as_ref(),
                    text,
                    &braced(&name),
                )),
                RowValue::Parameter(_) | RowValue::Constant(_) => RowValue::Parameter(name),
            };
            drop_unfit_format(row);
        });
        model.faults.leave(&path.get_untracked());
    };
    let label = cell_label(model, t, key, text::EDITOR_ROWS_VALUE);
    view! {
        <div class="value-cell" class:value-cell-text=move || kind.get() != ValueKind::Parameter>
            <ParameterPicker id=format!("value-{key}") shown label=Signal::derive(move || label.get().unwrap_or_default()) on_choose=choose>
                <KindSwitch key/>
            </ParameterPicker>
            <Show when=move || kind.get() != ValueKind::Parameter>
                <TextCell key path input/>
            </Show>
        </div>
        <Show when=move || kind.get() == ValueKind::Template><ExampleCell key/></Show>
        <MakeSecret offered=model.read_row(key, is_key_row) on_make=move |()| lift_row(model, key)/>
        <FaultText path/>
    }
}

/// A format that does not fit the new value would only be refused.
fn drop_unfit_format(row: &mut ParameterRow) {
    let fits = match (&row.value, &row.format) {
        (RowValue::Parameter(name), Some(spec)) => {
            let kind = Parameter::find(name).map(|parameter| parameter.kind);
            let format = domain::format::Format::of(spec).ok();
            kind.zip(format)
                .is_none_or(|(kind, format)| format.fits(kind))
        }
        (_, None) => true,
        (RowValue::Constant(_) | RowValue::Template(_), Some(_)) => false,
    };
    if !fits {
        row.format = None;
    }
}

#[component]
fn TextCell(key: u32, path: Memo<String>, input: NodeRef<html::Input>) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let value = model.read_row(key, text_of);
    let kind = model.read_row(key, |row| ValueKind::of(&row.value));
    let placeholder = Signal::derive(move || match kind.get() {
        ValueKind::Template => Some(t.get(text::EDITOR_VALUE_TEMPLATE_PLACEHOLDER).to_owned()),
        ValueKind::Parameter | ValueKind::Constant => None,
    });
    let change = move |text: String| {
        model.edit_row(key, |row| {
            row.value = match ValueKind::of(&row.value) {
                ValueKind::Template => RowValue::Template(text),
                // Whoever types braces into a constant means a parameter.
                ValueKind::Parameter | ValueKind::Constant if text.contains("{{") => {
                    RowValue::Template(text)
                }
                ValueKind::Parameter | ValueKind::Constant => RowValue::Constant(text),
            };
        });
    };
    view! {
        <Line path value class="code" placeholder node_ref=input on_text=change
            label=cell_label(model, t, key, text::EDITOR_ROWS_TEXT)/>
    }
}

/// Which kind of value the row sends.
#[component]
fn KindSwitch(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let chosen = model.read_row(key, |row| ValueKind::of(&row.value));
    let button = move |kind: ValueKind| {
        let choose = move |_| {
            model.edit_row(key, |row| {
                row.value = kind.from(&row.value);
                drop_unfit_format(row);
            });
            if kind != ValueKind::Parameter {
                let path = model.row_path(key, "value");
                dom::focus_soon(format!(
                    "#{}",
                    super::fields::field_id(&path.get_untracked())
                ));
            }
        };
        let pressed = move || {
            if chosen.get() == kind {
                "true"
            } else {
                "false"
            }
        };
        view! { <button type="button" class="switch-option" aria-pressed=pressed on:click=choose>{t.get(kind.label())}</button> }
    };
    view! {
        <div class="switch" role="group" aria-label=t.get(text::EDITOR_VALUE_KIND)>
            {ValueKind::ALL.map(button).collect_view()}
        </div>
    }
}

/// What the row would send for the chosen call, or why nothing.
#[component]
pub fn ExampleCell(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let example = Memo::new(move |_| {
        let moment = model.draft.with(|draft| draft.moment);
        let row = model.form.with(|form| form.parameters.find(key).cloned());
        row.map(|row| {
            model
                .facts
                .with(|facts| words::example(&row, facts, moment))
        })
    });
    move || {
        let example = example.get()?;
        let (class, shown) = match example {
            words::Example::Sent(text) => ("example", text),
            words::Example::Empty(Known::NotYet) => (
                "example example-not-yet",
                t.get(text::EDITOR_EXAMPLE_NOT_YET).to_owned(),
            ),
            words::Example::Empty(Known::Maybe) => (
                "example example-empty",
                t.get(text::EDITOR_EXAMPLE_MAYBE).to_owned(),
            ),
            words::Example::Empty(Known::Always) => (
                "example example-empty",
                t.get(text::EDITOR_EXAMPLE_EMPTY).to_owned(),
            ),
        };
        let title = shown.clone();
        Some(view! { <code class=class title=title>{shown}</code> })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_goes_on_as_a_text_with_it() {
        let parameter = RowValue::Parameter("caller_number".into());
        let text = ValueKind::Template.from(&parameter);
        assert_eq!(text, RowValue::Template("{{caller_number}}".into()));
        assert_eq!(
            ValueKind::Constant.from(&text),
            RowValue::Constant("{{caller_number}}".into())
        );
        assert_eq!(
            ValueKind::Parameter.from(&text),
            RowValue::Parameter(String::new())
        );
    }

    #[test]
    fn a_format_that_does_not_fit_goes_with_the_old_value() {
        let spec = Some(domain::format::FormatSpec::Text("phone:e164".into()));
        let row = |name: &str| ParameterRow {
            format: spec.clone(),
            ..super::super::row_actions::parameter_row("x", name)
        };
        let (mut phone, mut status) = (row("tracking_number"), row("status"));
        drop_unfit_format(&mut phone);
        drop_unfit_format(&mut status);
        assert_eq!((phone.format, status.format), (spec, None));
    }
}
