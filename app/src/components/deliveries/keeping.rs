//! Keeping a choice while the next one may come already: one call at a time, so that of two
//! choices the older never comes last.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What waits while a choice is being kept; it outlives the page on which it was made.
#[derive(Debug, Clone, Default)]
pub struct Keeping(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    is_busy: bool,
    last: Option<String>,
}

impl Keeping {
    /// Takes a choice, and gives it back where it is to be kept at once.
    #[must_use]
    pub fn begin(&self, chosen: String) -> Option<String> {
        let mut waiting = self.lock();
        if waiting.is_busy {
            waiting.last = Some(chosen);
            return None;
        }
        waiting.is_busy = true;
        Some(chosen)
    }

    /// Says that a choice is kept; the last of those that came meanwhile is to be kept next.
    #[must_use]
    pub fn go_on(&self) -> Option<String> {
        let mut waiting = self.lock();
        let next = waiting.last.take();
        waiting.is_busy = next.is_some();
        next
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_choice_is_kept_last_and_those_between_not_at_all() {
        let keeping = Keeping::default();
        assert_eq!(keeping.begin("1".to_owned()).as_deref(), Some("1"));
        assert_eq!(keeping.begin("2".to_owned()), None);
        assert_eq!(keeping.begin("3".to_owned()), None);
        assert_eq!(keeping.go_on().as_deref(), Some("3"));
        assert_eq!(keeping.begin("4".to_owned()), None);
        assert_eq!(keeping.go_on().as_deref(), Some("4"));
        assert_eq!(keeping.go_on(), None);
        assert_eq!(keeping.begin("5".to_owned()).as_deref(), Some("5"));
    }
}
