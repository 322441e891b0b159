//! Where the rows go: the query, a form, JSON from their names, or JSON as it was written.

use super::{
    Encoding, Piece, RequestWords, Rich, cell::Cell, json_rows::Node, json_template::JsonTemplate,
    row::Row,
};
use crate::{
    fault::{Fault, FieldError},
    integration::BodyFormat,
    scope::Scope,
};

/// Where the rows go.
#[derive(Debug, Clone)]
pub(super) enum Body {
    Query,
    Form,
    Json(Node),
    JsonTemplate(JsonTemplate),
}

impl Body {
    /// Parses what of a step goes into the body.
    pub(super) fn of(words: RequestWords<'_>, rows: &[Row]) -> Result<Self, Vec<FieldError>> {
        match words.body_format {
            BodyFormat::Query => Ok(Self::Query),
            BodyFormat::Form => Ok(Self::Form),
            BodyFormat::Json => Node::of(rows).map(Self::Json),
            BodyFormat::JsonTemplate => {
                let text = words.body_template.unwrap_or_default();
                if text.trim().is_empty() {
                    let fault = FieldError::new("body_template", Fault::BodyTemplateMissing);
                    return Err(vec![fault]);
                }
                JsonTemplate::of(text)
                    .map(Self::JsonTemplate)
                    .map_err(|fault| vec![fault])
            }
        }
    }

    pub(super) fn render(
        &self,
        rows: &[Row],
        cells: &[Option<Cell>],
        scope: &Scope<'_>,
    ) -> Option<Rich> {
        match self {
            Self::Query => None,
            Self::Form => Some(joined(pairs(rows, cells, Encoding::Form))),
            Self::Json(root) => Some(root.render(cells)),
            Self::JsonTemplate(template) => Some(template.render(scope)),
        }
    }

    pub(super) const fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Query => None,
            Self::Form => Some("application/x-www-form-urlencoded"),
            Self::Json(_) | Self::JsonTemplate(_) => Some("application/json"),
        }
    }
}

/// Every row that is not left out, as `name=value`.
pub(super) fn pairs(rows: &[Row], cells: &[Option<Cell>], encoding: Encoding) -> Vec<Rich> {
    rows.iter()
        .zip(cells)
        .filter_map(|(row, cell)| Some(row.pair(cell.clone()?, encoding)))
        .collect()
}

fn joined(pairs: Vec<Rich>) -> Rich {
    let mut form = Rich::default();
    for (index, pair) in pairs.into_iter().enumerate() {
        if index > 0 {
            form.push(Piece::structure("&"));
        }
        form.append(pair);
    }
    form
}
