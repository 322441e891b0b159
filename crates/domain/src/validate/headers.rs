//! Faults of the headers: what HTTP and Hookline set themselves, and what cannot be sent.

use crate::{
    fault::{Fault, FieldError},
    integration::{
        HEADER_NAME_BYTES_MAX, HEADERS_MAX, HeaderRow, KeyPlace, KeyPlacement, RowValue,
        TEXT_BYTES_MAX,
    },
    request::encoding::has_control,
};
use std::collections::BTreeSet;

/// Headers that the connection, the engine or the signature set.
pub const RESERVED: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
/// What the names of other such headers begin with.
const RESERVED_PREFIXES: &[&str] = &["proxy-", "webhook-"];

/// Adds every fault of headers; `seen` holds the names that are set elsewhere. Returns all
/// names.
pub(super) fn check(
    headers: &[HeaderRow],
    mut seen: BTreeSet<String>,
    faults: &mut Vec<FieldError>,
) -> BTreeSet<String> {
    if headers.len() > HEADERS_MAX {
        faults.push(FieldError::new("headers", Fault::TooMany).with("max", HEADERS_MAX));
    }
    for (index, header) in headers.iter().take(HEADERS_MAX).enumerate() {
        faults.extend(name_fault(
            &format!("headers.{index}.name"),
            &header.name,
            &mut seen,
        ));
        faults.extend(value_fault(
            &format!("headers.{index}.value"),
            &header.value,
        ));
    }
    seen
}

/// Adds the faults of the key where it is a header.
pub(super) fn check_key(
    key: Option<&KeyPlacement>,
    seen: &mut BTreeSet<String>,
    faults: &mut Vec<FieldError>,
) {
    if let Some(key) = key.filter(|key| key.place == KeyPlace::Header) {
        faults.extend(name_fault("key.name", &key.name, seen));
    }
}

/// The names of headers that are set beside a step's own.
pub(super) fn set_elsewhere(
    headers: &[HeaderRow],
    key: Option<&KeyPlacement>,
    has_auth: bool,
) -> BTreeSet<String> {
    let key = key.filter(|key| key.place == KeyPlace::Header);
    let names = headers.iter().map(|header| header.name.as_str());
    let names = names.chain(key.map(|key| key.name.as_str()));
    names
        .chain(has_auth.then_some("authorization"))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect()
}

fn name_fault(field: &str, name: &str, seen: &mut BTreeSet<String>) -> Option<FieldError> {
    let name = name.trim().to_ascii_lowercase();
    if name.is_empty() {
        Some(FieldError::new(field, Fault::Required))
    } else if name.len() > HEADER_NAME_BYTES_MAX {
        Some(FieldError::new(field, Fault::TooLong).with("max", HEADER_NAME_BYTES_MAX))
    } else if !name.bytes().all(is_token) {
        Some(FieldError::new(field, Fault::HeaderName))
    } else if is_reserved(&name) {
        Some(FieldError::new(field, Fault::HeaderReserved).with("name", name))
    } else if !seen.insert(name.clone()) {
        Some(FieldError::new(field, Fault::DuplicateName).with("name", name))
    } else {
        None
    }
}

fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
        || RESERVED_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

/// What the name of a header may be made of, after RFC 9110.
const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// A line break in the customer's own text is refused here; one in a value becomes a space.
fn value_fault(field: &str, value: &RowValue) -> Option<FieldError> {
    let (RowValue::Constant(text) | RowValue::Template(text) | RowValue::Parameter(text)) = value;
    if text.len() > TEXT_BYTES_MAX {
        Some(FieldError::new(field, Fault::TooLong).with("max", TEXT_BYTES_MAX))
    } else if has_control(text) {
        Some(FieldError::new(field, Fault::LineBreak))
    } else if text.trim().is_empty() {
        Some(FieldError::new(field, Fault::Required))
    } else {
        None
    }
}
