//! What a row sends for a call, before it is encoded, and how JSON carries it.

use super::{Encoding, Origin, Piece, Rich};
use crate::{format::Format, scope::Scope, value::Value};

/// What a row sends for a call: pieces that are not encoded yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: Rich,
    pub(crate) shape: Shape,
}

/// How JSON carries a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// In quotes.
    #[default]
    Text,
    /// As it is: numbers, `true` and `false`.
    Bare,
    /// As an array of texts.
    List(Vec<String>),
}

impl Cell {
    /// The value of a parameter.
    pub(crate) fn of(name: &str, format: Option<&Format>, scope: &Scope<'_>) -> Self {
        let Some(value) = scope.value(name) else {
            return Self::default();
        };
        let text =
            scope.spend(|| format.map_or_else(|| value.plain(), |format| format.apply(&value)));
        if text.is_empty() {
            return Self::default();
        }
        let shape = match (format, &*value) {
            (Some(format), _) if format.writes_number() && is_json_number(&text) => Shape::Bare,
            (Some(_), _) => Shape::Text,
            (None, Value::Integer(_) | Value::Boolean(_)) => Shape::Bare,
            (None, Value::Decimal(_)) if is_json_number(&text) => Shape::Bare,
            (None, Value::List(items)) => Shape::List(items.clone()),
            (None, Value::Decimal(_) | Value::Phone(_) | Value::Time(_) | Value::Text(_)) => {
                Shape::Text
            }
        };
        let origin = Origin::Parameter(name.to_owned());
        let mut cell = Self {
            text: Rich::default(),
            shape,
        };
        cell.text.push(Piece { text, origin });
        cell
    }

    /// The value as a whole JSON value.
    pub(crate) fn json(self) -> Rich {
        match self.shape {
            Shape::Bare => self.text,
            Shape::Text => quoted(self.text),
            Shape::List(items) => {
                let items: Vec<_> = items
                    .iter()
                    .map(|item| Encoding::JsonLiteral.write(item))
                    .collect();
                Rich(
                    self.text
                        .0
                        .into_iter()
                        .take(1)
                        .map(|piece| Piece {
                            text: format!("[{}]", items.join(",")),
                            ..piece
                        })
                        .collect(),
                )
            }
        }
    }
}

/// A text in quotes.
pub(crate) fn quoted(text: Rich) -> Rich {
    let mut rich = Rich(vec![Piece::structure("\"")]);
    rich.append(text.encoded(Encoding::JsonString));
    rich.push(Piece::structure("\""));
    rich
}

/// Whether a text is a number as JSON writes it: no `+`, no leading zero, no bare point.
pub(crate) fn is_json_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(is_digits)
}
