//! A place in a JSON document: the part of JSON path (RFC 9535) that names one place.
//!
//! `$.result.items[0].ID`, with or without the leading `$.`; `items.0.ID` and
//! `$['odd name'].ID` mean what they look like.

use serde_json::Value as Json;

/// Longest path, in bytes.
const PATH_BYTES_MAX: usize = 256;
/// Most steps of a path.
const PARTS_MAX: usize = 32;

/// A place in a JSON document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonPath(Vec<String>);

/// A text is no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a path reads like `$.result.0.ID`, up to 256 characters")]
pub struct PathError;

impl JsonPath {
    /// Reads a path; `$` alone is the whole document.
    ///
    /// # Errors
    /// Where it does not read like one place of a document.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let text = text.trim();
        if text.is_empty() || text.len() > PATH_BYTES_MAX {
            return Err(PathError);
        }
        let mut rest = text.strip_prefix('$').unwrap_or(text);
        let mut parts = Vec::new();
        while !rest.is_empty() {
            if parts.len() == PARTS_MAX {
                return Err(PathError);
            }
            let is_first = parts.is_empty() && rest.len() == text.len();
            let (part, after) = part(rest, is_first)?;
            parts.push(part.to_owned());
            rest = after;
        }
        Ok(Self(parts))
    }

    /// What stands there.
    #[must_use]
    pub fn find<'a>(&self, json: &'a Json) -> Option<&'a Json> {
        self.0.iter().try_fold(json, |json, part| match json {
            Json::Object(fields) => fields.get(part),
            Json::Array(items) => items.get(part.parse::<usize>().ok()?),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
        })
    }
}

/// The next part, and what is behind it.
fn part(rest: &str, is_first: bool) -> Result<(&str, &str), PathError> {
    if let Some(inside) = rest.strip_prefix('[') {
        return bracketed(inside);
    }
    let named = match rest.strip_prefix('.') {
        Some(named) => named,
        None if is_first => rest,
        None => return Err(PathError),
    };
    let end = named.find(['.', '[']).unwrap_or(named.len());
    match named.split_at_checked(end) {
        Some((name, after)) if is_name(name) => Ok((name, after)),
        _ => Err(PathError),
    }
}

fn bracketed(inside: &str) -> Result<(&str, &str), PathError> {
    for quote in ['\'', '"'] {
        if let Some(named) = inside.strip_prefix(quote) {
            let (name, after) = named.split_once(quote).ok_or(PathError)?;
            let after = after.strip_prefix(']').ok_or(PathError)?;
            return Ok((name, after));
        }
    }
    let (index, after) = inside.split_once(']').ok_or(PathError)?;
    let is_index = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
    is_index.then_some((index, after)).ok_or(PathError)
}

/// What may stand without quotes: no blanks, and nothing that a longer path would mean.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name
            .chars()
            .any(|character| character.is_whitespace() || "[]*?@()'\",:$".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(path: &str, json: &Json) -> Option<Json> {
        JsonPath::parse(path).unwrap().find(json).cloned()
    }

    #[test]
    fn one_place_can_be_written_in_several_ways() {
        let json = json!({"result": {"items": [{"ID": 7}], "odd name": 1}});
        for path in [
            "$.result.items[0].ID",
            "result.items.0.ID",
            "$['result']['items'][0]['ID']",
        ] {
            assert_eq!(found(path, &json), Some(json!(7)), "{path}");
        }
        assert_eq!(found("$.result[\"odd name\"]", &json), Some(json!(1)));
        assert_eq!(found("$", &json), Some(json.clone()));
        assert_eq!(found("$.result.items.1.ID", &json), None);
        assert_eq!(found("$.result.items.ID", &json), None);
    }

    #[test]
    fn a_list_may_be_the_whole_document() {
        assert_eq!(found("$[1]", &json!([1, 2])), Some(json!(2)));
        assert_eq!(found("0", &json!(["a"])), Some(json!("a")));
    }

    #[test]
    fn what_names_no_single_place_is_refused() {
        for path in [
            "",
            " ",
            "$.",
            "$..a",
            "a..b",
            "$[*]",
            "$[-1]",
            "$['a",
            "a b",
            "$[?(@.a)]",
            "a[",
            "a]",
            "$a",
        ] {
            assert_eq!(JsonPath::parse(path), Err(PathError), "{path}");
        }
        assert_eq!(JsonPath::parse(&"a.".repeat(200)), Err(PathError));
    }
}
