//! The parsed templates of an integration, ready to be rendered for any call.

use super::{
    Encoding, OutgoingRequest, Piece, RequestWords, Rich,
    body::{Body, pairs},
    cell::Cell,
    encoding,
    filled::FIELD,
    row::{Row, Source},
};
use crate::{
    connection::{Auth, CREDENTIAL_SECRET, ConnectionDraft, joined_url},
    fault::FieldError,
    integration::{
        HEADERS_MAX, HeaderRow, IntegrationDraft, KEY_SECRET, KeyPlace, KeyPlacement, Method,
        PARAMETER_ROWS_MAX,
    },
    parameter::CRM_PREFIX,
    scope::Scope,
    step::STEPS_MAX,
    template::{Segment, Template},
    url::{CompiledUrl, UrlError},
};
use std::borrow::Cow;

/// What all steps of an integration share.
#[derive(Debug, Clone, Copy, Default)]
struct Shared<'a> {
    connection: Option<&'a ConnectionDraft>,
    key: Option<&'a KeyPlacement>,
    auth: Option<&'a Auth>,
}

/// The parsed templates of an integration: its own request, and those of its further steps.
#[derive(Debug, Clone)]
pub(crate) struct Steps {
    first: Compiled,
    further: Vec<Compiled>,
}

impl Steps {
    /// A step by its index; one that does not exist is the first.
    pub(crate) fn step(&self, index: usize) -> &Compiled {
        let further = index.checked_sub(1).and_then(|it| self.further.get(it));
        further.unwrap_or(&self.first)
    }

    /// Every step in its order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Compiled> {
        std::iter::once(&self.first).chain(&self.further)
    }
}

/// The parsed templates of one step.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    method: Method,
    pub(crate) url: CompiledUrl,
    pub(crate) headers: Vec<Header>,
    pub(crate) rows: Vec<Row>,
    body: Body,
    pub(crate) key: Option<KeyPlacement>,
    auth_scheme: Option<&'static str>,
}

impl<'a> Shared<'a> {
    /// The headers of the connection and then the step's own, each with its place in the form.
    fn headers(self, words: RequestWords<'a>) -> [(&'static str, &'a [HeaderRow]); 2] {
        let shared = self.connection.map_or(&[][..], |it| &it.headers);
        [("connection.headers", shared), ("headers", words.headers)]
    }
}

/// A header ready to be rendered; its name in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// Its place in the form.
    pub(crate) field: String,
    pub(crate) name: String,
    pub(crate) source: Source,
}

impl Compiled {
    /// Parses every step of a draft: see [`Steps`]. Rows and headers without a name are passed over, so that
    /// the preview of a half-written form goes on; they are refused at saving, as is what is
    /// over the limits.
    pub(crate) fn all(
        draft: &IntegrationDraft,
        connection: Option<&ConnectionDraft>,
    ) -> Result<Steps, Vec<FieldError>> {
        let shared = Shared {
            connection,
            key: draft
                .key
                .as_ref()
                .or(connection.and_then(|it| it.key.as_ref()))
                .filter(|key| !key.name.trim().is_empty()),
            auth: draft
                .auth
                .as_ref()
                .or(connection.and_then(|it| it.auth.as_ref())),
        };
        let mut faults = Faults::default();
        let first = faults.take_all(Self::of(draft.request(), shared));
        let mut further = Vec::with_capacity(draft.steps.len());
        for (index, step) in draft.steps.iter().take(STEPS_MAX).enumerate() {
            let step = Self::of(step.request(), shared);
            let step = step.map_err(|faults| {
                let within = format!("steps.{index}.");
                faults
                    .into_iter()
                    .map(|fault| fault.within(&within))
                    .collect()
            });
            further.extend(faults.take_all(step));
        }
        match first {
            Some(first) if faults.0.is_empty() => Ok(Steps { first, further }),
            _ => Err(faults.0),
        }
    }

    /// Parses the base address and the headers of a connection.
    pub(crate) fn of_connection(words: RequestWords<'_>) -> Result<Self, Vec<FieldError>> {
        Self::of(words, Shared::default())
    }

    fn of(words: RequestWords<'_>, shared: Shared<'_>) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let url = match shared.connection {
            Some(connection) => Cow::Owned(joined_url(&connection.url, words.url)),
            None => Cow::Borrowed(words.url),
        };
        let url = faults.take(CompiledUrl::of(&url).map_err(url_fault));
        let rows = words.parameters.iter().take(PARAMETER_ROWS_MAX).enumerate();
        let rows: Vec<_> = rows
            .filter(|(_, row)| !row.name.trim().is_empty())
            .filter_map(|(index, row)| faults.take(Row::of(index, row)))
            .collect();
        let mut headers: Vec<Header> = Vec::new();
        for (place, all) in shared.headers(words) {
            let named = all.iter().take(HEADERS_MAX).enumerate();
            let named = named.filter(|(_, header)| !header.name.trim().is_empty());
            let read = named.filter_map(|(index, header)| {
                faults.take(Header::of(&format!("{place}.{index}"), header))
            });
            headers.extend(read);
        }
        let body = faults.take_all(Body::of(words, &rows));
        match (url, body) {
            (Some(url), Some(body)) if faults.0.is_empty() => Ok(Self {
                method: words.method,
                url,
                headers,
                rows,
                body,
                key: shared.key.cloned(),
                auth_scheme: shared.auth.map(Auth::scheme),
            }),
            _ => Err(faults.0),
        }
    }

    /// The request for a call.
    pub(crate) fn render(&self, scope: &Scope<'_>) -> OutgoingRequest {
        let cells: Vec<_> = if self.sends_rows() {
            self.rows.iter().map(|row| row.cell(scope)).collect()
        } else {
            Vec::new()
        };
        let body = self
            .method
            .may_have_body()
            .then(|| self.body.render(&self.rows, &cells, scope))
            .flatten();
        OutgoingRequest {
            method: self.method,
            headers: self.render_headers(scope, body.as_ref().map(|_| &self.body)),
            url: self.render_url(&cells, scope),
            body,
        }
    }

    fn render_url(&self, cells: &[Option<Cell>], scope: &Scope<'_>) -> Rich {
        let mut pairs = match self.body {
            Body::Query => pairs(&self.rows, cells, Encoding::Percent),
            Body::Form | Body::Json(_) | Body::JsonTemplate(_) | Body::XmlTemplate(_) => Vec::new(),
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
        if let Some(scheme) = self.auth_scheme {
            let mut value = Rich(vec![Piece::structure(format!("{scheme} "))]);
            value.push(Piece::secret(CREDENTIAL_SECRET));
            headers.push((AUTHORIZATION.to_owned(), value));
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
            Body::JsonTemplate(_) | Body::XmlTemplate(_) => false,
        }
    }

    fn key_at(&self, place: KeyPlace) -> Option<&KeyPlacement> {
        self.key.as_ref().filter(|key| key.place == place)
    }

    /// Its templates but for that of the body, each with its field.
    fn templates(&self) -> impl Iterator<Item = (String, &Template)> {
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
            let field = format!("{}.value", header.field);
            Some((field, header.source.template()?))
        });
        of_url.chain(of_rows).chain(of_headers)
    }

    /// The secrets that it names, each with the field that does.
    pub(crate) fn secrets(&self) -> Vec<(String, &str)> {
        let mut secrets = Vec::new();
        for (field, template) in self.templates() {
            secrets.extend(template.secrets().map(|name| (field.clone(), name)));
        }
        let of_body = self.body.segments().filter_map(Segment::secret);
        secrets.extend(of_body.map(|name| (FIELD.to_owned(), name)));
        secrets
    }

    /// The call parameters that it names, each with the field that does.
    pub(crate) fn parameters(&self) -> Vec<(String, &str)> {
        let mut named = Vec::new();
        for (field, template) in self.templates() {
            named.extend(template.parameters().map(|name| (field.clone(), name)));
        }
        for row in &self.rows {
            if let Source::Parameter { name, .. } = &row.source {
                named.push((format!("parameters.{}.value", row.index), name.as_str()));
            }
        }
        for header in &self.headers {
            if let Source::Parameter { name, .. } = &header.source {
                named.push((format!("{}.value", header.field), name.as_str()));
            }
        }
        let of_body = self.body.segments().filter_map(Segment::parameter);
        named.extend(of_body.map(|name| (FIELD.to_owned(), name)));
        named
    }

    /// Whether it uses what an earlier answer left on the call.
    pub(crate) fn uses_kept(&self) -> bool {
        let named = self.parameters();
        named.iter().any(|(_, name)| name.starts_with(CRM_PREFIX))
    }
}

/// The header that tells how a body is written.
const CONTENT_TYPE: &str = "content-type";
/// The header by which a receiver knows who calls.
const AUTHORIZATION: &str = "authorization";

impl Header {
    fn of(field: &str, header: &HeaderRow) -> Result<Self, FieldError> {
        Ok(Self {
            field: field.to_owned(),
            name: header.name.trim().to_ascii_lowercase(),
            source: Source::of(&header.value, None, field)?,
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
