//! Texts with `{{parameter}}`, `{{parameter | format}}` and `{{secret:name}}` in them.
//!
//! Blanks inside the braces do not matter. Of three or more braces in a row the last two open.
//! Two braces that mean themselves are written `{{"{{"}}`. Rendering is a single pass: a value
//! that contains `{{x}}` is not expanded again.

mod error;
mod scanner;

use crate::{
    format::Format,
    parameter::Parameter,
    request::{Origin, Piece, Rich},
    scope::Scope,
};
use scanner::{OPEN, Scanned, Scanner};
use std::fmt;

pub use error::TemplateError;

/// Longest name of a secret, in bytes.
pub const SECRET_NAME_BYTES_MAX: usize = 64;

/// What stands between the braces for two braces that mean themselves.
const ESCAPE: &str = "\"{{\"";
/// What the name of a secret stands behind.
const SECRET: &str = "secret:";

/// A parsed text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    pub(crate) segments: Vec<Segment>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Written as it is.
    Text(String),
    /// The value of a call parameter.
    Parameter {
        name: String,
        format: Option<Format>,
    },
    /// A secret, by its name.
    Secret(String),
}

impl Template {
    /// Parses a text.
    ///
    /// # Errors
    /// Where braces are not closed, or what they name does not exist or fit.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut template = Self::default();
        for (offset, segment) in Scanner::new(text) {
            let position = || text.get(..offset).unwrap_or_default().chars().count() + 1;
            template.push(match segment {
                Scanned::Text(text) => Segment::Text(text.to_owned()),
                Scanned::Open => {
                    return Err(TemplateError::Syntax {
                        position: position(),
                    });
                }
                Scanned::Reference { inside, .. } => reference(inside, &position)?,
            });
        }
        Ok(template)
    }

    /// Takes a text as it is, apart from the secrets that it names.
    #[must_use]
    pub fn constant(text: &str) -> Self {
        let mut template = Self::default();
        for (_, segment) in Scanner::new(text) {
            template.push(match segment {
                Scanned::Text(text) => Segment::Text(text.to_owned()),
                Scanned::Open => Segment::Text(OPEN.to_owned()),
                Scanned::Reference { whole, inside } => match inside.trim().strip_prefix(SECRET) {
                    Some(name) if is_secret_name(name.trim()) => {
                        Segment::Secret(name.trim().to_owned())
                    }
                    _ => Segment::Text(whole.to_owned()),
                },
            });
        }
        template
    }

    /// Renders to plain text with secrets masked, without any encoding.
    #[must_use]
    pub fn render(&self, scope: &Scope<'_>) -> String {
        self.pieces(scope).text()
    }

    /// The names of the secrets in it.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(Segment::secret)
    }

    /// The names of the call parameters in it.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(Segment::parameter)
    }

    /// Renders to pieces that are not encoded yet.
    pub(crate) fn pieces(&self, scope: &Scope<'_>) -> Rich {
        let mut rich = Rich::default();
        for segment in &self.segments {
            rich.push(segment.piece(scope));
        }
        rich
    }

    /// Splits at the first of a character in its own text; the character is in neither half.
    pub(crate) fn split_once(mut self, at: char) -> (Self, Option<Self>) {
        let found = self
            .segments
            .iter()
            .enumerate()
            .find_map(|(index, segment)| match segment {
                Segment::Text(text) => Some((index, text.split_once(at)?)),
                Segment::Parameter { .. } | Segment::Secret(_) => None,
            })
            .map(|(index, (before, after))| (index, before.to_owned(), after.to_owned()));
        let Some((index, before, after)) = found else {
            return (self, None);
        };
        let rest = self.segments.split_off(index);
        self.push(Segment::Text(before));
        let mut second = Self::default();
        second.push(Segment::Text(after));
        rest.into_iter()
            .skip(1)
            .for_each(|segment| second.push(segment));
        (self, Some(second))
    }

    /// Adds a segment; texts that meet become one.
    fn push(&mut self, segment: Segment) {
        match (self.segments.last_mut(), segment) {
            (Some(Segment::Text(before)), Segment::Text(text)) => before.push_str(&text),
            (_, Segment::Text(text)) if text.is_empty() => {}
            (_, segment) => self.segments.push(segment),
        }
    }
}

impl Segment {
    /// The name of the secret that it is, if it is one.
    pub(crate) fn secret(&self) -> Option<&str> {
        match self {
            Self::Secret(name) => Some(name),
            Self::Text(_) | Self::Parameter { .. } => None,
        }
    }

    /// The name of the call parameter that it is, if it is one.
    pub(crate) fn parameter(&self) -> Option<&str> {
        match self {
            Self::Parameter { name, .. } => Some(name),
            Self::Text(_) | Self::Secret(_) => None,
        }
    }

    /// What it renders to, not encoded yet.
    pub(crate) fn piece(&self, scope: &Scope<'_>) -> Piece {
        match self {
            Self::Text(text) => Piece::constant(text),
            Self::Secret(name) => Piece::secret(name),
            Self::Parameter { name, format } => Piece {
                text: scope.text(name, format.as_ref()),
                origin: Origin::Parameter(name.clone()),
            },
        }
    }
}

/// Whether a text may name a secret: ASCII letters, digits, `_` and `-`.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    (1..=SECRET_NAME_BYTES_MAX).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// What stands between two pairs of braces.
fn reference(inside: &str, position: &dyn Fn() -> usize) -> Result<Segment, TemplateError> {
    let inside = inside.trim();
    if inside == ESCAPE {
        return Ok(Segment::Text(OPEN.to_owned()));
    }
    if let Some(name) = inside.strip_prefix(SECRET) {
        let name = name.trim().to_owned();
        return if is_secret_name(&name) {
            Ok(Segment::Secret(name))
        } else {
            Err(TemplateError::SecretName {
                name,
                position: position(),
            })
        };
    }
    let (name, format) = match inside.split_once('|') {
        Some((name, format)) => (name.trim(), Some(format.trim())),
        None => (inside, None),
    };
    if name.is_empty() {
        return Err(TemplateError::Syntax {
            position: position(),
        });
    }
    parameter(name, format, position)
}

fn parameter(
    name: &str,
    format: Option<&str>,
    position: &dyn Fn() -> usize,
) -> Result<Segment, TemplateError> {
    let Some(known) = Parameter::find(name) else {
        return Err(TemplateError::UnknownParameter {
            name: name.to_owned(),
            position: position(),
        });
    };
    let format = match format.map(str::parse::<Format>).transpose() {
        Ok(format) => format,
        Err(unknown) => {
            return Err(TemplateError::UnknownFormat {
                format: unknown.text,
                position: position(),
            });
        }
    };
    match format {
        Some(unfit) if !unfit.fits(known.kind) => Err(TemplateError::FormatUnfit {
            format: unfit.to_string(),
            name: name.to_owned(),
            position: position(),
        }),
        format => Ok(Segment::Parameter {
            name: name.to_owned(),
            format,
        }),
    }
}

impl fmt::Display for Template {
    /// The text that parses to the same template.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Text(text) => f.write_str(&text.replace(OPEN, r#"{{"{{"}}"#))?,
                Segment::Secret(name) => write!(f, "{{{{{SECRET}{name}}}}}")?,
                Segment::Parameter { name, format: None } => write!(f, "{{{{{name}}}}}")?,
                Segment::Parameter {
                    name,
                    format: Some(format),
                } => write!(f, "{{{{{name} | {format}}}}}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
