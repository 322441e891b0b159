//! What is known of a call, by name. A copy shares what it is a copy of until one of the two
//! changes: an event, its call and its deliveries all carry nearly the same.

use super::{Phone, Time, Value};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use std::{borrow::Cow, cmp::Ordering, fmt, sync::Arc};

/// The name of a call parameter; those of the catalogue are not copied.
pub type Name = Cow<'static, str>;

/// What is known of a call, by parameter name (`caller_number`, `custom.order_no`).
///
/// Only what is known is in it: an absent name and an empty value are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(Arc<Vec<(Name, Value)>>);

impl Facts {
    /// The value under a name, where it is known.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let index = self.place(name).ok()?;
        self.0.get(index).map(|(_, value)| value)
    }

    /// Notes a value; the later one wins.
    pub fn set(&mut self, name: impl Into<Name>, value: Value) {
        let name = name.into();
        let place = self.place(&name);
        let facts = Arc::make_mut(&mut self.0);
        match place {
            Ok(index) => {
                if let Some((_, known)) = facts.get_mut(index) {
                    *known = value;
                }
            }
            Err(index) => facts.insert(index, (name, value)),
        }
    }

    /// Forgets a value.
    pub fn remove(&mut self, name: &str) {
        if let Ok(index) = self.place(name) {
            Arc::make_mut(&mut self.0).remove(index);
        }
    }

    /// What is known, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// How many values are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what `later` knows; where both know a name, `later` wins.
    pub fn merge(&mut self, later: &Self) {
        if later.is_empty() {
            return;
        }
        if self.is_empty() {
            *self = later.clone();
            return;
        }
        let mut merged = Vec::with_capacity(self.len() + later.len());
        let mut earlier = std::mem::take(self).into_iter().peekable();
        for (name, value) in later.0.iter() {
            while let Some(fact) = earlier.next_if(|(known, _)| known < name) {
                merged.push(fact);
            }
            earlier.next_if(|(known, _)| known == name);
            merged.push((name.clone(), value.clone()));
        }
        merged.extend(earlier);
        self.0 = Arc::new(merged);
    }

    /// Whether anything is known under a name.
    #[must_use]
    pub fn is_known(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// The time under a name.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<Time> {
        match self.get(name) {
            Some(Value::Time(time)) => Some(*time),
            _ => None,
        }
    }

    /// The whole number under a name.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// Yes or no under a name.
    #[must_use]
    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(Value::Boolean(yes)) => Some(*yes),
            _ => None,
        }
    }

    /// The text under a name.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The phone number under a name.
    #[must_use]
    pub fn phone(&self, name: &str) -> Option<&Phone> {
        match self.get(name) {
            Some(Value::Phone(phone)) => Some(phone),
            _ => None,
        }
    }

    /// Where a name stands, or where it would.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(name))
    }
}

impl IntoIterator for Facts {
    type Item = (Name, Value);
    type IntoIter = std::vec::IntoIter<(Name, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.0).into_iter()
    }
}

impl<N: Into<Name>> Extend<(N, Value)> for Facts {
    fn extend<I: IntoIterator<Item = (N, Value)>>(&mut self, values: I) {
        self.merge(&values.into_iter().collect());
    }
}

impl<N: Into<Name>> FromIterator<(N, Value)> for Facts {
    /// Of values under one name the last one counts.
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(values: I) -> Self {
        let values = values.into_iter();
        Self(Arc::new(sorted(
            values.map(|(name, value)| (name.into(), value)).collect(),
        )))
    }
}

fn sorted(mut facts: Vec<(Name, Value)>) -> Vec<(Name, Value)> {
    let is_sorted = facts.is_sorted_by(|(one, _), (next, _)| one.cmp(next) == Ordering::Less);
    if !is_sorted {
        // The last one of a name comes first, and is the one that stays.
        facts.reverse();
        facts.sort_by(|(one, _), (other, _)| one.cmp(other));
        facts.dedup_by(|(later, _), (kept, _)| later == kept);
    }
    facts
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Shape)
    }
}

struct Shape;

impl<'de> Visitor<'de> for Shape {
    type Value = Facts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Facts, A::Error> {
        let mut facts = Vec::with_capacity(map.size_hint().unwrap_or(24).min(256));
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            facts.push((Name::Owned(name), value));
        }
        Ok(Facts(Arc::new(sorted(facts))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(values: &[(&'static str, i64)]) -> Facts {
        let values = values.iter();
        values
            .map(|(name, number)| (*name, Value::Integer(*number)))
            .collect()
    }

    #[test]
    fn every_kind_of_value_survives_storage() {
        let facts: Facts = crate::Parameter::ALL
            .iter()
            .map(|parameter| (parameter.name, parameter.example()))
            .collect();
        let stored = serde_json::to_string(&facts).unwrap();
        assert_eq!(serde_json::from_str::<Facts>(&stored).unwrap(), facts);
    }

    #[test]
    fn the_later_fact_wins() {
        let mut known = facts(&[("a", 1), ("c", 1), ("d", 1)]);
        known.merge(&facts(&[("b", 2), ("c", 2), ("e", 2)]));
        let all = facts(&[("a", 1), ("b", 2), ("c", 2), ("d", 1), ("e", 2)]);
        assert_eq!(known, all);
        assert_eq!(facts(&[("b", 1), ("a", 1), ("b", 2)]).integer("b"), Some(2));
    }

    #[test]
    fn a_copy_does_not_see_what_is_learnt_later() {
        let mut known = facts(&[("b", 1)]);
        let copy = known.clone();
        known.set("a", Value::Integer(2));
        known.set("b", Value::Integer(3));
        assert_eq!(copy, facts(&[("b", 1)]));
        assert_eq!(known, facts(&[("a", 2), ("b", 3)]));
        known.remove("b");
        assert!(!known.is_known("b"));
    }
}
