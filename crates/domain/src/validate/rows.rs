//! Faults of the table of parameters.

use crate::{
    fault::{Fault, FieldError},
    format::FormatSpec,
    integration::{
        BodyFormat, KeyPlace, KeyPlacement, MAP_ENTRIES_MAX, PARAMETER_NAME_BYTES_MAX,
        PARAMETER_ROWS_MAX, ParameterRow, RowValue, TEXT_BYTES_MAX, WhenEmpty,
    },
    request::{
        RequestWords,
        encoding::{has_control, percent_decoded},
    },
};
use std::collections::BTreeSet;

/// Adds every fault of the rows of a step.
pub(super) fn check(words: RequestWords<'_>, faults: &mut Vec<FieldError>) {
    if words.parameters.len() > PARAMETER_ROWS_MAX {
        faults.push(FieldError::new("parameters", Fault::TooMany).with("max", PARAMETER_ROWS_MAX));
    }
    for (index, row) in judged(words).enumerate() {
        let field = format!("parameters.{index}");
        check_row_name(&format!("{field}.name"), &row.name, faults);
        check_texts(&field, row, faults);
    }
    match words.body_format {
        BodyFormat::Query => check_duplicates(words, names_in_url(words.url), faults),
        BodyFormat::Form => check_duplicates(words, BTreeSet::new(), faults),
        // JSON names are judged where the document is built; a template sends no rows.
        BodyFormat::Json | BodyFormat::JsonTemplate | BodyFormat::XmlTemplate => {}
    }
}

/// The rows that are judged one by one: those over the limit are refused as a whole.
fn judged(words: RequestWords<'_>) -> impl Iterator<Item = &ParameterRow> {
    words.parameters.iter().take(PARAMETER_ROWS_MAX)
}

/// A name as the receiver expects it.
fn check_row_name(field: &str, name: &str, faults: &mut Vec<FieldError>) {
    if name.trim().is_empty() {
        faults.push(FieldError::new(field, Fault::Required));
    } else if name.len() > PARAMETER_NAME_BYTES_MAX {
        faults.push(FieldError::new(field, Fault::TooLong).with("max", PARAMETER_NAME_BYTES_MAX));
    } else if has_control(name) {
        faults.push(FieldError::new(field, Fault::LineBreak));
    }
}

fn check_texts(field: &str, row: &ParameterRow, faults: &mut Vec<FieldError>) {
    let mut check = |field: String, text: &str| {
        if text.len() > TEXT_BYTES_MAX {
            faults.push(FieldError::new(field, Fault::TooLong).with("max", TEXT_BYTES_MAX));
        }
    };
    match &row.value {
        RowValue::Constant(text) | RowValue::Template(text) | RowValue::Parameter(text) => {
            check(format!("{field}.value"), text);
        }
    }
    if let WhenEmpty::Default(text) = &row.when_empty {
        check(format!("{field}.when_empty"), text);
    }
    if let Some(FormatSpec::Map(map)) = &row.format {
        let entries = map.map.iter().take(MAP_ENTRIES_MAX);
        entries
            .flat_map(|(from, to)| [from, to])
            .chain(&map.otherwise)
            .for_each(|text| check(format!("{field}.format"), text));
        if map.map.len() > MAP_ENTRIES_MAX {
            let fault = FieldError::new(format!("{field}.format"), Fault::TooMany);
            faults.push(fault.with("max", MAP_ENTRIES_MAX));
        }
    }
}

/// Names that stand twice, in the table or in the URL's own query. One that ends in `[]`
/// may: receivers read such names as lists.
fn check_duplicates(
    words: RequestWords<'_>,
    mut seen: BTreeSet<String>,
    faults: &mut Vec<FieldError>,
) {
    for (index, row) in judged(words).enumerate() {
        let is_new = seen.insert(row.name.clone());
        if !is_new && !row.name.ends_with("[]") && !row.name.is_empty() {
            let field = format!("parameters.{index}.name");
            faults.push(FieldError::new(field, Fault::DuplicateName).with("name", &row.name));
        }
    }
}

/// The names that the URL's own query holds.
fn names_in_url(url: &str) -> BTreeSet<String> {
    let before_fragment = url.split('#').next().unwrap_or_default();
    let query = before_fragment
        .split_once('?')
        .map_or("", |(_, query)| query);
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| percent_decoded(&pair.split('=').next().unwrap_or_default().replace('+', " ")))
        .collect()
}

/// The key as a parameter of the URL; as a header it is judged with the headers.
pub(super) fn check_key(
    key: Option<&KeyPlacement>,
    words: RequestWords<'_>,
    faults: &mut Vec<FieldError>,
) {
    let Some(key) = key.filter(|key| key.place == KeyPlace::Query) else {
        return;
    };
    check_row_name("key.name", &key.name, faults);
    let is_query = words.body_format == BodyFormat::Query;
    let is_taken = names_in_url(words.url).contains(&key.name)
        || (is_query && judged(words).any(|row| row.name == key.name));
    if is_taken {
        faults.push(FieldError::new("key.name", Fault::DuplicateName).with("name", &key.name));
    }
}
