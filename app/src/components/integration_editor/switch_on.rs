//! Switching the integration on: where it holds deliveries, a person is asked what becomes of
//! them.

use super::{actions::Actions, model::use_editor};
use crate::{
    components::jobs::{api::Wish, making::counting, release::ReleaseDialog},
    error::AppError,
};
use domain::{IntegrationId, Kept};
use leptos::prelude::*;

/// Asks how much is held, and what becomes of it where it is anything; cheap to copy.
#[derive(Clone, Copy)]
pub struct SwitchOn {
    id: Option<IntegrationId>,
    counted: Action<Wish, Result<i64, AppError>>,
    choosing: RwSignal<bool>,
}

impl SwitchOn {
    /// For the integration of the editor around.
    #[must_use]
    pub fn of(actions: Actions) -> Self {
        let saved = use_editor().saved;
        let id = saved.with_untracked(|saved| saved.as_ref().map(|loaded| loaded.id));
        let (counted, choosing) = (counting(), RwSignal::new(false));
        Effect::new(move || match counted.value().get() {
            Some(Ok(held)) if held > 0 => choosing.set(true),
            Some(_) => actions.enable(true),
            None => {}
        });
        Self {
            id,
            counted,
            choosing,
        }
    }

    /// Switches it on, after the question where there is one.
    pub fn ask(self) {
        if let Some(integration) = self.id {
            let keep = Kept::None;
            self.counted.dispatch(Wish::Release { integration, keep });
        }
    }
}

/// The question.
#[component]
pub fn SwitchOnDialog(switch_on: SwitchOn) -> impl IntoView {
    let model = use_editor();
    let actions = Actions::here();
    let name = model.read(|form| form.name.clone());
    let SwitchOn {
        counted, choosing, ..
    } = switch_on;
    let held = Signal::derive(move || counted.value().get().and_then(Result::ok).unwrap_or(0));
    switch_on.id.map(|integration| {
        view! { <ReleaseDialog open=choosing integration name held on_all=move |()| actions.enable(true)/> }
    })
}
