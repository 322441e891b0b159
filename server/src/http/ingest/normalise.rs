//! From what was told to a typed event: every name known, every value read, or a fault at it.

use super::{
    identity,
    phone::phone,
    placeholder::{is_empty, is_hidden, is_placeholder},
    time,
    told::{
        FIELD_BYTES_MAX, FIELDS_MAX, Faults, ID_BYTES_MAX, LIST_ITEMS_MAX, LONG_FIELD_BYTES_MAX,
        Raw, Told, UNKNOWN_NAME,
    },
};
use crate::ids;
use domain::{
    CallEvent, CallKey, Decimal, EventId, Facts, Moment, Parameter, Project, Tenant, Value,
    parameter::{CUSTOM_PREFIX, Kind},
    project::{Named, PROJECT_ID, PROJECT_NAME},
};
use jiff::tz::TimeZone;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

/// The catalogue by name: it is asked for each field of each event.
static BY_NAME: LazyLock<HashMap<&'static str, &'static Parameter>> = LazyLock::new(|| {
    Parameter::ALL
        .iter()
        .map(|parameter| (parameter.name, parameter))
        .collect()
});

/// What becomes of a value that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is a fault: whoever sent it can mend it.
    Refused,
    /// It is left out: a platform cannot mend what it sends, and the rest of the event counts.
    LeftOut,
}

/// By what the values of one tenant are read.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// Whose events they are.
    pub tenant: &'a Tenant,
    /// Its projects: an event that names one with a zone or country of its own is read by those.
    pub projects: &'a [Project],
    /// The zone of the clock.
    pub zone: TimeZone,
    /// The country in which national numbers are dialled.
    pub country: &'a str,
    /// Where the server is reached.
    pub public_url: &'a str,
    /// When the request arrived, in milliseconds since 1970.
    pub now: i64,
    /// What becomes of those that cannot be read.
    pub unreadable: Unreadable,
}

impl<'a> Reading<'a> {
    /// For the requests of a tenant that arrive now.
    #[must_use]
    pub fn of(tenant: &'a Tenant, public_url: &'a str, now: i64) -> Self {
        // The zone was checked when the tenant was made; another machine's data may differ.
        let zone = TimeZone::get(&tenant.zone).unwrap_or(TimeZone::UTC);
        Self {
            tenant,
            projects: &[],
            zone,
            country: &tenant.country,
            public_url,
            now,
            unreadable: Unreadable::Refused,
        }
    }

    /// The event that was told, ready to be recorded; nothing where there are faults.
    #[must_use]
    pub fn event(&self, mut told: Told<'_>, faults: &mut Faults) -> Option<CallEvent> {
        told.event_id = told.event_id.filter(|id| !is_placeholder(id));
        told.facts
            .retain(|(_, raw)| !is_empty(raw) || is_hidden(raw));
        match self.of_project(&told) {
            Some(reading) => reading.read(told, faults),
            None => self.read(told, faults),
        }
    }

    /// The same with zone and country of the project that an event names, where they differ.
    fn of_project(&self, told: &Told<'_>) -> Option<Self> {
        let text = |name: &str| match told.facts.iter().find(|(told, _)| told == name)? {
            (_, Raw::One(text)) => Some(&**text),
            (_, Raw::Many(_)) => None,
        };
        if self.projects.is_empty() {
            return None;
        }
        let named = Named::new(text(PROJECT_ID), text(PROJECT_NAME))?;
        let draft = &named.find(self.projects)?.draft;
        let zone = draft.zone.as_deref().map(TimeZone::get);
        let mut reading = self.clone();
        if let Some(Ok(zone)) = zone {
            reading.zone = zone;
        }
        if let Some(country) = &draft.country {
            reading.country = country;
        }
        Some(reading)
    }

    fn read(&self, told: Told<'_>, faults: &mut Faults) -> Option<CallEvent> {
        let moment = self.frame(&told, faults);
        let content = identity::content(&told);
        let identity = identity::identity(&told, content);
        let occurred_at = self.occurred_at(&told, faults);
        let implied = self.implied(&told);
        let mut facts = self.facts(told.facts, faults);
        let (moment, true) = (moment?, faults.is_empty()) else {
            return None;
        };
        let id = EventId(ids::new(self.now));
        let call_id = told.call_id.into_owned();
        facts.set("call_id", Value::text(&call_id));
        facts.set("moment", Value::text(moment.key()));
        facts.set("occurred_at", Value::Time(occurred_at));
        let is_test = facts.boolean("is_test") == Some(true);
        facts.set("is_test", Value::Boolean(is_test));
        Some(CallEvent {
            tenant_id: self.tenant.id,
            id,
            call_key: CallKey(ids::new(self.now)),
            is_named: told.event_id.is_some(),
            event_id: told
                .event_id
                .map_or_else(|| id.to_string(), Cow::into_owned),
            identity,
            content,
            moment,
            occurred_at: occurred_at.at_ms,
            accepted_at: self.now,
            is_test,
            only: None,
            call_id,
            facts,
            implied,
        })
    }

    /// What an event says without reporting it: where people see its call, and that a number
    /// which does not show itself is hidden.
    fn implied(&self, told: &Told<'_>) -> Facts {
        let mut implied = Facts::default();
        let call_id = utf8_percent_encode(&told.call_id, NON_ALPHANUMERIC);
        let card = format!("{}/calls/{call_id}", self.public_url);
        implied.set("call_card_url", Value::Text(card));
        let is_caller = |name: &str| name == "caller_number";
        let mut facts = told.facts.iter();
        if facts.any(|(name, raw)| is_caller(name) && is_hidden(raw)) {
            implied.set("is_anonymous", Value::Boolean(true));
        }
        implied
    }

    fn frame(&self, told: &Told<'_>, faults: &mut Faults) -> Option<Moment> {
        if is_placeholder(&told.call_id) {
            faults.add("call_id", "the name of the call at the telephony");
        }
        let names = [
            ("call_id", Some(&told.call_id)),
            ("event_id", told.event_id.as_ref()),
        ];
        for (field, name) in names {
            if let Some(expected) = name.and_then(|name| name_fault(name)) {
                faults.add(field, expected);
            }
        }
        if told.facts.len() > FIELDS_MAX {
            faults.add("", format!("at most {FIELDS_MAX} fields"));
        }
        match told.moment.parse() {
            Ok(moment) => Some(moment),
            Err(error) => {
                faults.add("moment", one_of(error.expected));
                None
            }
        }
    }

    fn occurred_at(&self, told: &Told<'_>, faults: &mut Faults) -> domain::Time {
        let now = time::at(self.now, &self.zone);
        let Some(text) = told
            .occurred_at
            .as_deref()
            .filter(|text| !is_placeholder(text))
        else {
            return now;
        };
        time::read(text, &self.zone).unwrap_or_else(|| {
            self.unread("occurred_at".into(), time::EXPECTED, faults);
            now
        })
    }

    /// A value that cannot be read is a fault, or is left out with a line in the log.
    fn unread(&self, field: Cow<'_, str>, expected: &str, faults: &mut Faults) {
        match self.unreadable {
            Unreadable::Refused => faults.add(field, expected),
            Unreadable::LeftOut => {
                tracing::warn!(tenant = %self.tenant.id, %field, "a value cannot be read and is left out");
            }
        }
    }

    fn facts(&self, told: Vec<(Cow<'_, str>, Raw<'_>)>, faults: &mut Faults) -> Facts {
        let mut facts = Facts::default();
        for (name, raw) in told {
            let Some(parameter) = find(&name) else {
                let expected = expected_name(&name);
                faults.add(name, expected);
                continue;
            };
            if is_empty(&raw) || parameter.kind == Kind::Phone && is_hidden(&raw) {
                continue;
            }
            match self.value(parameter, raw) {
                Ok(value) if parameter.is_family() => facts.set(name.into_owned(), value),
                Ok(value) => facts.set(parameter.name, value),
                Err(expected) => self.unread(name, &expected, faults),
            }
        }
        facts
    }

    /// Reads a value as its parameter says.
    fn value(&self, parameter: &Parameter, raw: Raw<'_>) -> Result<Value, String> {
        if parameter.kind == Kind::List {
            return list(raw);
        }
        let Raw::One(text) = raw else {
            return Err("one value, not a list".to_owned());
        };
        let long = matches!(parameter.name, "transcript" | "comment");
        let max = if long {
            LONG_FIELD_BYTES_MAX
        } else {
            FIELD_BYTES_MAX
        };
        if text.len() > max {
            return Err(format!("at most {max} bytes"));
        }
        match parameter.kind {
            Kind::Text | Kind::Url => Ok(Value::Text(text.into_owned())),
            Kind::List => list(Raw::One(text)),
            Kind::Choice(keys) => choice(&text, keys),
            Kind::Integer => integer(&text).ok_or_else(|| "a whole number".to_owned()),
            Kind::Seconds => integer(&text).ok_or_else(|| "whole seconds".to_owned()),
            Kind::Decimal => {
                decimal(&text).ok_or_else(|| "a decimal number such as 1500.00".to_owned())
            }
            Kind::Boolean => boolean(&text).ok_or_else(|| "true or false".to_owned()),
            Kind::Phone => Ok(Value::Phone(phone(&text, self.country))),
            Kind::Time => time::read(&text, &self.zone)
                .map(Value::Time)
                .ok_or_else(|| time::EXPECTED.to_owned()),
            Kind::Country => {
                code(&text, 2).ok_or_else(|| "an ISO 3166 country such as UA".to_owned())
            }
            Kind::Currency => {
                code(&text, 3).ok_or_else(|| "an ISO 4217 currency such as UAH".to_owned())
            }
        }
    }
}

fn find(name: &str) -> Option<&'static Parameter> {
    BY_NAME
        .get(name)
        .copied()
        .filter(|parameter| !parameter.is_family())
        .or_else(|| {
            name.starts_with(CUSTOM_PREFIX)
                .then(|| Parameter::find(name))
                .flatten()
        })
}

/// What stands in place of a name that is none.
fn expected_name(name: &str) -> &'static str {
    if name.starts_with(CUSTOM_PREFIX) {
        "a name of 1 to 64 letters, digits, `_` and `-` within `custom`"
    } else {
        UNKNOWN_NAME
    }
}

/// What a name that the sender gave has to be, where it is not.
fn name_fault(name: &str) -> Option<String> {
    if name.len() > ID_BYTES_MAX {
        return Some(format!("at most {ID_BYTES_MAX} bytes"));
    }
    let has_control = name.chars().any(char::is_control);
    has_control.then(|| "a text without control characters".to_owned())
}

fn one_of(keys: &[&str]) -> String {
    format!("one of: {}", keys.join(", "))
}

fn choice(text: &str, keys: &[&str]) -> Result<Value, String> {
    let text = text.trim();
    let key = keys.iter().find(|key| key.eq_ignore_ascii_case(text));
    key.map(|key| Value::text(*key)).ok_or_else(|| one_of(keys))
}

fn integer(text: &str) -> Option<Value> {
    let text = text.trim();
    // `184.0` is how some programs write a whole number.
    let whole = text.strip_suffix(".0").unwrap_or(text);
    whole.parse().ok().map(Value::Integer)
}

/// Digits with at most one point; a comma is read as one.
fn decimal(text: &str) -> Option<Value> {
    let text = text.trim().replace(',', ".");
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (all_digits(whole) && all_digits(fraction)).then_some(Value::Decimal(Decimal { decimal: text }))
}

fn boolean(text: &str) -> Option<Value> {
    let known = |texts: &[&str]| {
        texts
            .iter()
            .any(|known| text.trim().eq_ignore_ascii_case(known))
    };
    if known(&["true", "1", "yes"]) {
        return Some(Value::Boolean(true));
    }
    known(&["false", "0", "no"]).then_some(Value::Boolean(false))
}

fn code(text: &str, letters: usize) -> Option<Value> {
    let text = text.trim();
    let fits = text.len() == letters && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    fits.then(|| Value::Text(text.to_ascii_uppercase()))
}

fn list(raw: Raw<'_>) -> Result<Value, String> {
    let texts = match raw {
        Raw::One(text) => text.split(',').map(|item| item.trim().to_owned()).collect(),
        Raw::Many(texts) => texts
            .into_iter()
            .map(Cow::into_owned)
            .collect::<Vec<String>>(),
    };
    let items: Vec<String> = texts
        .into_iter()
        .filter(|text| !is_placeholder(text))
        .collect();
    let bytes: usize = items.iter().map(String::len).sum();
    if items.len() > LIST_ITEMS_MAX || bytes > FIELD_BYTES_MAX {
        return Err(format!(
            "at most {LIST_ITEMS_MAX} entries and {FIELD_BYTES_MAX} bytes together"
        ));
    }
    Ok(Value::List(items))
}

#[cfg(test)]
mod tests;
