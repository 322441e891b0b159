//! What is wrong with the form, and when it is said: after leaving a field, or on saving.

use super::{
    catalogue, dom, formats,
    view::{ConnectionChoice, Loaded, find_connection},
};
use crate::i18n::Texts;
use domain::{
    AddressPolicy, Fault, FieldError, IntegrationDraft,
    integration::SIGNATURE_SECRET,
    validate::{Surroundings, validate},
};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The faults of the form.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    /// Those that the browser finds itself, with every keystroke.
    local: Memo<Vec<FieldError>>,
    /// Those that only the server knows, until their field is edited.
    remote: RwSignal<Vec<FieldError>>,
    /// The fields that were left.
    left: RwSignal<BTreeSet<String>>,
    /// Whether saving was tried: then nothing is held back.
    asked: RwSignal<bool>,
}

impl Faults {
    /// The faults of a draft, beginning with a form that nobody has touched.
    #[must_use]
    pub fn of(
        draft: Memo<IntegrationDraft>,
        saved: RwSignal<Option<Loaded>>,
        secrets: RwSignal<BTreeMap<String, String>>,
        connections: StoredValue<Vec<ConnectionChoice>>,
    ) -> Self {
        let local = Memo::new(move |_| {
            let names = secret_names(saved, secrets);
            draft.with(|draft| connections.with_value(|all| found(draft, names, all)))
        });
        Self {
            local,
            remote: RwSignal::new(Vec::new()),
            left: RwSignal::new(BTreeSet::new()),
            asked: RwSignal::new(false),
        }
    }

    /// Whether anything is wrong below a path, shown or not.
    #[must_use]
    pub fn are_below(self, path: &str) -> bool {
        let below =
            |errors: &Vec<FieldError>| errors.iter().any(|error| error.field.starts_with(path));
        self.local.with(below) || self.remote.with(below)
    }

    /// The fault that is shown at a field; those of the entries of its list count too.
    #[must_use]
    pub fn at(self, path: &str) -> Option<FieldError> {
        let is_here = |error: &&FieldError| {
            let entry = error
                .field
                .strip_prefix(path)
                .and_then(|rest| rest.strip_prefix('.'));
            error.field == path
                || entry.is_some_and(|entry| entry.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let here = |errors: &Vec<FieldError>| errors.iter().find(is_here).cloned();
        let is_shown = self.asked.get() || self.left.with(|left| left.contains(path));
        let local = if is_shown {
            self.local.with(here)
        } else {
            None
        };
        local.or_else(|| self.remote.with(here))
    }

    /// The same once a press that took the focus away is over: a sentence that appears under
    /// the pointer would make it miss.
    pub fn leave_soon(self, path: String) {
        dom::after_press(move || self.leave(&path));
    }

    /// How many are shown after saving was tried.
    #[must_use]
    pub fn count_after_saving(self) -> usize {
        if self.asked.get() {
            self.local.with(Vec::len) + self.remote.with(Vec::len)
        } else {
            0
        }
    }

    /// Notes that a person left a field.
    pub fn leave(self, path: &str) {
        // The page may have been left before the press was over.
        self.left.try_update(|left| left.insert(path.to_owned()));
    }

    /// Notes that saving was tried; tells whether the browser finds nothing wrong.
    pub fn ask(self) -> bool {
        self.asked.set(true);
        self.local.with_untracked(Vec::is_empty)
    }

    /// Shows what the server refused; what the browser finds too is not said twice.
    pub fn refuse(self, errors: Vec<FieldError>) {
        let local = self.local.get_untracked();
        let unknown = errors
            .into_iter()
            .filter(|error| !local.contains(error))
            .collect();
        self.asked.set(true);
        self.remote.set(unknown);
    }

    /// What the server said of a field and of what lies below it no longer holds.
    pub fn forget(self, path: &str) {
        let is_below = |error: &FieldError| {
            error
                .field
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if self
            .remote
            .with_untracked(|errors| errors.iter().any(is_below))
        {
            self.remote
                .update(|errors| errors.retain(|error| !is_below(error)));
        }
    }

    /// Begins anew after saving.
    pub fn rest(self) {
        self.asked.set(false);
        self.left.update(BTreeSet::clear);
        self.remote.update(Vec::clear);
    }
}

/// What the browser can judge: which networks the operator opened is the server's knowledge.
fn found(
    draft: &IntegrationDraft,
    mut secret_names: Vec<String>,
    connections: &[ConnectionChoice],
) -> Vec<FieldError> {
    let connection = find_connection(connections, draft);
    secret_names.extend(
        connection
            .iter()
            .flat_map(|choice| choice.secret_names.clone()),
    );
    let around = Surroundings {
        secret_names: &secret_names,
        policy: &AddressPolicy::default(),
        connection: connection.map(|choice| &choice.connection.draft),
    };
    let mut errors = validate(draft, around);
    errors.retain(|error| !matches!(error.fault, Fault::AddressInner | Fault::PortForbidden));
    errors
}

/// A fault as a sentence, in the words of the screen.
#[must_use]
pub fn sentence(t: Texts, error: &FieldError) -> String {
    let mut arguments = error.arguments.clone();
    if error.field == "timeout_ms" {
        arguments
            .values_mut()
            .for_each(|value| *value = in_seconds(value));
    }
    if error.fault == Fault::FormatUnfit {
        if let Some(name) = arguments.get_mut("name") {
            *name = catalogue::label(t, name);
        }
        if let Some(format) = arguments.get_mut("format") {
            *format = formats::label_of_text(t, format);
        }
    }
    t.find_with(&format!("fault.{}", error.fault.key()), &arguments)
}

/// The form asks for seconds, the draft counts milliseconds.
fn in_seconds(milliseconds: &str) -> String {
    milliseconds
        .parse::<u32>()
        .map_or_else(|_| milliseconds.to_owned(), |ms| (ms / 1_000).to_string())
}

/// Names of secrets: those on the server and those typed, with the two that Hookline makes.
fn secret_names(
    saved: RwSignal<Option<Loaded>>,
    secrets: RwSignal<BTreeMap<String, String>>,
) -> Vec<String> {
    let mut names = saved.with(|saved| {
        saved
            .as_ref()
            .map(|loaded| loaded.secret_names.clone())
            .unwrap_or_default()
    });
    names.push(SIGNATURE_SECRET.to_owned());
    secrets.with(|typed| {
        names.extend(
            typed
                .iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, _)| name.clone()),
        );
    });
    names
}
