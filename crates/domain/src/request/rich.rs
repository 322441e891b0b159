//! Texts in pieces that know where they come from.

use super::encoding::Encoding;

/// What stands for a secret wherever a request is shown.
pub const MASK: &str = "***";

/// Where a piece of the request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The customer's own URL or text.
    Constant,
    /// The name of a row or header.
    Name,
    /// What holds the rest together: `&`, `=`, braces, quotes.
    Structure,
    /// A call parameter, by its name.
    Parameter(String),
    /// What Hookline adds at each try.
    Added,
    /// A secret, by its name; the piece's text is its mask.
    Secret {
        /// Which.
        name: String,
        /// How its text is written where it stands.
        encoding: Encoding,
    },
}

/// A part of a text with one origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What is shown; for a secret its mask.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// A text in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich(pub Vec<Piece>);

impl Piece {
    /// The customer's own text.
    pub(crate) fn constant(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            origin: Origin::Constant,
        }
    }

    /// A name of a row or header.
    pub(crate) fn name(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            origin: Origin::Name,
        }
    }

    /// What holds the rest together.
    pub(crate) fn structure(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            origin: Origin::Structure,
        }
    }

    /// What Hookline adds at each try.
    pub(crate) fn added(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            origin: Origin::Added,
        }
    }

    /// A secret that is not encoded yet.
    pub(crate) fn secret(name: &str) -> Self {
        Self {
            text: MASK.to_owned(),
            origin: Origin::Secret {
                name: name.to_owned(),
                encoding: Encoding::Plain,
            },
        }
    }

    /// The piece as it is written at a place. A secret keeps its mask, and notes how it will
    /// be written when it is put in.
    pub(crate) fn encoded(self, encoding: Encoding) -> Self {
        match self.origin {
            Origin::Secret { name, .. } => Self {
                text: match encoding {
                    Encoding::JsonLiteral => encoding.write(MASK),
                    Encoding::Plain
                    | Encoding::Percent
                    | Encoding::Form
                    | Encoding::JsonString
                    | Encoding::Xml => MASK.to_owned(),
                },
                origin: Origin::Secret { name, encoding },
            },
            origin => Self {
                text: encoding.write(&self.text),
                origin,
            },
        }
    }
}

impl Rich {
    /// The whole text, secrets masked.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// How many bytes the text has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|piece| piece.text.len()).sum()
    }

    /// Whether there is no text in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|piece| piece.text.is_empty())
    }

    /// Adds a piece; one that goes on where the last one ended is joined to it.
    pub(crate) fn push(&mut self, piece: Piece) {
        match self.0.last_mut() {
            _ if piece.text.is_empty() => {}
            Some(last)
                if last.origin == piece.origin
                    && matches!(piece.origin, Origin::Constant | Origin::Structure) =>
            {
                last.text.push_str(&piece.text);
            }
            _ => self.0.push(piece),
        }
    }

    /// Adds all pieces of another text.
    pub(crate) fn append(&mut self, other: Self) {
        other.0.into_iter().for_each(|piece| self.push(piece));
    }

    /// The text as it is written at a place, piece by piece.
    pub(crate) fn encoded(self, encoding: Encoding) -> Self {
        let mut rich = Self::default();
        for piece in self.0 {
            rich.push(piece.encoded(encoding));
        }
        rich
    }

    /// Both halves of the text around a byte; no secret may lie there.
    pub(crate) fn split_at(&self, bytes: usize) -> (Self, Self) {
        let (mut before, mut after) = (Self::default(), Self::default());
        let mut left = bytes;
        for piece in &self.0 {
            let at = piece.text.floor_char_boundary(left.min(piece.text.len()));
            let (head, tail) = piece.text.split_at(at);
            left -= at;
            for (half, text) in [(&mut before, head), (&mut after, tail)] {
                half.push(Piece {
                    text: text.to_owned(),
                    origin: piece.origin.clone(),
                });
            }
        }
        (before, after)
    }
}
