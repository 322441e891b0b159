//! What a row says for a call: the example column.

use super::catalogue::readable;
use domain::{
    Facts, Moment,
    format::Format,
    integration::{ParameterRow, RowValue},
    parameter::{Known, Parameter},
    scope::Scope,
    template::Template,
};

/// What the parameter `attempt` says in an example.
const FIRST_TRY: i32 = 1;

/// What the example column shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Example {
    /// The value as it is sent, phones readable.
    Sent(String),
    /// Nothing, and whether that is to be expected at the moment.
    Empty(Known),
}

/// The example of a row for what is known of a call.
#[must_use]
pub fn example(row: &ParameterRow, facts: &Facts, moment: Moment) -> Example {
    match &row.value {
        RowValue::Constant(text) => Example::Sent(text.clone()),
        RowValue::Template(text) => Example::Sent(match Template::parse(text) {
            Ok(template) => template.render(&Scope::new(facts, FIRST_TRY)),
            Err(_) => text.clone(),
        }),
        RowValue::Parameter(name) => {
            match facts.get(name).filter(|value| !value.plain().is_empty()) {
                Some(value) => Example::Sent(
                    match row.format.as_ref().and_then(|spec| Format::of(spec).ok()) {
                        Some(format) => format.apply(value),
                        None => readable(value),
                    },
                ),
                None => Example::Empty(
                    Parameter::find(name)
                        .map_or(Known::Always, |parameter| parameter.known_at(moment)),
                ),
            }
        }
    }
}
