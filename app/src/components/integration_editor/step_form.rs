//! A further step as it stands in the form, and its way from and to a draft.

use super::{rows::Rows, success_form::SuccessForm};
use domain::{
    Method,
    format::FormatSpec,
    integration::{BodyFormat, HeaderRow, ParameterRow, RowValue, WhenEmpty},
    step::{OnlyIf, Step, Take},
};

/// A further step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepForm {
    /// How the customer recognises it.
    pub name: String,
    /// When it is sent; always where there is none.
    pub only_if: Option<OnlyIf>,
    /// Where it goes.
    pub url: String,
    /// With which method.
    pub method: Method,
    /// Where the rows go.
    pub body_format: BodyFormat,
    /// The body's text; kept while another format is chosen.
    pub body_template: String,
    /// Further headers.
    pub headers: Rows<HeaderRow>,
    /// The table of parameters.
    pub parameters: Rows<ParameterRow>,
    /// When its answer counts as accepted.
    pub success: SuccessForm,
    /// What later steps use of its answer.
    pub takes: Rows<Take>,
}

impl StepForm {
    /// A step that has nothing in it yet.
    #[must_use]
    pub fn fresh(name: String) -> Self {
        Self::of(&Step {
            name,
            only_if: None,
            url: String::new(),
            method: Method::Post,
            body_format: BodyFormat::Json,
            body_template: None,
            headers: Vec::new(),
            parameters: Vec::new(),
            success: None,
            takes: Vec::new(),
        })
    }

    /// The form that shows a step.
    #[must_use]
    pub fn of(step: &Step) -> Self {
        Self {
            name: step.name.clone(),
            only_if: step.only_if.clone(),
            url: step.url.clone(),
            method: step.method,
            body_format: step.body_format,
            body_template: step.body_template.clone().unwrap_or_default(),
            headers: step.headers.iter().cloned().collect(),
            parameters: step.parameters.iter().cloned().collect(),
            success: SuccessForm::of(step.success.as_ref()),
            takes: step.takes.iter().cloned().collect(),
        }
    }

    /// The step that the form says.
    #[must_use]
    pub fn step(&self) -> Step {
        Step {
            name: self.name.clone(),
            only_if: self.only_if.clone(),
            url: self.url.clone(),
            method: self.method,
            body_format: self.body_format,
            body_template: self
                .body_format
                .is_template()
                .then(|| self.body_template.clone()),
            headers: self.headers.items(),
            parameters: self.parameters.items(),
            success: self.success.rule(),
            takes: self.takes.items(),
        }
    }
}

/// A row that has nothing in it yet.
#[must_use]
pub fn fresh_row() -> ParameterRow {
    ParameterRow {
        name: String::new(),
        value: RowValue::Constant(String::new()),
        format: None,
        when_empty: WhenEmpty::Omit,
    }
}

/// A row's value as one text: a parameter in its braces, with its format.
#[must_use]
pub fn row_text(row: &ParameterRow) -> String {
    match (&row.value, &row.format) {
        (RowValue::Parameter(name), Some(FormatSpec::Text(format))) => {
            format!("{{{{{name} | {format}}}}}")
        }
        (RowValue::Parameter(name), Some(FormatSpec::Map(_)) | None) => format!("{{{{{name}}}}}"),
        (RowValue::Constant(text) | RowValue::Template(text), _) => text.clone(),
    }
}

/// Takes a row's value from one text: a parameter alone keeps its kind, so that JSON has a number
/// for a number.
pub fn set_row_text(row: &mut ParameterRow, text: String) {
    let inner = text
        .trim()
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"))
        .filter(|inner| !inner.contains(['{', '}']) && !inner.trim().starts_with("secret:"));
    let Some(inner) = inner else {
        row.format = None;
        row.value = if text.contains("{{") {
            RowValue::Template(text)
        } else {
            RowValue::Constant(text)
        };
        return;
    };
    let (name, format) = match inner.split_once('|') {
        Some((name, format)) => (name, Some(FormatSpec::Text(format.trim().to_owned()))),
        None => (inner, None),
    };
    let is_same = matches!(&row.value, RowValue::Parameter(known) if known == name.trim());
    // A map has no text, so that it stays while its parameter does.
    let keeps_map = is_same && format.is_none() && matches!(row.format, Some(FormatSpec::Map(_)));
    if !keeps_map {
        row.format = format;
    }
    row.value = RowValue::Parameter(name.trim().to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_step_comes_out_of_the_form_as_it_went_in() {
        let step: Step = serde_json::from_value(json!({
            "name": "Create", "url": "crm.contact.add", "method": "POST", "body_format": "json_template",
            "body_template": "{}", "only_if": {"parameter": "step.id", "is": "not_found", "value": ""},
            "headers": [{"name": "x-a", "value": {"constant": "b"}}],
            "parameters": [{"name": "a", "value": {"parameter": "status"}, "format": {"map": {"a": "b"}}}],
            "success": {"status": [201]}, "takes": [{"name": "id", "path": "$.id", "keep": true}],
        }))
        .unwrap();
        assert_eq!(StepForm::of(&step).step(), step);
    }

    #[test]
    fn a_rows_text_says_what_it_sends() {
        let mut row = fresh_row();
        for (typed, value, format) in [
            ("{{ status }}", json!({"parameter": "status"}), json!(null)),
            (
                "{{call_id | upper}}",
                json!({"parameter": "call_id"}),
                json!("upper"),
            ),
            (
                "Call {{call_id}}",
                json!({"template": "Call {{call_id}}"}),
                json!(null),
            ),
            (
                "{{secret:key}}",
                json!({"template": "{{secret:key}}"}),
                json!(null),
            ),
            ("inbound", json!({"constant": "inbound"}), json!(null)),
        ] {
            set_row_text(&mut row, typed.to_owned());
            assert_eq!(serde_json::to_value(&row.value).unwrap(), value, "{typed}");
            assert_eq!(
                serde_json::to_value(&row.format).unwrap(),
                format,
                "{typed}"
            );
        }
    }

    #[test]
    fn a_value_map_stays_while_its_parameter_does() {
        let map =
            json!({"name": "a", "value": {"parameter": "status"}, "format": {"map": {"a": "b"}}});
        let mut row: ParameterRow = serde_json::from_value(map).unwrap();
        let before = row.clone();
        set_row_text(&mut row, row_text(&before));
        assert_eq!(row, before);
        set_row_text(&mut row, "{{direction}}".to_owned());
        assert_eq!(row.format, None);
    }
}
