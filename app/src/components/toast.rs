//! Short words about what was just done, with a way back where there is one.

use crate::{
    components::{
        failure::{first_fault, sentence, sign_in_from_here},
        icon::{Icon, Symbol},
    },
    error::AppError,
    i18n::{Texts, text, use_texts},
};
use domain::Fault;
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use std::{sync::Arc, time::Duration};

/// How long a toast stays; one that is pointed at or has the focus stays so long again.
const SHOWN_FOR: Duration = Duration::from_secs(8);

/// What a toast is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Done,
    /// It did not.
    Failed,
}

/// What a toast offers.
#[derive(Clone)]
enum Way {
    /// The button that undoes it. It may be pressed when the page that showed it is left.
    Undo(Arc<dyn Fn() + Send + Sync>),
    /// The sign-in that leads back to the page.
    SignIn(String),
}

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    way: Option<Way>,
}

/// The toasts of the page.
#[derive(Clone, Copy)]
pub struct Toaster {
    shown: RwSignal<Vec<Toast>>,
    next_id: StoredValue<u32>,
    /// Counts what was undone.
    undone: RwSignal<u32>,
}

/// Gives the page its toasts; once, at its root.
pub fn provide_toaster() {
    provide_context(Toaster::new());
}

/// The toasts of the page.
#[must_use]
pub fn use_toaster() -> Toaster {
    use_context().unwrap_or_else(Toaster::new)
}

/// Has a page read again what it shows when something was undone.
pub fn read_again_after_undo<T>(shown: Resource<T>)
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    after_undo(Callback::new(move |()| shown.refetch()));
}

/// Tells a page whenever something was undone.
pub fn after_undo(on_change: Callback<()>) {
    let undone = use_toaster().undone;
    let first = undone.get_untracked();
    Effect::new(move || {
        if undone.get() != first {
            on_change.run(());
        }
    });
}

impl Toaster {
    fn new() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            next_id: StoredValue::new(0),
            undone: RwSignal::new(0),
        }
    }

    /// Says that something worked.
    pub fn done(self, text: impl Into<String>) {
        self.show(Tone::Done, text.into(), None);
    }

    /// Says that something worked, and offers what undoes it. That says what came of it, and must
    /// not need the page.
    pub fn done_undoable<F>(
        self,
        t: Texts,
        text: impl Into<String>,
        undo: impl Fn() -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = Result<String, AppError>> + 'static,
    {
        let undo = move || {
            let undoing = undo();
            spawn_local(async move {
                match undoing.await {
                    Ok(text) => {
                        self.undone.update(|undone| *undone += 1);
                        self.done(text);
                    }
                    Err(AppError::NotFound) => self.failed(t.get(text::COMMON_UNDO_LATE)),
                    Err(error) => self.fail(t, &error),
                }
            });
        };
        self.show(Tone::Done, text.into(), Some(Way::Undo(Arc::new(undo))));
    }

    /// Says that something did not.
    pub fn failed(self, text: impl Into<String>) {
        self.show(Tone::Failed, text.into(), None);
    }

    /// Says why something did not, with a link to the sign-in where the session has ended.
    pub fn fail(self, t: Texts, error: &AppError) {
        let way = (*error == AppError::SignIn).then(|| Way::SignIn(sign_in_from_here()));
        self.show(Tone::Failed, told(t, error), way);
    }

    fn show(self, tone: Tone, text: String, way: Option<Way>) {
        let id = self.next_id.try_update_value(|id| {
            *id += 1;
            *id
        });
        let toast = Toast {
            id: id.unwrap_or_default(),
            tone,
            text,
            way,
        };
        let id = toast.id;
        self.shown.update(|shown| shown.push(toast));
        self.hide_later(id);
    }

    fn hide_later(self, id: u32) {
        let end = move || {
            if is_wanted(id) {
                self.hide_later(id);
            } else {
                self.hide(id);
            }
        };
        set_timeout(end, SHOWN_FOR);
    }

    fn hide(self, id: u32) {
        self.shown
            .try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Why something did not: where there are as many as there may be, how many.
fn told(t: Texts, error: &AppError) -> String {
    let is_full = matches!(error, AppError::Invalid { errors }
        if errors.iter().any(|error| error.fault == Fault::TooManyHere));
    is_full
        .then(|| first_fault(t, error))
        .flatten()
        .unwrap_or_else(|| sentence(t, error))
}

fn element_id(id: u32) -> String {
    format!("toast-{id}")
}

/// Whether somebody points at a toast, or has the focus in it.
fn is_wanted(id: u32) -> bool {
    let element = element_id(id);
    let wanted = format!("#{element}:hover, #{element}:focus-within");
    document()
        .query_selector(&wanted)
        .is_ok_and(|found| found.is_some())
}

/// Where the toasts appear.
#[component]
pub fn Toasts() -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let one = move |toast: Toast| {
        let (class, symbol) = match toast.tone {
            Tone::Done => ("toast", Symbol::Check),
            Tone::Failed => ("toast toast-failed", Symbol::Cross),
        };
        let id = toast.id;
        let way = toast.way.map(|way| match way {
            Way::Undo(undo) => {
                let press = move |_| {
                    toaster.hide(id);
                    undo();
                };
                view! { <button type="button" class="button toast-way" on:click=press>{t.get(text::COMMON_UNDO)}</button> }
                    .into_any()
            }
            Way::SignIn(href) => {
                view! { <a class="button toast-way" rel="external" href=href>{t.get(text::ERROR_SIGN_IN_LINK)}</a> }
                    .into_any()
            }
        });
        view! {
            <div class=class id=element_id(id)>
                <Icon symbol/>
                <span>{toast.text}</span>
                {way}
                <button type="button" class="button icon-only quiet" aria-label=t.get(text::COMMON_CLOSE) on:click=move |_| toaster.hide(id)>
                    <Icon symbol=Symbol::Cross/>
                </button>
            </div>
        }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toaster.shown.get() key=|toast| toast.id children=one/>
        </div>
    }
}
