//! JSON from dotted names: `fields.PHONE.0.VALUE`.
//!
//! A part that is a number makes its parent an array. What is left out of an array keeps its
//! place as `null`, so that the others do not move.

use super::{
    Piece, Rich,
    cell::{Cell, quoted},
    row::Row,
};
use crate::{FieldError, fault::Fault};

/// Deepest nesting of a dotted name.
pub const JSON_DEPTH_MAX: usize = 24;
/// Highest place in an array.
pub const JSON_INDEX_MAX: usize = 199;

/// A part of the document.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// Nothing was put here yet.
    Open,
    /// The row with this place among the compiled ones.
    Row(usize),
    Object(Vec<(String, Node)>),
    /// By place, in ascending order.
    Array(Vec<(usize, Node)>),
}

/// Why a name cannot be a place in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameError {
    Duplicate,
    Conflict,
    TooDeep,
    TooFar,
}

impl NameError {
    fn at(self, row: &Row) -> FieldError {
        let fault = |fault| {
            FieldError::new(format!("parameters.{}.name", row.index), fault).with("name", &row.name)
        };
        match self {
            Self::Duplicate => fault(Fault::DuplicateName),
            Self::Conflict => fault(Fault::NameConflict),
            Self::TooDeep => fault(Fault::TooMany).with("max", JSON_DEPTH_MAX),
            Self::TooFar => fault(Fault::OutOfRange)
                .with("min", 0)
                .with("max", JSON_INDEX_MAX),
        }
    }
}

impl Node {
    /// The document that rows with these names build.
    pub(crate) fn of(rows: &[Row]) -> Result<Self, Vec<FieldError>> {
        let mut root = Self::Open;
        let mut faults = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let parts: Vec<&str> = row.name.split('.').collect();
            if let Err(error) = check(&parts).and_then(|()| root.insert(&parts, place)) {
                faults.push(error.at(row));
            }
        }
        if faults.is_empty() {
            Ok(root)
        } else {
            Err(faults)
        }
    }

    /// Puts a row at the end of its path.
    fn insert(&mut self, parts: &[&str], place: usize) -> Result<(), NameError> {
        if let Some((part, rest)) = parts.split_first() {
            return self.child(part)?.insert(rest, place);
        }
        match self {
            Self::Open => *self = Self::Row(place),
            Self::Row(_) => return Err(NameError::Duplicate),
            Self::Object(_) | Self::Array(_) => return Err(NameError::Conflict),
        }
        Ok(())
    }

    /// The part under a name or at a place of this one; made where it is not there yet.
    fn child(&mut self, part: &str) -> Result<&mut Self, NameError> {
        let index = index(part);
        if matches!(self, Self::Open) {
            *self = match index {
                Some(_) => Self::Array(Vec::new()),
                None => Self::Object(Vec::new()),
            };
        }
        let found = match (self, index) {
            (Self::Array(items), Some(index)) => {
                let at = items.binary_search_by_key(&index, |(at, _)| *at);
                let at = at.unwrap_or_else(|at| {
                    items.insert(at, (index, Self::Open));
                    at
                });
                items.get_mut(at).map(|(_, child)| child)
            }
            (Self::Object(members), None) => {
                let at = members.iter().position(|(name, _)| name == part);
                let at = at.unwrap_or_else(|| {
                    members.push((part.to_owned(), Self::Open));
                    members.len() - 1
                });
                members.get_mut(at).map(|(_, child)| child)
            }
            (Self::Open | Self::Row(_) | Self::Object(_) | Self::Array(_), _) => None,
        };
        found.ok_or(NameError::Conflict)
    }

    /// The whole document; an empty one where every row is left out.
    pub(crate) fn render(&self, cells: &[Option<Cell>]) -> Rich {
        self.write(cells).unwrap_or_else(|| {
            let empty = match self {
                Self::Array(_) => "[]",
                Self::Open | Self::Row(_) | Self::Object(_) => "{}",
            };
            Rich(vec![Piece::structure(empty)])
        })
    }

    /// This part of the document, or nothing where all of it is left out.
    fn write(&self, cells: &[Option<Cell>]) -> Option<Rich> {
        match self {
            Self::Open => None,
            Self::Row(place) => cells.get(*place)?.clone().map(Cell::json),
            Self::Object(members) => {
                let written = members.iter().filter_map(|(name, node)| {
                    let value = node.write(cells)?;
                    let mut member = quoted(Rich(vec![Piece::name(name)]));
                    member.push(Piece::structure(":"));
                    member.append(value);
                    Some(member)
                });
                enclosed("{", written.collect(), "}")
            }
            Self::Array(items) => {
                let mut written = Vec::new();
                for (index, node) in items {
                    if let Some(value) = node.write(cells) {
                        let null = Rich(vec![Piece::structure("null")]);
                        written.resize(*index, null);
                        written.push(value);
                    }
                }
                enclosed("[", written, "]")
            }
        }
    }
}

fn enclosed(open: &str, items: Vec<Rich>, close: &str) -> Option<Rich> {
    if items.is_empty() {
        return None;
    }
    let mut rich = Rich(vec![Piece::structure(open)]);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            rich.push(Piece::structure(","));
        }
        rich.append(item);
    }
    rich.push(Piece::structure(close));
    Some(rich)
}

/// A place in an array, if the part is one.
fn index(part: &str) -> Option<usize> {
    let is_index =
        part.bytes().all(|byte| byte.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
    is_index.then(|| part.parse().ok()).flatten()
}

fn check(parts: &[&str]) -> Result<(), NameError> {
    if parts.len() > JSON_DEPTH_MAX {
        Err(NameError::TooDeep)
    } else if parts.iter().any(|part| part.is_empty()) {
        Err(NameError::Conflict)
    } else if parts.iter().any(|part| index(part) > Some(JSON_INDEX_MAX)) {
        Err(NameError::TooFar)
    } else {
        Ok(())
    }
}
