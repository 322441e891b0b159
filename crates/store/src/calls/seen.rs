//! Which values a call parameter had in the last calls, and in how many of them.

use super::KnownCall;
use crate::{StoreError, TenantStore};
use domain::{Facts, Moment, Value};
use std::collections::{HashMap, HashSet};

/// Events that are looked at before it is enough.
const LOOKED_AT_MAX: usize = 20_000;
/// Different values that are told apart.
const VALUES_MAX: usize = 500;
/// Longest value that is told, in bytes.
const VALUE_BYTES_MAX: usize = 200;

/// The values of a call parameter in the calls of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Calls that came to the moment.
    pub calls: usize,
    /// The values, each with how many of these calls had it, the most frequent first.
    pub values: Vec<(Value, usize)>,
    /// Whether the period has more events than were looked at.
    pub is_cut: bool,
    /// Whether these calls had further values: too many, too long, or not for these eyes.
    pub has_more: bool,
}

/// What was seen so far, by the plain text of each value.
#[derive(Default)]
struct Tally {
    calls: HashSet<String>,
    values: HashMap<String, (Value, HashSet<String>)>,
    has_more: bool,
}

impl TenantStore {
    /// The values that a parameter had in the calls of a period at a moment, tests aside; of a list
    /// each of its items. `may_see` says of a value whether it is told. Looks at the newest 20,000
    /// events at most, and tells 500 values at most, each of up to 200 bytes.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn seen_values(
        &self,
        moment: Moment,
        parameter: &str,
        period: (i64, i64),
        may_see: impl Fn(&Value, &Facts) -> bool + Send + Sync,
    ) -> Result<Seen, StoreError> {
        let mut tally = Tally::default();
        let take = |(call_id, _, facts): KnownCall| {
            for value in items(facts.get(parameter)) {
                let is_told = may_see(&value, &facts);
                tally.note(value, &call_id, is_told);
            }
            tally.calls.insert(call_id);
        };
        let is_cut = self.each_known(moment, period, LOOKED_AT_MAX, take).await?;
        Ok(tally.seen(is_cut))
    }
}

/// A value, or the items of a list; nothing where it is not known.
fn items(value: Option<&Value>) -> Vec<Value> {
    match value {
        Some(Value::List(items)) => items.iter().map(Value::text).collect(),
        Some(value) if !value.is_empty() => vec![value.clone()],
        Some(_) | None => Vec::new(),
    }
}

impl Tally {
    fn note(&mut self, value: Value, call_id: &str, is_told: bool) {
        let plain = value.plain();
        let is_full = self.values.len() >= VALUES_MAX && !self.values.contains_key(&plain);
        if !is_told || is_full || plain.len() > VALUE_BYTES_MAX {
            self.has_more = true;
            return;
        }
        let (_, calls) = self
            .values
            .entry(plain)
            .or_insert_with(|| (value, HashSet::new()));
        calls.insert(call_id.to_owned());
    }

    fn seen(self, is_cut: bool) -> Seen {
        let values = self.values.into_iter();
        let mut values: Vec<(String, Value, usize)> = values
            .map(|(plain, (value, calls))| (plain, value, calls.len()))
            .collect();
        values.sort_by(|(one, _, ones), (other, _, others)| others.cmp(ones).then(one.cmp(other)));
        let values = values.into_iter().map(|(_, value, calls)| (value, calls));
        Seen {
            calls: self.calls.len(),
            values: values.collect(),
            is_cut,
            has_more: self.has_more,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_values_are_told_than_a_person_reads() {
        let mut tally = Tally::default();
        for number in 0..=VALUES_MAX {
            tally.note(Value::text(number.to_string()), "call", true);
        }
        tally.note(Value::text("0"), "call-2", true);
        let seen = tally.seen(false);
        assert_eq!(seen.values.len(), VALUES_MAX);
        assert_eq!(seen.values.first(), Some(&(Value::text("0"), 2)));
        assert!(seen.has_more);
    }

    #[test]
    fn a_text_of_a_page_is_not_offered() {
        let mut tally = Tally::default();
        tally.note(Value::text("x".repeat(VALUE_BYTES_MAX + 1)), "call", true);
        assert_eq!((tally.values.len(), tally.has_more), (0, true));
    }
}
