//! Where the rows go: the query, a form, JSON from their names, or JSON or XML as it was written.

use super::{
    Encoding, Piece, RequestWords, Rich, cell::Cell, filled::FIELD, json_rows::Node,
    json_template::JsonTemplate, row::Row, xml_template::XmlTemplate,
};
use crate::{
    fault::{Fault, FieldError},
    integration::BodyFormat,
    scope::Scope,
    template::Segment,
};

/// Where the rows go.
#[derive(Debug, Clone)]
pub(super) enum Body {
    Query,
    Form,
    Json(Node),
    JsonTemplate(JsonTemplate),
    XmlTemplate(XmlTemplate),
}

impl Body {
    /// Parses what of a step goes into the body.
    pub(super) fn of(words: RequestWords<'_>, rows: &[Row]) -> Result<Self, Vec<FieldError>> {
        match words.body_format {
            BodyFormat::Query => Ok(Self::Query),
            BodyFormat::Form => Ok(Self::Form),
            BodyFormat::Json => Node::of(rows).map(Self::Json),
            BodyFormat::JsonTemplate => written(words)
                .and_then(JsonTemplate::of)
                .map(Self::JsonTemplate)
                .map_err(|fault| vec![fault]),
            BodyFormat::XmlTemplate => written(words)
                .and_then(XmlTemplate::of)
                .map(Self::XmlTemplate)
                .map_err(|fault| vec![fault]),
        }
    }

    /// What its own text is made of, where it has one.
    pub(super) fn segments(&self) -> impl Iterator<Item = &Segment> {
        let (json, xml) = match self {
            Self::Query | Self::Form | Self::Json(_) => (None, None),
            Self::JsonTemplate(template) => (Some(template.segments()), None),
            Self::XmlTemplate(template) => (None, Some(template.segments())),
        };
        let json = json.into_iter().flatten();
        json.chain(xml.into_iter().flatten())
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
            Self::XmlTemplate(template) => Some(template.render(scope)),
        }
    }

    pub(super) const fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Query => None,
            Self::Form => Some("application/x-www-form-urlencoded"),
            Self::Json(_) | Self::JsonTemplate(_) => Some("application/json"),
            Self::XmlTemplate(_) => Some("application/xml"),
        }
    }
}

/// The body's own text, which must not be missing.
fn written(words: RequestWords<'_>) -> Result<&str, FieldError> {
    let text = words.body_template.filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| FieldError::new(FIELD, Fault::BodyTemplateMissing))
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
