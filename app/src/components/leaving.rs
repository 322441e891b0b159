//! The question before a page is left with which something would be lost.

use leptos::prelude::*;

/// What is asked before the page is left; nothing where nothing would be lost.
#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    question: RwSignal<Option<String>>,
}

/// Lets a page ask; once, at the root.
pub fn provide_leaving() {
    provide_context(Leaving::freely());
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
    pub fn ask(self, question: Option<String>) {
        self.question.try_set(question);
    }

    /// Whether the page may be left: asks where something would be lost. Only in the browser, whose
    /// own question holds the page still until it is answered.
    #[must_use]
    pub fn is_allowed(self) -> bool {
        let question = self.question.try_get_untracked().flatten();
        question.is_none_or(|question| window().confirm_with_message(&question).unwrap_or(true))
    }
}
