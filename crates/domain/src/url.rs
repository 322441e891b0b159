//! URLs as customers write them: cut into parts without changing a byte.
//!
//! A URL library would rewrite what it reads, and would not know `{{parameter}}`. Here the
//! scheme, host and port are only checked, and everything behind them is a template.

mod host;

use crate::{
    fault::Fault,
    request::encoding::{Encoding, percent},
    request::{Origin, Piece, Rich},
    scope::Scope,
    template::{Segment, Template, TemplateError},
};

/// The parts of a URL in which `{{...}}` may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    Path,
    Query,
    Fragment,
}

/// A URL cut in three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UrlParts<'a> {
    /// `http` or `https`, in any case.
    scheme: &'a str,
    /// Host and port.
    authority: &'a str,
    /// Everything behind, from `/`, `?` or `#` on.
    after: &'a str,
}

/// Where a URL leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostPort {
    /// As it was written; an IPv6 address in brackets.
    pub(crate) host: String,
    /// The one that was written, or that of the scheme.
    pub(crate) port: u16,
}

impl<'a> UrlParts<'a> {
    /// Everything behind host and port.
    pub(crate) const fn after(&self) -> &'a str {
        self.after
    }

    /// Whether two URLs have one scheme, and the same host and port in the same spelling but
    /// for capitals.
    pub(crate) fn has_origin_of(&self, other: &Self) -> bool {
        self.origin()
            .is_ok_and(|origin| other.origin() == Ok(origin))
    }

    /// Scheme, host and port in small letters, the port of the scheme where none is written.
    pub(crate) fn origin(&self) -> Result<String, Fault> {
        let HostPort { host, port } = self.host_port()?;
        let origin = format!("{}://{host}:{port}", self.scheme);
        Ok(origin.to_ascii_lowercase())
    }

    /// Cuts a URL, and judges its scheme and what may stand before the path.
    pub(crate) fn of(url: &'a str) -> Result<Self, Fault> {
        let (scheme, rest) = url.split_once("://").ok_or(Fault::UrlInvalid)?;
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, after) = rest.split_at_checked(end).ok_or(Fault::UrlInvalid)?;
        if scheme.contains("{{") || authority.contains("{{") {
            return Err(Fault::UrlTemplateInHost);
        }
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return Err(Fault::UrlScheme);
        }
        if authority.contains('@') {
            return Err(Fault::UrlUserinfo);
        }
        Ok(Self {
            scheme,
            authority,
            after,
        })
    }

    /// Host and port, if they can be meant.
    pub(crate) fn host_port(&self) -> Result<HostPort, Fault> {
        let (host, port) = match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (self.authority, None),
        };
        let port = match port {
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => port
                .parse()
                .ok()
                .filter(|&port| port > 0)
                .ok_or(Fault::UrlInvalid)?,
            Some(_) => return Err(Fault::UrlInvalid),
            None if self.scheme.eq_ignore_ascii_case("http") => 80,
            None => 443,
        };
        let host = host::folded(host);
        if host::is_host(&host) {
            Ok(HostPort { host, port })
        } else {
            Err(Fault::UrlInvalid)
        }
    }
}

/// A URL ready to be rendered.
#[derive(Debug, Clone)]
pub(crate) struct CompiledUrl {
    /// Scheme, host and port, and the slash that a bare host lacks.
    origin: String,
    path: Template,
    query: Option<Template>,
    fragment: Option<Template>,
}

/// Why a URL cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UrlError {
    Fault(Fault),
    Template(TemplateError),
}

impl CompiledUrl {
    pub(crate) fn of(url: &str) -> Result<Self, UrlError> {
        let parts = UrlParts::of(url).map_err(UrlError::Fault)?;
        parts.host_port().map_err(UrlError::Fault)?;
        // The whole is parsed, so that the position of a fault is that in the field.
        Template::parse(url).map_err(UrlError::Template)?;
        let after = Template::parse(parts.after).map_err(UrlError::Template)?;
        let (front, fragment) = after.split_once('#');
        let (path, query) = front.split_once('?');
        let slash = if parts.after.starts_with('/') {
            ""
        } else {
            "/"
        };
        Ok(Self {
            origin: format!("{}://{}{slash}", parts.scheme, parts.authority),
            path,
            query,
            fragment,
        })
    }

    /// Every template in it.
    pub(crate) fn templates(&self) -> impl Iterator<Item = &Template> {
        [
            Some(&self.path),
            self.query.as_ref(),
            self.fragment.as_ref(),
        ]
        .into_iter()
        .flatten()
    }

    /// The URL with more pairs behind its own query. Each pair brings its own `=` and
    /// encoding.
    pub(crate) fn render(&self, scope: &Scope<'_>, pairs: Vec<Rich>) -> Rich {
        let mut url = Rich::default();
        url.push(Piece::constant(&self.origin));
        url.append(zone(&self.path, scope, Zone::Path));
        let query = self
            .query
            .as_ref()
            .map(|query| zone(query, scope, Zone::Query));
        if query.is_some() || !pairs.is_empty() {
            url.push(Piece::structure("?"));
        }
        let own = query.unwrap_or_default();
        let mut is_joined = own.is_empty() || own.text().ends_with('&');
        url.append(own);
        for pair in pairs {
            if !is_joined {
                url.push(Piece::structure("&"));
            }
            is_joined = false;
            url.append(pair);
        }
        if let Some(fragment) = &self.fragment {
            url.push(Piece::structure("#"));
            url.append(zone(fragment, scope, Zone::Fragment));
        }
        url
    }
}

/// A part of the URL: the customer's own text as every client writes it, values percent-encoded.
fn zone(template: &Template, scope: &Scope<'_>, zone: Zone) -> Rich {
    let mut rich = Rich::default();
    for segment in &template.segments {
        let piece = segment.piece(scope);
        rich.push(match segment {
            Segment::Text(text) => Piece::constant(percent(text, |byte| may_stand(byte, zone))),
            // A step up would leave the customer's own path.
            Segment::Parameter { .. } if zone == Zone::Path && is_dots(&piece.text) => continue,
            Segment::Parameter { .. } | Segment::Secret(_) => piece.encoded(Encoding::Percent),
        });
    }
    rich
}

fn is_dots(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'.')
}

/// Whether a byte of a URL can be sent as it is. The others are encoded here, so that what is
/// shown is what is sent. A query is the customer's, and receivers may check a signature over
/// it: all of it passes that a URL library does not spell anew, which the apostrophe is.
const fn may_stand(byte: u8, zone: Zone) -> bool {
    let is_plain = byte > b' ' && byte < 0x7f && !matches!(byte, b'"' | b'<' | b'>');
    is_plain
        && match zone {
            Zone::Path => !matches!(byte, b'`' | b'{' | b'}' | b'?' | b'#' | b'^' | b'\\'),
            Zone::Query => !matches!(byte, b'#' | b'\''),
            Zone::Fragment => byte != b'`',
        }
}

/// Where the part of a rendered URL begins that the receiver is sent, in bytes.
pub(crate) fn target_offset(url: &Rich) -> usize {
    match url.0.first() {
        Some(Piece {
            text,
            origin: Origin::Constant,
        }) => {
            let host = text.find("://").map_or(0, |at| at + 3);
            let length = text.get(host..).and_then(|rest| rest.find('/'));
            length.map_or(text.len(), |length| host + length)
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
