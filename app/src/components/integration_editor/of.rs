//! What several parts of the form have alike: the integration's own request and each further
//! step have headers, rules over answers, and values that they take from them.

use super::{
    form::Form, model::EditorModel, rows::Rows, step_form::StepForm, success_form::SuccessForm,
};
use domain::{integration::HeaderRow, step::Take};
use leptos::prelude::*;

/// Whose request is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The integration's own: the first.
    Own,
    /// That of a further step, by its key.
    Step(u32),
}

impl Of {
    /// The headers of its own; none once the step is gone.
    #[must_use]
    pub fn headers(self, form: &Form) -> Option<&Rows<HeaderRow>> {
        match self {
            Self::Own => Some(&form.headers),
            Self::Step(key) => form.steps.find(key).map(|step| &step.headers),
        }
    }

    /// The same for a change.
    pub fn headers_mut(self, form: &mut Form) -> Option<&mut Rows<HeaderRow>> {
        match self {
            Self::Own => Some(&mut form.headers),
            Self::Step(key) => form.steps.find_mut(key).map(|step| &mut step.headers),
        }
    }

    /// The rules over its answer; none once the step is gone.
    #[must_use]
    pub fn success(self, form: &Form) -> Option<&SuccessForm> {
        match self {
            Self::Own => Some(&form.success),
            Self::Step(key) => form.steps.find(key).map(|step| &step.success),
        }
    }

    /// The same for a change.
    pub fn success_mut(self, form: &mut Form) -> Option<&mut SuccessForm> {
        match self {
            Self::Own => Some(&mut form.success),
            Self::Step(key) => form.steps.find_mut(key).map(|step| &mut step.success),
        }
    }

    /// What is taken from its answer.
    #[must_use]
    pub fn takes(self, form: &Form) -> Option<&Rows<Take>> {
        match self {
            Self::Own => Some(&form.takes),
            Self::Step(key) => form.steps.find(key).map(|step| &step.takes),
        }
    }

    /// The same for a change.
    pub fn takes_mut(self, form: &mut Form) -> Option<&mut Rows<Take>> {
        match self {
            Self::Own => Some(&mut form.takes),
            Self::Step(key) => form.steps.find_mut(key).map(|step| &mut step.takes),
        }
    }

    /// The path of a field of it in the draft, such as `steps.1.success.status`.
    #[must_use]
    pub fn path(self, form: &Form, field: &str) -> String {
        match self {
            Self::Own => field.to_owned(),
            Self::Step(key) => {
                let place = form.steps.place(key).unwrap_or_default();
                format!("steps.{place}.{field}")
            }
        }
    }

    /// The same, followed.
    #[must_use]
    pub fn path_of(self, model: EditorModel, field: &'static str) -> Memo<String> {
        model.read(move |form| self.path(form, field))
    }

    /// Changes the form at a field of it.
    pub fn edit(self, model: EditorModel, field: &str, change: impl FnOnce(&mut Form)) {
        let path = model.form.with_untracked(|form| self.path(form, field));
        model.edit(&path, change);
    }
}

/// A part of a step, followed; its default once the step is gone.
pub fn read_step<T: Default + PartialEq + Send + Sync + 'static>(
    model: EditorModel,
    key: u32,
    get: impl Fn(&StepForm) -> T + Send + Sync + 'static,
) -> Memo<T> {
    model.read(move |form| form.steps.find(key).map(&get).unwrap_or_default())
}

/// Changes a step at one of its fields.
pub fn edit_step(model: EditorModel, key: u32, field: &str, change: impl FnOnce(&mut StepForm)) {
    Of::Step(key).edit(model, field, |form| {
        if let Some(step) = form.steps.find_mut(key) {
            change(step);
        }
    });
}
