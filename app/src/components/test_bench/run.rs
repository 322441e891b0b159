//! A made-up call as it goes: told moment by moment, and looked after until all of it is over.

use super::api::{Told, simulate};
use crate::{
    components::{
        call::{api::get_call, view::CallView},
        toast::Toaster,
    },
    i18n::Texts,
};
use domain::simulation::Scenario;
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How long the page waits between two moments, so that each can be seen.
const BETWEEN: Duration = Duration::from_millis(900);
/// How often it looks what became of the deliveries.
const LOOKS_EVERY: Duration = Duration::from_millis(700);
/// How often it looks at most after the last moment: a minute long.
const LOOKS_MAX: u32 = 86;

/// What the page knows of the call it shows.
#[derive(Clone, Copy)]
pub struct Run {
    /// The call as far as it has come.
    pub shown: RwSignal<Option<CallView>>,
    /// Whether moments are still to be told.
    pub is_telling: RwSignal<bool>,
    /// How the call goes that is shown, where that is known.
    pub scenario: RwSignal<Option<Scenario>>,
    /// Told the name of the call and how it goes, with its first moment.
    pub on_begin: Callback<(String, Scenario)>,
    /// In which language failures are told.
    pub texts: Texts,
    /// Where they are told.
    pub toaster: Toaster,
}

impl Run {
    /// Tells a moment, and in a while the next.
    pub fn tell(self, told: Told) {
        self.is_telling.set(true);
        spawn_local(async move {
            let call_id = match simulate(told.clone()).await {
                Ok(call_id) => call_id,
                Err(error) => {
                    self.toaster.fail(self.texts, &error);
                    // The page may be gone by now, and its signals with it.
                    let _ = self.is_telling.try_set(false);
                    return;
                }
            };
            let is_first = told.call_id.is_empty();
            if is_first {
                self.on_begin.try_run((call_id.clone(), told.scenario));
            }
            self.look(&call_id).await;
            if is_first {
                // Once its call is shown, so that it stands beside no other's time.
                let _ = self.scenario.try_set(Some(told.scenario));
            }
            let next = Told {
                act: told.act + 1,
                call_id: call_id.clone(),
                ..told
            };
            if next.act < next.scenario.acts().len() {
                set_timeout(move || self.tell(next), BETWEEN);
            } else {
                let _ = self.is_telling.try_set(false);
                self.follow(call_id, LOOKS_MAX);
            }
        });
    }

    /// Looks again until everything has come to its end, but not for ever.
    pub fn follow(self, call_id: String, left: u32) {
        if left == 0 {
            return;
        }
        set_timeout(
            move || {
                spawn_local(async move {
                    if self.look(&call_id).await {
                        self.follow(call_id, left - 1);
                    }
                });
            },
            LOOKS_EVERY,
        );
    }

    /// Shows what became of the call; whether there is anything left to wait for.
    async fn look(self, call_id: &str) -> bool {
        // What is shown stays where the server cannot be reached; the next look may reach it.
        let Ok(view) = get_call(call_id.to_owned()).await else {
            return true;
        };
        let is_open = has_open(&view);
        let Some(is_same) = self
            .shown
            .try_with_untracked(|shown| shown.as_ref() == Some(&view))
        else {
            return false;
        };
        if !is_same {
            self.shown.set(Some(view));
        }
        is_open
    }
}

/// Whether something is still on its way by itself.
#[must_use]
pub fn has_open(view: &CallView) -> bool {
    let mut deliveries = view.deliveries.iter();
    deliveries.any(|line| !line.standing.state.is_final() && !line.standing.held)
}
