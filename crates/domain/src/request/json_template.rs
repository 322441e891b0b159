//! JSON as the customer wrote it, with parameters in it.
//!
//! Inside a JSON string a value is escaped text; outside of one it becomes a whole literal:
//! `"text"`, `12`, `true`, `null`. A template is taken only if every value leaves it JSON.

use super::{
    Encoding, Piece, Rich,
    cell::Cell,
    filled::{FIELD, Filled, fault_at},
};
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
            Some(offset) => Err(fault_at(Fault::BodyTemplateInvalid, text, offset)),
        }
    }

    /// What it is made of.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.parts.iter().map(|(segment, _)| segment)
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
            Some(index) => Some(self.filled("null").printed_before(index)),
            None => ["\"\"", "null"]
                .into_iter()
                .find_map(|literal| self.fault_with(literal)),
        }
    }

    /// Where the text with this literal in every place outside of strings is not JSON.
    fn fault_with(&self, literal: &str) -> Option<usize> {
        let filled = self.filled(literal);
        let error = serde_json::from_str::<serde::de::IgnoredAny>(&filled.text).err()?;
        Some(filled.printed(offset_of(&filled.text, error.line(), error.column())))
    }

    fn filled<'a>(&'a self, literal: &'a str) -> Filled<'a> {
        Filled::of(self.parts.iter().map(|(segment, place)| {
            let filler = match place {
                Place::Outside => literal,
                Place::Inside | Place::Escape(_) => "x",
            };
            (segment, filler)
        }))
    }
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
