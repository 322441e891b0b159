//! Why a text is no template, and where.

use crate::{FieldError, fault::Fault};

/// Why a text is no template. Positions count characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// `{{` without `}}`, or nothing between them.
    #[error("`{{{{` without a name and `}}}}` at character {position}")]
    Syntax {
        /// Where the braces stand.
        position: usize,
    },
    /// No such call parameter.
    #[error("unknown parameter `{name}` at character {position}")]
    UnknownParameter {
        /// The name.
        name: String,
        /// Where the braces stand.
        position: usize,
    },
    /// No such format.
    #[error("unknown format `{format}` at character {position}")]
    UnknownFormat {
        /// The format.
        format: String,
        /// Where the braces stand.
        position: usize,
    },
    /// The format is for parameters of another kind.
    #[error("the format `{format}` does not fit `{name}` at character {position}")]
    FormatUnfit {
        /// The format.
        format: String,
        /// The parameter.
        name: String,
        /// Where the braces stand.
        position: usize,
    },
    /// Not a name of a secret.
    #[error("`{name}` is no name of a secret, at character {position}")]
    SecretName {
        /// The name.
        name: String,
        /// Where the braces stand.
        position: usize,
    },
}

impl TemplateError {
    /// The same as a fault at a field.
    #[must_use]
    pub fn at(self, field: &str) -> FieldError {
        match self {
            Self::Syntax { position } => {
                FieldError::new(field, Fault::TemplateSyntax).with("position", position)
            }
            Self::UnknownParameter { name, position } => {
                FieldError::new(field, Fault::UnknownParameter)
                    .with("name", name)
                    .with("position", position)
            }
            Self::UnknownFormat { format, position } => {
                FieldError::new(field, Fault::UnknownFormat)
                    .with("format", format)
                    .with("position", position)
            }
            Self::FormatUnfit {
                format,
                name,
                position,
            } => FieldError::new(field, Fault::FormatUnfit)
                .with("format", format)
                .with("name", name)
                .with("position", position),
            Self::SecretName { name, position } => FieldError::new(field, Fault::SecretName)
                .with("name", name)
                .with("position", position),
        }
    }
}
