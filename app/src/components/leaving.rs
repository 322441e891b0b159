//! The question before a page is left with which something would be lost.
//!
//! The browser's ways back and forward are told when they are gone, to the listeners of the window
//! in the order in which these came: the one here comes before the router's, and keeps from it what
//! is not to be followed.

use leptos::prelude::*;

/// What is asked before the page is left; nothing where nothing would be lost.
#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    question: RwSignal<Option<Question>>,
}

/// What a page asks.
#[derive(Debug, Clone)]
pub struct Question {
    /// In the reader's words.
    pub words: String,
    /// The path of the page.
    pub path: String,
    /// What follows the path in its address, without the question mark.
    pub search: String,
}

/// Lets a page ask; once, at the root, before the router is there.
pub fn provide_leaving() {
    let leaving = Leaving::freely();
    provide_context(leaving);
    if !cfg!(feature = "ssr") {
        leaving.keep_ways();
    }
}

/// The question of the page.
#[must_use]
pub fn use_leaving() -> Leaving {
    use_context().unwrap_or_else(Leaving::freely)
}

impl Leaving {
    fn freely() -> Self {
        Self {
            question: RwSignal::new(None),
        }
    }

    /// From now on asks this.
    pub fn ask(self, question: Option<Question>) {
        self.question.try_set(question);
    }

    /// Whether the page may be left: asks where something would be lost. Only in the browser, whose
    /// own question holds the page still until it is answered.
    #[must_use]
    pub fn is_allowed(self) -> bool {
        let question = self.question.try_get_untracked().flatten();
        question.is_none_or(|it| window().confirm_with_message(&it.words).unwrap_or(true))
    }

    /// Asks at the browser's way back and forward, too. Who stays gets the address of the page as a
    /// new entry of the history: what lay ahead of it is lost.
    fn keep_ways(self) {
        window_event_listener(leptos::ev::popstate, move |event| {
            let Some(asking) = self.question.try_get_untracked().flatten() else {
                return;
            };
            let here = window().location().pathname();
            if here.is_ok_and(|here| here == asking.path) || self.is_allowed() {
                return;
            }
            event.stop_immediate_propagation();
            let address = format!("{}?{}", asking.path, asking.search);
            let address = Some(address.trim_end_matches('?'));
            // Only an address of another site is refused.
            let _ = window().history().and_then(|history| {
                history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", address)
            });
        });
    }
}
