//! By what an event is known again, and by what a different content is told from a repetition.

use super::told::{Raw, Told};
use domain::Digest;
use sha2::{Digest as _, Sha256};

/// The hash of what an event says: moment, call, time and facts as they were sent, in an order
/// of its own, so that a repetition may list its fields differently.
#[must_use]
pub fn content(told: &Told<'_>) -> Digest {
    let mut facts: Vec<_> = told.facts.iter().collect();
    facts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut hash = Sha256::new();
    part(&mut hash, &told.moment);
    part(&mut hash, &told.call_id);
    part(&mut hash, told.occurred_at.as_deref().unwrap_or_default());
    for (name, raw) in facts {
        part(&mut hash, name);
        match raw {
            Raw::One(text) => part(&mut hash, text),
            Raw::Many(texts) => {
                hash.update([b'[']);
                texts.iter().for_each(|text| part(&mut hash, text));
                hash.update([b']']);
            }
        }
    }
    first_half(hash)
}

/// The identity of an event: the one that the sender gave, else its content.
#[must_use]
pub fn identity(told: &Told<'_>, content: Digest) -> Digest {
    let mut hash = Sha256::new();
    match told.event_id.as_deref() {
        Some(event_id) => {
            part(&mut hash, "event_id");
            part(&mut hash, event_id);
        }
        None => {
            part(&mut hash, "content");
            hash.update(content.0);
        }
    }
    first_half(hash)
}

/// The hash of a body, for its `Idempotency-Key`.
#[must_use]
pub fn body(bytes: &[u8]) -> Digest {
    let mut hash = Sha256::new();
    hash.update(bytes);
    first_half(hash)
}

/// Each part goes in with its length, so that no two lists of parts read the same.
fn part(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text.as_bytes());
}

fn first_half(hash: Sha256) -> Digest {
    let whole: [u8; 32] = hash.finalize().into();
    let mut half = [0; 16];
    half.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
    Digest(half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn told<'a>(event_id: Option<&'a str>, facts: &[(&'a str, &'a str)]) -> Told<'a> {
        Told {
            event_id: event_id.map(Cow::Borrowed),
            moment: "after_call".into(),
            call_id: "c-1".into(),
            occurred_at: None,
            facts: facts
                .iter()
                .map(|(name, text)| ((*name).into(), Raw::One((*text).into())))
                .collect(),
        }
    }

    fn of(told: &Told<'_>) -> Digest {
        identity(told, content(told))
    }

    #[test]
    fn the_order_of_fields_does_not_matter() {
        let one = told(None, &[("a", "1"), ("b", "2")]);
        let other = told(None, &[("b", "2"), ("a", "1")]);
        assert_eq!(of(&one), of(&other));
    }

    #[test]
    fn another_fact_is_another_event_unless_it_is_named() {
        assert_ne!(
            of(&told(None, &[("a", "1")])),
            of(&told(None, &[("a", "2")]))
        );
        let (one, other) = (
            told(Some("e"), &[("a", "1")]),
            told(Some("e"), &[("a", "2")]),
        );
        assert_eq!(of(&one), of(&other));
        assert_ne!(content(&one), content(&other));
    }

    #[test]
    fn borders_between_parts_count() {
        assert_ne!(
            content(&told(None, &[("ab", "c")])),
            content(&told(None, &[("a", "bc")]))
        );
    }
}
