//! A round of turns: each member stands in it once, the one served goes to its end.

use std::{
    collections::{HashSet, VecDeque},
    hash::Hash,
};

/// Who waits for a turn.
#[derive(Debug)]
pub(super) struct Ring<T> {
    turns: VecDeque<T>,
    inside: HashSet<T>,
}

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Self {
            turns: VecDeque::new(),
            inside: HashSet::new(),
        }
    }
}

impl<T: Copy + Eq + Hash> Ring<T> {
    /// Puts a member at the end, unless it already stands somewhere.
    pub fn enter(&mut self, member: T) {
        if self.inside.insert(member) {
            self.turns.push_back(member);
        }
    }

    /// Takes out the one whose turn it is.
    pub fn leave(&mut self) -> Option<T> {
        let member = self.turns.pop_front()?;
        self.inside.remove(&member);
        Some(member)
    }

    pub fn is_empty(&self) -> bool {
        self.turns.is_empty()
    }
}
