//! The last step before sending: secrets in place of their masks.

use super::{
    Encoding, Origin, OutgoingRequest, PlainRequest, RenderError, Rich, check_sizes, encoding,
};

/// Where secrets come from, by name.
type Secrets<'a> = &'a dyn Fn(&str) -> Option<String>;

impl OutgoingRequest {
    /// The request with its secrets masked: for the log, the preview and `curl`.
    #[must_use]
    pub fn masked(&self) -> PlainRequest {
        PlainRequest {
            method: self.method,
            url: self.url.text(),
            headers: self
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.text()))
                .collect(),
            body: self.body.as_ref().map(Rich::text),
        }
    }

    /// The request with its secrets put in.
    ///
    /// # Errors
    /// `SecretMissing` where `secret` knows none by a name. A secret with a line break in a
    /// header is refused likewise. Where the secrets make it too large, that.
    pub fn reveal(&self, secret: Secrets<'_>) -> Result<PlainRequest, RenderError> {
        let url = revealed(&self.url, secret)?;
        let mut headers = Vec::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            headers.push((name.clone(), revealed_header(value, secret)?));
        }
        let body = self
            .body
            .as_ref()
            .map(|body| revealed(body, secret))
            .transpose()?;
        check_sizes(url.len(), body.as_ref().map_or(0, String::len))?;
        Ok(PlainRequest {
            method: self.method,
            url,
            headers,
            body,
        })
    }
}

fn revealed(rich: &Rich, secret: Secrets<'_>) -> Result<String, RenderError> {
    joined(rich, |name, encoding| {
        secret(name).map(|text| encoding.write(&text))
    })
}

fn revealed_header(rich: &Rich, secret: Secrets<'_>) -> Result<String, RenderError> {
    joined(rich, |name, _| {
        secret(name)
            .filter(|text| !encoding::has_control(text))
            .map(|text| encoding::header(&text))
    })
}

/// The text with every secret written by `write`; one that it cannot write is missing.
fn joined(
    rich: &Rich,
    write: impl Fn(&str, Encoding) -> Option<String>,
) -> Result<String, RenderError> {
    let mut text = String::with_capacity(rich.len());
    for piece in &rich.0 {
        match &piece.origin {
            Origin::Secret { name, encoding } => {
                let written = write(name, *encoding);
                let missing = || RenderError::SecretMissing { name: name.clone() };
                text.push_str(&written.ok_or_else(missing)?);
            }
            Origin::Constant
            | Origin::Name
            | Origin::Structure
            | Origin::Added
            | Origin::Parameter(_) => text.push_str(&piece.text),
        }
    }
    Ok(text)
}
