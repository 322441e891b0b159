//! Following a file while it is written: what is known of it, asked again and again only for as
//! long as that changes.

use super::api::{ExportFollowed, follow_export};
use domain::ExportId;
use leptos::prelude::*;
use std::time::Duration;

/// How often it is asked how far the file has come.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// So many looks after a link was followed it is given up that anything comes of it: before it
/// begins, the rows of a long log are counted.
const LOOKS_MAX: u32 = 60;

/// What is known of a file that may have been asked for, and what is to come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Following {
    /// What was told last.
    pub found: ExportFollowed,
    awaited: Option<Awaited>,
    /// Whether the last look told nothing.
    is_away: bool,
}

/// A file whose link was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Awaited {
    /// The one that was known before.
    before: Option<ExportId>,
    looks_left: u32,
}

impl Following {
    /// A link was followed.
    #[must_use]
    pub fn begun(self) -> Self {
        let awaited = Awaited {
            before: self.known(),
            looks_left: LOOKS_MAX,
        };
        Self {
            awaited: Some(awaited),
            ..self
        }
    }

    /// A look told this; none where nothing could be told.
    fn told(self, answer: Option<ExportFollowed>) -> Self {
        let Some(found) = answer else {
            return Self {
                is_away: true,
                ..self
            };
        };
        let told = Self {
            found,
            awaited: None,
            is_away: false,
        };
        // It has not come where it is the one of before, unless it was refused.
        let awaited = self.awaited.filter(|awaited| {
            awaited.before == told.known() && found.in_the_way.is_none() && awaited.looks_left > 0
        });
        Self {
            awaited: awaited.map(|awaited| Awaited {
                looks_left: awaited.looks_left - 1,
                ..awaited
            }),
            ..told
        }
    }

    /// Whether the next look may tell something else.
    fn goes_on(&self) -> bool {
        let ExportFollowed {
            progress,
            in_the_way,
        } = self.found;
        let runs = progress.is_some_and(|progress| !progress.state.is_over());
        runs || in_the_way.is_some() || self.awaited.is_some() || self.is_away
    }

    fn known(&self) -> Option<ExportId> {
        self.found.progress.map(|progress| progress.id)
    }
}

/// What is known of the file with a mark: asked when the dialog opens, and each second while an
/// export runs, is in the way of another, or was begun here.
#[must_use]
pub fn follow(open: RwSignal<bool>, mark: RwSignal<String>) -> RwSignal<Following> {
    let following = RwSignal::new(Following::default());
    let look = Action::new(move |asked: &String| {
        let asked = asked.clone();
        async move {
            // What cannot be told now is told at the next look.
            let answer = follow_export(asked.clone()).await.ok();
            // The dialog may be gone meanwhile, or be about another file.
            if mark.try_get_untracked() == Some(asked) {
                following.try_update(|following| *following = following.told(answer));
            }
        }
    });
    let ask = move || {
        look.dispatch(mark.get_untracked());
    };
    Effect::new(move || {
        let is_open = open.get();
        following.set(Following::default());
        if is_open {
            ask();
        }
    });
    let goes_on = Memo::new(move |_| open.get() && following.with(Following::goes_on));
    Effect::new(move || {
        if !goes_on.get() {
            return;
        }
        if let Ok(clock) = set_interval_with_handle(ask, LOOK_EVERY) {
            on_cleanup(move || clock.clear());
        }
    });
    following
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::deliveries::api::ExportProgress;
    use domain::ExportState;

    /// What is told of the so manyth file of a dialog; of the zeroth, that there is none.
    fn found(number: u128, state: ExportState, in_the_way: Option<i64>) -> Option<ExportFollowed> {
        let progress = ExportProgress {
            id: format!("exp_{number:032x}").parse().unwrap(),
            rows: 1,
            total: Some(2),
            state,
        };
        Some(ExportFollowed {
            progress: (number > 0).then_some(progress),
            in_the_way,
        })
    }

    #[test]
    fn nothing_is_asked_where_nothing_runs() {
        let quiet = Following::default();
        assert!(!quiet.goes_on());
        assert!(!quiet.told(found(0, ExportState::Running, None)).goes_on());
        assert!(!quiet.told(found(1, ExportState::Whole, None)).goes_on());
    }

    #[test]
    fn it_is_asked_until_what_runs_is_over() {
        let running = Following::default().told(found(1, ExportState::Running, None));
        assert!(running.goes_on());
        assert!(!running.told(found(1, ExportState::Stopped, None)).goes_on());
        let full = Following::default().told(found(0, ExportState::Running, Some(3)));
        assert!(full.goes_on());
        assert!(!full.told(found(0, ExportState::Running, None)).goes_on());
    }

    #[test]
    fn a_file_that_was_begun_is_not_taken_for_the_one_before() {
        let first = Following::default().told(found(1, ExportState::Whole, None));
        let second = first.begun().told(found(1, ExportState::Whole, None));
        assert!(second.goes_on());
        assert!(second.told(found(2, ExportState::Running, None)).goes_on());
        assert!(!second.told(found(2, ExportState::Whole, None)).goes_on());
    }

    #[test]
    fn what_was_refused_or_never_comes_is_given_up() {
        let begun = Following::default().begun();
        let refused = begun.told(found(0, ExportState::Running, Some(3)));
        assert!(!refused.told(found(0, ExportState::Running, None)).goes_on());
        let mut waiting = begun;
        for _ in 0..LOOKS_MAX {
            waiting = waiting.told(found(0, ExportState::Running, None));
            assert!(waiting.goes_on());
        }
        assert!(!waiting.told(found(0, ExportState::Running, None)).goes_on());
    }

    #[test]
    fn it_is_asked_again_where_the_server_was_away() {
        let away = Following::default().told(None);
        assert!(away.goes_on());
        assert!(!away.told(found(0, ExportState::Running, None)).goes_on());
    }
}
