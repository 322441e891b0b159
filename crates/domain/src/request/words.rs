//! The request in words: what each row sends for a call, and why another sends nothing.

use super::{
    Rich,
    row::{Row, Source},
};
use crate::{
    integration::{Integration, KEY_SECRET},
    parameter::{Known, Parameter},
    scope::Scope,
    value::Facts,
};

/// Where a word of the request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A row of the table, by its index in the draft.
    Row(usize),
    /// A header of its own or of the connection.
    Header,
    /// The secret key.
    Key,
}

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The parameter is not known at the integration's moment.
    NotYet,
    /// The value is empty for this call.
    Empty,
}

/// A name and what is sent under it, before any encoding; secrets are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Which row or header it is.
    pub place: Place,
    /// The name that the receiver expects.
    pub name: String,
    /// What is sent; nothing where it is left out.
    pub value: Option<Rich>,
    /// Why it is left out, sent empty or replaced by its default.
    pub absence: Option<Absence>,
}

/// Every row, header and key of a step for what is known of a call.
///
/// Beside a body of the customer's own the rows are not sent; they are left out here too.
#[must_use]
pub fn in_words(integration: &Integration, step: usize, facts: &Facts, attempt: i32) -> Vec<Word> {
    let scope = Scope::new(facts, attempt);
    let compiled = integration.steps.step(step);
    let mut words = Vec::new();
    if compiled.sends_rows() {
        let rows = compiled.rows.iter();
        words.extend(rows.map(|row| of_row(row, integration, &scope)));
    }
    words.extend(compiled.headers.iter().map(|header| {
        let value = header.source.cell(&scope).text;
        Word {
            place: Place::Header,
            name: header.name.clone(),
            absence: absence(&value, &header.source, integration),
            value: Some(value).filter(|value| !value.is_empty()),
        }
    }));
    words.extend(compiled.key.as_ref().map(|key| Word {
        place: Place::Key,
        name: key.name.clone(),
        value: Some(Rich(vec![super::Piece::secret(KEY_SECRET)])),
        absence: None,
    }));
    words
}

fn of_row(row: &Row, integration: &Integration, scope: &Scope<'_>) -> Word {
    let own = row.source.cell(scope);
    Word {
        place: Place::Row(row.index),
        name: row.name.clone(),
        absence: absence(&own.text, &row.source, integration),
        value: row.or_instead(own, scope).map(|cell| cell.text),
    }
}

/// Why a value is empty, if it is.
fn absence(value: &Rich, source: &Source, integration: &Integration) -> Option<Absence> {
    if !value.is_empty() {
        return None;
    }
    let known = match source {
        Source::Parameter { name, .. } => Parameter::find(name),
        Source::Text(_) => None,
    };
    let not_yet = known
        .is_some_and(|parameter| parameter.known_at(integration.draft.moment) == Known::NotYet);
    Some(if not_yet {
        Absence::NotYet
    } else {
        Absence::Empty
    })
}
