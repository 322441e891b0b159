//! The parsed templates of an integration, ready to be rendered for any call.

use super::{
    Encoding, OutgoingRequest, Piece, Rich,
    body::{Body, pairs},
    cell::Cell,
    encoding,
    row::{Row, Source},
};
use crate::{
    fault::FieldError,
    integration::{
        HEADERS_MAX, HeaderRow, IntegrationDraft, KEY_SECRET, KeyPlace, KeyPlacement, Method,
        PARAMETER_ROWS_MAX,
    },
    scope::Scope,
    template::Template,
    url::{CompiledUrl, UrlError},
};

/// The parsed templates of an integration.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    pub(crate) url: CompiledUrl,
    pub(crate) headers: Vec<Header>,
    pub(crate) rows: Vec<Row>,
    body: Body,
    key: Option<KeyPlacement>,
}

/// A header ready to be rendered; its name in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// Its place in the draft.
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) source: Source,
}

impl Compiled {
    /// Parses a draft. Rows and headers without a name are passed over, so that the preview of
    /// a half-written form goes on; they are refused at saving, as is what is over the limits.
    pub(crate) fn of(draft: &IntegrationDraft) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let url = faults.take(CompiledUrl::of(&draft.url).map_err(url_fault));
        let rows = draft.parameters.iter().take(PARAMETER_ROWS_MAX).enumerate();
        let rows: Vec<_> = rows
            .filter(|(_, row)| !row.name.trim().is_empty())
            .filter_map(|(index, row)| faults.take(Row::of(index, row)))
            .collect();
        let headers = draft.headers.iter().take(HEADERS_MAX).enumerate();
        let headers = headers
            .filter(|(_, header)| !header.name.trim().is_empty())
            .filter_map(|(index, header)| faults.take(Header::of(index, header)))
            .collect();
        let body = faults.take_all(Body::of(draft, &rows));
        match (url, body) {
            (Some(url), Some(body)) if faults.0.is_empty() => Ok(Self {
                url,
                headers,
                rows,
                body,
                key: draft.key.clone().filter(|key| !key.name.trim().is_empty()),
            }),
            _ => Err(faults.0),
        }
    }

    /// The request for a call.
    pub(crate) fn render(&self, method: Method, scope: &Scope<'_>) -> OutgoingRequest {
        let cells: Vec<_> = if self.sends_rows() {
            self.rows.iter().map(|row| row.cell(scope)).collect()
        } else {
            Vec::new()
        };
        let body = method
            .may_have_body()
            .then(|| self.body.render(&self.rows, &cells, scope))
            .flatten();
        OutgoingRequest {
            method,
            headers: self.render_headers(scope, body.as_ref().map(|_| &self.body)),
            url: self.render_url(&cells, scope),
            body,
        }
    }

    fn render_url(&self, cells: &[Option<Cell>], scope: &Scope<'_>) -> Rich {
        let mut pairs = match self.body {
            Body::Query => pairs(&self.rows, cells, Encoding::Percent),
            Body::Form | Body::Json(_) | Body::JsonTemplate(_) => Vec::new(),
        };
        if let Some(key) = self.key_at(KeyPlace::Query) {
            let mut pair = Rich(vec![Piece::name(Encoding::Percent.write(&key.name))]);
            pair.push(Piece::structure("="));
            pair.push(Piece::secret(KEY_SECRET).encoded(Encoding::Percent));
            pairs.push(pair);
        }
        self.url.render(scope, pairs)
    }

    /// The headers in the order of the draft; an empty one is left out.
    fn render_headers(&self, scope: &Scope<'_>, body: Option<&Body>) -> Vec<(String, Rich)> {
        let mut headers = Vec::with_capacity(self.headers.len() + 2);
        for header in &self.headers {
            let value = header_value(header.source.cell(scope).text);
            if !value.is_empty() {
                headers.push((header.name.clone(), value));
            }
        }
        if let Some(key) = self.key_at(KeyPlace::Header) {
            let value = Rich(vec![Piece::secret(KEY_SECRET)]);
            headers.push((key.name.trim().to_ascii_lowercase(), value));
        }
        let is_typed = headers.iter().any(|(name, _)| name == CONTENT_TYPE);
        if let Some(kind) = body.and_then(Body::content_type).filter(|_| !is_typed) {
            let kind = Rich(vec![Piece::structure(kind)]);
            headers.insert(0, (CONTENT_TYPE.to_owned(), kind));
        }
        headers
    }

    /// Whether the rows are sent at all.
    pub(crate) const fn sends_rows(&self) -> bool {
        match self.body {
            Body::Query | Body::Form | Body::Json(_) => true,
            Body::JsonTemplate(_) => false,
        }
    }

    fn key_at(&self, place: KeyPlace) -> Option<&KeyPlacement> {
        self.key.as_ref().filter(|key| key.place == place)
    }

    /// The secrets that it names, each with the field that does.
    pub(crate) fn secrets(&self) -> Vec<(String, &str)> {
        let of_url = self
            .url
            .templates()
            .map(|template| ("url".to_owned(), template));
        let of_rows = self.rows.iter().flat_map(|row| {
            let field = format!("parameters.{}.value", row.index);
            row.templates()
                .map(move |template| (field.clone(), template))
        });
        let of_headers = self.headers.iter().filter_map(|header| {
            let field = format!("headers.{}.value", header.index);
            Some((field, header.source.template()?))
        });
        let templates: Vec<(String, &Template)> = of_url.chain(of_rows).chain(of_headers).collect();
        let mut secrets = Vec::new();
        for (field, template) in templates {
            secrets.extend(template.secrets().map(|name| (field.clone(), name)));
        }
        if let Body::JsonTemplate(template) = &self.body {
            let named = template.secrets();
            secrets.extend(named.map(|name| ("body_template".to_owned(), name)));
        }
        secrets
    }
}

/// The header that tells how a body is written.
const CONTENT_TYPE: &str = "content-type";

impl Header {
    fn of(index: usize, header: &HeaderRow) -> Result<Self, FieldError> {
        Ok(Self {
            index,
            name: header.name.trim().to_ascii_lowercase(),
            source: Source::of(&header.value, None, &format!("headers.{index}"))?,
        })
    }
}

/// A text without anything that a header may not carry.
fn header_value(text: Rich) -> Rich {
    let mut value = Rich::default();
    for piece in text.0 {
        value.push(Piece {
            text: encoding::header(&piece.text),
            ..piece
        });
    }
    value
}

fn url_fault(error: UrlError) -> FieldError {
    match error {
        UrlError::Fault(fault) => FieldError::new("url", fault),
        UrlError::Template(error) => error.at("url"),
    }
}

/// Gathers faults, so that all of them are told at once.
#[derive(Default)]
struct Faults(Vec<FieldError>);

impl Faults {
    fn take<T>(&mut self, result: Result<T, FieldError>) -> Option<T> {
        self.take_all(result.map_err(|fault| vec![fault]))
    }

    fn take_all<T>(&mut self, result: Result<T, Vec<FieldError>>) -> Option<T> {
        result.map_err(|faults| self.0.extend(faults)).ok()
    }
}
