//! A row of the table, parsed and then worked out for a call.

use super::{
    Encoding, Piece, Rich,
    cell::{Cell, Shape, is_json_number},
};
use crate::{
    FieldError,
    fault::Fault,
    format::{Format, FormatSpec},
    integration::{ParameterRow, RowValue, WhenEmpty},
    parameter::{Kind, Parameter},
    scope::Scope,
    template::Template,
};

/// A row ready to be worked out.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its place in the draft's table.
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) source: Source,
    pub(crate) when_empty: Instead,
}

/// What a row or header sends.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Parameter {
        name: String,
        kind: Kind,
        format: Option<Format>,
    },
    Text(Template),
}

/// What is sent where the value is empty.
#[derive(Debug, Clone)]
pub(crate) enum Instead {
    Nothing,
    Empty,
    Text(Template),
}

impl Row {
    pub(crate) fn of(index: usize, row: &ParameterRow) -> Result<Self, FieldError> {
        Ok(Self {
            index,
            name: row.name.clone(),
            source: Source::of(
                &row.value,
                row.format.as_ref(),
                &format!("parameters.{index}"),
            )?,
            when_empty: match &row.when_empty {
                WhenEmpty::Omit => Instead::Nothing,
                WhenEmpty::Empty => Instead::Empty,
                WhenEmpty::Default(text) => Instead::Text(Template::constant(text)),
            },
        })
    }

    /// What it sends, or nothing where it is left out.
    pub(crate) fn cell(&self, scope: &Scope<'_>) -> Option<Cell> {
        self.or_instead(self.source.cell(scope), scope)
    }

    /// Its own value, or what is sent where that is empty.
    pub(crate) fn or_instead(&self, cell: Cell, scope: &Scope<'_>) -> Option<Cell> {
        if !cell.text.is_empty() {
            return Some(cell);
        }
        match &self.when_empty {
            Instead::Nothing => None,
            Instead::Empty => Some(Cell::default()),
            Instead::Text(template) => {
                let text = template.pieces(scope);
                let shape = self.source.shape_of_default(&text);
                Some(Cell { text, shape })
            }
        }
    }

    /// The row as `name=value`, encoded for a query or form.
    pub(crate) fn pair(&self, cell: Cell, encoding: Encoding) -> Rich {
        let mut pair = Rich(vec![Piece::name(encoding.write(&self.name))]);
        pair.push(Piece::structure("="));
        pair.append(cell.text.encoded(encoding));
        pair
    }

    /// Every template in it.
    pub(crate) fn templates(&self) -> impl Iterator<Item = &Template> {
        let instead = match &self.when_empty {
            Instead::Text(template) => Some(template),
            Instead::Nothing | Instead::Empty => None,
        };
        self.source.template().into_iter().chain(instead)
    }
}

impl Source {
    /// Reads what a row or header at a field sends.
    pub(crate) fn of(
        value: &RowValue,
        format: Option<&FormatSpec>,
        field: &str,
    ) -> Result<Self, FieldError> {
        let value_field = format!("{field}.value");
        match value {
            RowValue::Parameter(name) => Self::parameter(name, format, field),
            RowValue::Constant(_) | RowValue::Template(_) if format.is_some() => Err(
                FieldError::new(format!("{field}.format"), Fault::FormatUnfit)
                    .with("format", format.map(shown).unwrap_or_default())
                    .with("name", ""),
            ),
            RowValue::Constant(text) => Ok(Self::Text(Template::constant(text))),
            RowValue::Template(text) => Template::parse(text)
                .map(Self::Text)
                .map_err(|error| error.at(&value_field)),
        }
    }

    fn parameter(name: &str, format: Option<&FormatSpec>, field: &str) -> Result<Self, FieldError> {
        let Some(known) = Parameter::find(name) else {
            let fault = FieldError::new(format!("{field}.value"), Fault::UnknownParameter);
            return Err(fault.with("name", name));
        };
        let format = format.map(Format::of).transpose().map_err(|unknown| {
            FieldError::new(format!("{field}.format"), Fault::UnknownFormat)
                .with("format", unknown.text)
        })?;
        match format {
            Some(unfit) if !unfit.fits(known.kind) => Err(FieldError::new(
                format!("{field}.format"),
                Fault::FormatUnfit,
            )
            .with("format", unfit)
            .with("name", name)),
            format => Ok(Self::Parameter {
                name: name.to_owned(),
                kind: known.kind,
                format,
            }),
        }
    }

    /// What is sent before it is asked whether that is empty.
    pub(crate) fn cell(&self, scope: &Scope<'_>) -> Cell {
        match self {
            Self::Text(template) => Cell {
                text: template.pieces(scope),
                shape: Shape::Text,
            },
            Self::Parameter { name, format, .. } => Cell::of(name, format.as_ref(), scope),
        }
    }

    /// The template of a text.
    pub(crate) const fn template(&self) -> Option<&Template> {
        match self {
            Self::Text(template) => Some(template),
            Self::Parameter { .. } => None,
        }
    }

    /// A default keeps the kind of the value it stands for, where it can be read as one.
    fn shape_of_default(&self, text: &Rich) -> Shape {
        let Self::Parameter {
            kind, format: None, ..
        } = self
        else {
            return Shape::Text;
        };
        let text = text.text();
        let is_bare = match kind {
            Kind::Integer | Kind::Seconds | Kind::Decimal => is_json_number(&text),
            Kind::Boolean => matches!(text.as_str(), "true" | "false"),
            Kind::Text
            | Kind::Choice(_)
            | Kind::Phone
            | Kind::Time
            | Kind::Url
            | Kind::List
            | Kind::Country
            | Kind::Currency => false,
        };
        if is_bare { Shape::Bare } else { Shape::Text }
    }
}

/// The text form of a format, for a fault.
fn shown(spec: &FormatSpec) -> String {
    match spec {
        FormatSpec::Text(text) => text.clone(),
        FormatSpec::Map(_) => "map".to_owned(),
    }
}
