//! What a person does with the integration as a whole: save, pause, copy, delete, test.

use super::{
    api::{enable_integration, save_integration, test_integration},
    dom, drafts,
    lift::lift_addresses,
    model::EditorModel,
    sent::Sent,
    view::{CallChoice, Loaded, Saving, TestReport, Testing},
};
use crate::{
    components::{
        integrations::{
            actions::offer_restoring,
            api::{delete_integration, duplicate_integration},
        },
        leaving::{Leaving, use_leaving},
        toast::{Toaster, use_toaster},
    },
    error::AppError,
    i18n::{Texts, text, use_texts},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// What the editor is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// Saving, pausing, copying or deleting.
    Saving,
    /// Waiting for the receiver's answer.
    Testing,
}

/// The actions of the editor; cheap to copy.
#[derive(Clone, Copy)]
pub struct Actions {
    model: EditorModel,
    t: Texts,
    toaster: Toaster,
    leaving: Leaving,
    open_page: Callback<(String, bool)>,
    /// What is under way.
    pub busy: RwSignal<Option<Busy>>,
    /// Whether somebody else saved in the meantime.
    pub conflict: RwSignal<bool>,
    /// What came of the last test.
    pub report: RwSignal<Option<Result<TestReport, AppError>>>,
}

impl Actions {
    /// The actions on a model; made once, where the router's context is.
    #[must_use]
    pub fn of(model: EditorModel) -> Self {
        let navigate = use_navigate();
        let open_page = Callback::new(move |(path, replace): (String, bool)| {
            navigate(
                &path,
                NavigateOptions {
                    replace,
                    ..NavigateOptions::default()
                },
            );
        });
        Self {
            model,
            t: use_texts(),
            toaster: use_toaster(),
            leaving: use_leaving(),
            open_page,
            busy: RwSignal::new(None),
            conflict: RwSignal::new(false),
            report: RwSignal::new(None),
        }
    }

    /// The actions of the editor around.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Saves, unless the form has faults: then they are shown, and the first gets the focus.
    pub fn save(self) {
        let version = self
            .model
            .saved
            .with_untracked(|saved| saved.as_ref().map(|loaded| loaded.version));
        self.save_as(version);
    }

    /// Saves over what somebody else saved in the meantime.
    pub fn save_over(self) {
        self.save_as(None);
    }

    fn save_as(self, version: Option<i32>) {
        if !self.model.may_change || self.busy.get_untracked().is_some() {
            return;
        }
        lift_addresses(self.model);
        if !self.model.faults.ask() {
            dom::focus_first_fault();
            return;
        }
        let (id, sent) = (self.saved_id(), self.model.sent());
        let saving = Saving {
            id,
            version,
            draft: sent.draft.clone(),
            secrets: self.model.typed_secrets(),
        };
        self.busy.set(Some(Busy::Saving));
        self.conflict.set(false);
        spawn_local(async move {
            let result = save_integration(saving).await;
            let is_left = self.rest();
            match result {
                Ok(loaded) => {
                    drafts::settle(self.model.tenant_id, id, loaded.id, &sent.draft);
                    self.toaster.done(self.t.get(text::EDITOR_SAVE_SAVED));
                    if !is_left {
                        self.show_saved(loaded, &sent);
                    }
                }
                Err(error) if is_left => self.fail(&error),
                Err(AppError::Invalid { errors }) => {
                    self.model.refuse(errors);
                    dom::focus_first_fault();
                }
                Err(AppError::Conflict) => self.conflict.set(true),
                Err(error) => self.fail(&error),
            }
        });
    }

    /// Shows what was saved. A new one goes on at its own page, which begins with what is saved:
    /// where something was typed meanwhile, that waits for the next saving.
    fn show_saved(self, loaded: Loaded, sent: &Sent) {
        let path = format!("/integrations/{}", loaded.id);
        let has_newer = self.model.take_saved(loaded, sent);
        if !has_newer && !dom::is_at(&path) {
            self.open_page.run((path, true));
        }
    }

    /// Enables or pauses at once; what is typed and not saved stays so.
    pub fn enable(self, enabled: bool) {
        self.with_saved(move |id| async move {
            self.switch(id, enabled).await?;
            if enabled {
                self.toaster.done(self.t.get(text::EDITOR_STATE_ENABLED));
                return Ok(());
            }
            let paused = self.t.get(text::EDITOR_STATE_PAUSED);
            self.toaster
                .done_undoable(self.t, paused, move || async move {
                    self.switch(id, true).await?;
                    Ok(self.t.get(text::EDITOR_STATE_ENABLED).to_owned())
                });
            Ok(())
        });
    }

    /// Works when the editor is left, too.
    async fn switch(self, id: domain::IntegrationId, enabled: bool) -> Result<(), AppError> {
        let loaded = enable_integration(id, enabled).await?;
        let enabled = loaded.draft.enabled;
        self.model.form.try_update(|form| form.enabled = enabled);
        self.model.saved.try_set(Some(loaded));
        Ok(())
    }

    /// Makes a paused copy and opens it.
    pub fn duplicate(self) {
        if !self.leaving.is_allowed() {
            return;
        }
        self.with_saved(move |id| async move {
            let copy = duplicate_integration(id).await?;
            self.toaster.done(self.t.get(text::EDITOR_MORE_DUPLICATED));
            self.open_page
                .try_run((format!("/integrations/{copy}"), false));
            Ok(())
        });
    }

    /// Deletes it and goes back to the list.
    pub fn delete(self) {
        self.with_saved(move |id| async move {
            delete_integration(id).await?;
            drafts::forget(self.model.tenant_id, id);
            let deleted = self.t.get(text::EDITOR_MORE_DELETED).to_owned();
            offer_restoring(self.toaster, self.t, deleted, id);
            self.open_page.try_run(("/integrations".to_owned(), false));
            Ok(())
        });
    }

    /// Sends the form as it stands, for real.
    pub fn test(self, call: CallChoice) {
        if !self.model.may_change || self.busy.get_untracked().is_some() {
            return;
        }
        lift_addresses(self.model);
        if !self.model.faults.ask() {
            dom::focus_first_fault();
            return;
        }
        let testing = Testing {
            id: self.saved_id(),
            draft: self.model.draft.get_untracked(),
            secrets: self.model.typed_secrets(),
            call,
        };
        self.busy.set(Some(Busy::Testing));
        self.report.set(None);
        spawn_local(async move {
            let result = test_integration(testing).await;
            if self.rest() {
                return;
            }
            if let Err(AppError::Invalid { errors }) = &result {
                self.model.refuse(errors.clone());
                dom::focus_first_fault();
            }
            self.report.set(Some(result));
        });
    }

    /// Ends being busy, after an answer. Tells whether the editor was left meanwhile: then its
    /// signals are gone, and only a toast can still say anything.
    fn rest(self) -> bool {
        self.busy.try_set(None).is_some()
    }

    fn saved_id(self) -> Option<domain::IntegrationId> {
        self.model
            .saved
            .with_untracked(|saved| saved.as_ref().map(|loaded| loaded.id))
    }

    fn with_saved<F>(self, act: impl FnOnce(domain::IntegrationId) -> F + 'static)
    where
        F: Future<Output = Result<(), AppError>> + 'static,
    {
        let Some(id) = self.saved_id() else { return };
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.busy.set(Some(Busy::Saving));
        spawn_local(async move {
            let result = act(id).await;
            self.rest();
            if let Err(error) = result {
                self.fail(&error);
            }
        });
    }

    fn fail(self, error: &AppError) {
        self.toaster.fail(self.t, error);
    }
}
