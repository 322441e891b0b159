//! The editor's state: one form in one signal, and what follows from it.
//!
//! Everything else is derived, so that each keystroke goes the same way: form, draft, faults,
//! request. Rows are found by their keys; places change while a person works.

use super::{
    faults::Faults,
    form::Form,
    sent::Sent,
    view::{CallChoice, ConnectionChoice, EditorData, LastCall, Loaded, find_connection},
};
use domain::{
    Connection, ConnectionId, DraftSecrets, Facts, FieldError, IntegrationDraft, TenantId,
    connection::needs_new_token, integration::ParameterRow, sample, validate::tidy_draft,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::{collections::BTreeMap, sync::Arc};

/// The editor as its parts see it; cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct EditorModel {
    /// What stands in the form.
    pub form: RwSignal<Form>,
    /// Plain texts of secrets that were typed and not saved yet.
    pub secrets: RwSignal<BTreeMap<String, String>>,
    /// The integration as it is on the server; none before the first saving.
    pub saved: RwSignal<Option<Loaded>>,
    /// The draft that would be saved now.
    pub draft: Memo<IntegrationDraft>,
    /// Whether something would be lost by leaving.
    pub is_dirty: Memo<bool>,
    /// What is wrong, and what of it is shown.
    pub faults: Faults,
    /// The person's choice of call.
    pub call: RwSignal<CallChoice>,
    /// What is known of the chosen call at the chosen moment.
    pub facts: Memo<Facts>,
    /// Whose integration it is.
    pub tenant_id: TenantId,
    /// Whether the person's role allows changes.
    pub may_change: bool,
    /// Whether the company has said when it works.
    pub has_hours: bool,
    /// Whether an incident of the integration lasted when it was read.
    pub is_failing: bool,
    calls: StoredValue<Vec<LastCall>>,
    connections: StoredValue<Vec<ConnectionChoice>>,
}

/// The model of the page's editor.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "the editor gives the context to all of its parts"
)]
pub fn use_editor() -> EditorModel {
    use_context().expect("the editor is around its parts")
}

impl EditorModel {
    /// The model of what the server gave.
    #[must_use]
    pub fn of(data: EditorData) -> Self {
        let mut fresh = Form::fresh();
        fresh.connection = asked_for();
        let form = match &data.integration {
            Some(loaded) => Form::of(&loaded.draft),
            None => fresh.clone(),
        };
        let form = RwSignal::new(form);
        let secrets = RwSignal::new(BTreeMap::new());
        let saved = RwSignal::new(data.integration);
        let draft = Memo::new(move |_| form.with(as_kept));
        let calls = StoredValue::new(data.calls);
        let connections = StoredValue::new(data.connections);
        let call = RwSignal::new(CallChoice::Last);
        Self {
            form,
            secrets,
            saved,
            draft,
            is_dirty: dirty(draft, saved, secrets, as_kept(&fresh)),
            faults: Faults::of(draft, saved, secrets, connections),
            call,
            facts: facts(draft, call, calls),
            tenant_id: data.tenant_id,
            may_change: data.may_change,
            has_hours: data.has_hours,
            is_failing: data.is_failing,
            calls,
            connections,
        }
    }

    /// A part of the form, followed.
    pub fn read<T: PartialEq + Send + Sync + 'static>(
        self,
        get: impl Fn(&Form) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.form.with(&get))
    }

    /// Changes the form; what the server said of the field no longer holds.
    pub fn edit(self, path: &str, change: impl FnOnce(&mut Form)) {
        self.faults.forget(path);
        self.form.update(change);
    }

    /// A part of a row of the table, followed; its default once the row is gone.
    pub fn read_row<T: Default + PartialEq + Send + Sync + 'static>(
        self,
        key: u32,
        get: impl Fn(&ParameterRow) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.read(move |form| form.parameters.find(key).map(&get).unwrap_or_default())
    }

    /// Changes a row of the table.
    pub fn edit_row(self, key: u32, change: impl FnOnce(&mut ParameterRow)) {
        self.edit(&self.row_path_untracked(key), |form| {
            if let Some(row) = form.parameters.find_mut(key) {
                change(row);
            }
        });
    }

    /// The path of a row's field in the draft, such as `parameters.2.name`.
    #[must_use]
    pub fn row_path(self, key: u32, field: &'static str) -> Memo<String> {
        self.read(move |form| {
            let place = form.parameters.place(key).unwrap_or_default();
            format!("parameters.{place}.{field}")
        })
    }

    fn row_path_untracked(self, key: u32) -> String {
        let place = self.form.with_untracked(|form| form.parameters.place(key));
        format!("parameters.{}", place.unwrap_or_default())
    }

    /// The connection that a draft names, as it stands now.
    #[must_use]
    pub fn connection_of(self, draft: &IntegrationDraft) -> Option<Arc<Connection>> {
        let found = self
            .connections
            .with_value(|all| find_connection(all, draft).cloned());
        found.map(|choice| Arc::new(choice.connection))
    }

    /// The secrets of the connection that a draft names.
    #[must_use]
    pub fn connection_secrets(self, draft: &IntegrationDraft) -> Vec<String> {
        self.connections.with_value(|all| {
            let found = find_connection(all, draft);
            found.map_or_else(Vec::new, |choice| choice.secret_names.clone())
        })
    }

    /// The connections that can be chosen: ids and names.
    #[must_use]
    pub fn connection_names(self) -> Vec<(String, String)> {
        self.connections.with_value(|all| {
            let all = all.iter().map(|choice| &choice.connection);
            all.map(|it| (it.id.to_string(), it.draft.name.clone()))
                .collect()
        })
    }

    /// The last real call at the chosen moment, where there was one.
    #[must_use]
    pub fn last_call(self) -> Memo<Option<LastCall>> {
        let (draft, calls) = (self.draft, self.calls);
        Memo::new(move |_| {
            let moment = draft.with(|draft| draft.moment);
            calls.with_value(|calls| find_call(calls, moment).cloned())
        })
    }

    /// Whether the integration sends, as it is saved.
    #[must_use]
    pub fn saved_enabled(self) -> Signal<bool> {
        Memo::new(move |_| {
            self.saved
                .with(|saved| saved.as_ref().is_some_and(|loaded| loaded.draft.enabled))
        })
        .into()
    }

    /// Whether a test would ask for a token with what is not saved yet.
    #[must_use]
    pub fn asks_unsaved(self) -> Memo<bool> {
        Memo::new(move |_| {
            let auth = self.draft.with(|draft| draft.auth.clone());
            self.saved.with(|saved| {
                let kept = saved.as_ref().and_then(|it| it.draft.auth.as_ref());
                self.secrets
                    .with(|typed| needs_new_token(auth.as_ref(), kept, typed))
            })
        })
    }

    /// The call that is shown and would be sent: there may have been no real one.
    #[must_use]
    pub fn call_in_use(self) -> CallChoice {
        let moment = self.draft.with(|draft| draft.moment);
        let has_last = self
            .calls
            .with_value(|calls| find_call(calls, moment).is_some());
        if has_last {
            self.call.get()
        } else {
            CallChoice::MadeUp
        }
    }

    /// What is sent when it is saved now.
    #[must_use]
    pub fn sent(self) -> Sent {
        let (draft, secrets) = (self.draft.get_untracked(), self.typed_secrets());
        self.form
            .with_untracked(|form| Sent::of(form, draft, secrets))
    }

    /// Takes what was saved as the new ground; what the server tidied is shown tidied, and what
    /// was typed since it was sent stays. Tells whether anything was.
    pub fn take_saved(self, loaded: Loaded, sent: &Sent) -> bool {
        let (name, url) = (loaded.draft.name.clone(), loaded.draft.url.clone());
        let is_newer = self.draft.with_untracked(|draft| *draft != sent.draft);
        self.secrets.update(|typed| sent.leave_newer(typed));
        self.saved.set(Some(loaded));
        self.form.update(|form| sent.tidy(form, name, url));
        self.faults.rest();
        is_newer || self.secrets.with_untracked(|typed| !typed.is_empty())
    }

    /// Shows another draft in the form, as unsaved changes.
    pub fn show(self, draft: &IntegrationDraft) {
        self.form.set(Form::of(draft));
        self.faults.rest();
    }

    /// The secrets that go with the next saving or test.
    #[must_use]
    pub fn typed_secrets(self) -> DraftSecrets {
        DraftSecrets(self.secrets.get_untracked())
    }

    /// Shows what the server refused.
    pub fn refuse(self, errors: Vec<FieldError>) {
        self.faults.refuse(errors);
    }
}

/// The draft in the form in which the server keeps it, so that the two can be compared.
fn as_kept(form: &Form) -> IntegrationDraft {
    tidy_draft(form.draft())
}

fn dirty(
    draft: Memo<IntegrationDraft>,
    saved: RwSignal<Option<Loaded>>,
    secrets: RwSignal<BTreeMap<String, String>>,
    fresh: IntegrationDraft,
) -> Memo<bool> {
    let ground = Memo::new(move |_| {
        saved.with(|saved| match saved {
            Some(loaded) => as_kept(&Form::of(&loaded.draft)),
            None => fresh.clone(),
        })
    });
    Memo::new(move |_| draft.get() != ground.get() || secrets.with(|typed| !typed.is_empty()))
}

fn facts(
    draft: Memo<IntegrationDraft>,
    call: RwSignal<CallChoice>,
    calls: StoredValue<Vec<LastCall>>,
) -> Memo<Facts> {
    let moment = Memo::new(move |_| draft.with(|draft| draft.moment));
    Memo::new(move |_| {
        let moment = moment.get();
        let last =
            calls.with_value(|calls| find_call(calls, moment).map(|call| call.facts.clone()));
        match (call.get(), last) {
            (CallChoice::Last, Some(facts)) => facts,
            (CallChoice::Last | CallChoice::MadeUp, _) => sample::facts(moment),
        }
    })
}

fn find_call(calls: &[LastCall], moment: domain::Moment) -> Option<&LastCall> {
    calls.iter().find(|call| call.moment == moment)
}

/// The connection that a new integration begins with, where the address of the page names one.
fn asked_for() -> Option<ConnectionId> {
    use_query_map()
        .with_untracked(|query| query.get("connection"))?
        .parse()
        .ok()
}
