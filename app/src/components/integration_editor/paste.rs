//! Turns a pasted URL, query or JSON sample into rows of the table.

use super::guess::guess;
use domain::integration::{ParameterRow, RowValue, WhenEmpty};
use serde_json::Value;

/// What a pasted text was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The address before the query, where one was pasted.
    pub address: Option<String>,
    /// Whether it was a JSON sample, whose names are dotted.
    pub is_json: bool,
    /// A row for each name.
    pub rows: Vec<ParameterRow>,
}

/// Reads a pasted text; `None` if it is neither a URL, nor a query, nor JSON with names.
///
/// `is_known` tells whether a name is a call parameter.
#[must_use]
pub fn read(text: &str, is_known: &dyn Fn(&str) -> bool) -> Option<Pasted> {
    let text = text.trim();
    let (address, is_json, pairs) = if text.starts_with(['{', '[']) {
        let value: Value = serde_json::from_str(text).ok()?;
        let mut pairs = Vec::new();
        flatten("", &value, &mut pairs);
        (None, true, pairs)
    } else {
        let (address, query) = split(text);
        (address, false, query_pairs(query))
    };
    let rows: Vec<_> = pairs
        .into_iter()
        .map(|(name, sample)| row(name, sample, is_known))
        .collect();
    (!rows.is_empty() || address.is_some()).then_some(Pasted {
        address,
        is_json,
        rows,
    })
}

/// The address, if there is one, and the query.
fn split(text: &str) -> (Option<String>, &str) {
    let text = text.split('#').next().unwrap_or_default();
    if let Some((address, query)) = text.split_once('?') {
        let address = address.trim();
        return ((!address.is_empty()).then(|| address.to_owned()), query);
    }
    if text.contains("://") {
        return (Some(text.to_owned()), "");
    }
    (None, text)
}

fn query_pairs(query: &str) -> Vec<(String, String)> {
    query
        .split(['&', '\n'])
        .map(str::trim)
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .filter(|(name, _)| !name.is_empty())
        .collect()
}

/// Undoes percent-encoding; what is not encoded rightly stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

fn flatten(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    let below = |part: &str| match name {
        "" => part.to_owned(),
        name => format!("{name}.{part}"),
    };
    match value {
        Value::Object(fields) => {
            for (part, field) in fields {
                flatten(&below(part), field, pairs);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&below(&index.to_string()), item, pairs);
            }
        }
        Value::Null => pairs.push((name.to_owned(), String::new())),
        Value::String(text) => pairs.push((name.to_owned(), text.clone())),
        Value::Bool(_) | Value::Number(_) => pairs.push((name.to_owned(), value.to_string())),
    }
}

fn row(name: String, sample: String, is_known: &dyn Fn(&str) -> bool) -> ParameterRow {
    let value = if sample.contains("{{") {
        template(&sample, is_known)
    } else {
        match guess(&name, &sample, is_known) {
            Some(parameter) => RowValue::Parameter(parameter),
            None => RowValue::Constant(sample),
        }
    };
    ParameterRow {
        name,
        value,
        format: None,
        when_empty: WhenEmpty::Omit,
    }
}

/// A lone `{{name}}` of the catalogue is that parameter; any other text with braces stays one.
fn template(sample: &str, is_known: &dyn Fn(&str) -> bool) -> RowValue {
    let inner = sample
        .trim()
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"))
        .map(str::trim);
    match inner {
        Some(name) if is_known(name) => RowValue::Parameter(name.to_owned()),
        _ => RowValue::Template(sample.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> bool {
        ["caller_number", "call_id"].contains(&name)
    }

    fn rows(text: &str) -> Vec<(String, RowValue)> {
        let pasted = read(text, &known).expect("the text is readable");
        pasted
            .rows
            .into_iter()
            .map(|row| (row.name, row.value))
            .collect()
    }

    #[test]
    fn the_query_of_a_url_becomes_rows() {
        let text = "https://crm.example/in.php?phone=%2B380501112233&param1=a+b&title=%D0%AF#top";
        assert_eq!(
            rows(text),
            [
                ("phone".into(), RowValue::Parameter("caller_number".into())),
                ("param1".into(), RowValue::Constant("a b".into())),
                ("title".into(), RowValue::Constant("Я".into())),
            ]
        );
        let pasted = read(text, &known).expect("the text is readable");
        assert_eq!(
            pasted.address.as_deref(),
            Some("https://crm.example/in.php")
        );
    }

    #[test]
    fn a_json_sample_becomes_dotted_rows() {
        let text = r#"{"fields":{"PHONE":[{"VALUE":"+380"}],"n":5,"ok":true,"none":null}}"#;
        let names: Vec<_> = rows(text).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "fields.PHONE.0.VALUE",
                "fields.n",
                "fields.none",
                "fields.ok"
            ]
        );
    }

    #[test]
    fn braces_of_a_known_parameter_are_that_parameter() {
        assert_eq!(
            rows("a={{ caller_number }}&b=Call {{caller_number}}&c={{else}}"),
            [
                ("a".into(), RowValue::Parameter("caller_number".into())),
                (
                    "b".into(),
                    RowValue::Template("Call {{caller_number}}".into())
                ),
                ("c".into(), RowValue::Template("{{else}}".into())),
            ]
        );
    }

    #[test]
    fn what_has_no_names_is_not_read() {
        assert_eq!(read("hello", &known), None);
        assert_eq!(read("{broken", &known), None);
        assert_eq!(read("", &known), None);
    }

    #[test]
    fn encoding_that_is_not_right_stays() {
        assert_eq!(decode("100%+%zz%4"), "100% %zz%4");
    }
}
