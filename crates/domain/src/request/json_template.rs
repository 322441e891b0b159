//! JSON as the customer wrote it, with parameters in it.
//!
//! Inside a JSON string a value is escaped text; outside of one it becomes a whole literal:
//! `"text"`, `12`, `true`, `null`. A template is taken only if every value leaves it JSON.

use super::{Encoding, Piece, Rich, cell::Cell};
use crate::{
    FieldError,
    fault::Fault,
    scope::Scope,
    template::{Segment, Template},
};

/// A template of a JSON body.
#[derive(Debug, Clone)]
pub(crate) struct JsonTemplate {
    parts: Vec<(Segment, Place)>,
}

/// Where a part of the template stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Between literals.
    Outside,
    /// Within the quotes of a string.
    Inside,
    /// In the middle of an escape such as `\n` or `\u0041`, with so many characters to come.
    Escape(u8),
}

impl Place {
    /// Where one stands after a character of the template's own text.
    const fn after(self, character: char) -> Self {
        match (self, character) {
            (Self::Outside, '"') => Self::Inside,
            (Self::Outside, _) | (Self::Inside, '"') => Self::Outside,
            (Self::Inside, '\\') => Self::Escape(0),
            (Self::Escape(0), 'u') => Self::Escape(4),
            (Self::Escape(left @ 2..), _) => Self::Escape(left - 1),
            (Self::Inside | Self::Escape(_), _) => Self::Inside,
        }
    }
}

impl JsonTemplate {
    /// Parses the template of a body.
    pub(crate) fn of(text: &str) -> Result<Self, FieldError> {
        const FIELD: &str = "body_template";
        let template = Template::parse(text).map_err(|error| error.at(FIELD))?;
        let mut place = Place::Outside;
        let mut parts = Vec::with_capacity(template.segments.len());
        for segment in template.segments {
            let before = place;
            if let Segment::Text(text) = &segment {
                place = text.chars().fold(place, Place::after);
            }
            parts.push((segment, before));
        }
        let template = Self { parts };
        match template.fault() {
            None => Ok(template),
            Some(offset) => Err(invalid(FIELD, text, offset)),
        }
    }

    /// Every secret in it.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|(segment, _)| match segment {
            Segment::Secret(name) => Some(name.as_str()),
            Segment::Text(_) | Segment::Parameter { .. } => None,
        })
    }

    /// Every call parameter in it.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|(segment, _)| match segment {
            Segment::Parameter { name, .. } => Some(name.as_str()),
            Segment::Text(_) | Segment::Secret(_) => None,
        })
    }

    pub(crate) fn render(&self, scope: &Scope<'_>) -> Rich {
        let mut rich = Rich::default();
        for (segment, place) in &self.parts {
            match (segment, place) {
                (Segment::Text(_), _) => rich.push(segment.piece(scope)),
                (Segment::Parameter { name, format }, Place::Outside) => {
                    let cell = Cell::of(name, format.as_ref(), scope);
                    if cell.text.is_empty() {
                        rich.push(Piece::structure("null"));
                    } else {
                        rich.append(cell.json());
                    }
                }
                (Segment::Secret(_), Place::Outside) => {
                    rich.push(segment.piece(scope).encoded(Encoding::JsonLiteral));
                }
                (Segment::Parameter { .. } | Segment::Secret(_), _) => {
                    rich.push(segment.piece(scope).encoded(Encoding::JsonString));
                }
            }
        }
        rich
    }

    /// Where the template would not be JSON, as an offset into its printed text.
    ///
    /// What is JSON with a text and with `null` in every place outside of strings is JSON
    /// with any literal there: only a place for a value takes both.
    fn fault(&self) -> Option<usize> {
        let in_escape = self.parts.iter().position(|(segment, place)| {
            matches!(place, Place::Escape(_)) && !matches!(segment, Segment::Text(_))
        });
        match in_escape {
            Some(index) => Some(self.printed_before(index)),
            None => ["\"\"", "null"]
                .into_iter()
                .find_map(|literal| self.fault_with(literal)),
        }
    }

    /// How long the printed text before a part is.
    fn printed_before(&self, index: usize) -> usize {
        self.parts
            .iter()
            .take(index)
            .map(|(segment, _)| printed(segment).len())
            .sum()
    }

    /// Where the text with this literal in every place outside of strings is not JSON.
    fn fault_with(&self, literal: &str) -> Option<usize> {
        let mut filled = String::new();
        // For each part where it begins in the filled text.
        let mut begins = Vec::with_capacity(self.parts.len());
        for (segment, place) in &self.parts {
            begins.push(filled.len());
            match (segment, place) {
                (Segment::Text(text), _) => filled.push_str(text),
                (_, Place::Outside) => filled.push_str(literal),
                (_, Place::Inside | Place::Escape(_)) => filled.push('x'),
            }
        }
        let error = serde_json::from_str::<serde::de::IgnoredAny>(&filled).err()?;
        let at = offset_of(&filled, error.line(), error.column());
        let index = begins
            .partition_point(|&begin| begin <= at)
            .saturating_sub(1);
        let within = at - begins.get(index).copied().unwrap_or(at);
        Some(match self.parts.get(index) {
            Some((Segment::Text(_), _)) => self.printed_before(index) + within,
            _ => self.printed_before(index),
        })
    }
}

fn printed(segment: &Segment) -> String {
    let mut template = Template::default();
    template.segments.push(segment.clone());
    template.to_string()
}

/// The offset of a line and column, both from 1, in bytes.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (before + column.saturating_sub(1)).min(text.len())
}

/// The fault at an offset of a text: the character, its line, and its place in the line.
fn invalid(field: &str, text: &str, offset: usize) -> FieldError {
    let before = text
        .get(..text.floor_char_boundary(offset.min(text.len())))
        .unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let in_line = before.get(line_start..).unwrap_or_default();
    FieldError::new(field, Fault::BodyTemplateInvalid)
        .with("position", before.chars().count() + 1)
        .with("line", before.matches('\n').count() + 1)
        .with("column", in_line.chars().count() + 1)
}
