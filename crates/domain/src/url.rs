//! URLs as customers write them: cut into parts without changing a byte.
//!
//! A URL library would rewrite what it reads, and would not know `{{parameter}}`. Here the
//! scheme, host and port are only checked, and everything behind them is a template.

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
        let host = folded(host);
        if is_host(&host) {
            Ok(HostPort { host, port })
        } else {
            Err(Fault::UrlInvalid)
        }
    }
}

/// A host with full-width letters, digits and stops written plainly, as every resolver of
/// international names reads them, so that no address hides in them.
fn folded(host: &str) -> String {
    host.chars()
        .map(|character| match character {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
            }
            '\u{3002}' | '\u{ff61}' => '.',
            other => other,
        })
        .collect()
}

/// Whether a text can be a host: an address, or a name whose last part is no number.
fn is_host(host: &str) -> bool {
    if crate::address::literal(host).is_some() {
        return true;
    }
    let labels = host.strip_suffix('.').unwrap_or(host);
    let last = labels.rsplit('.').next().unwrap_or_default();
    let is_number = last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit());
    !is_number && labels.len() <= 253 && labels.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.chars().count())
        && label
            .chars()
            .all(|character| character.is_alphanumeric() || matches!(character, '-' | '_'))
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

/// Whether every HTTP client sends a byte of a URL as it is. The others are encoded here, so
/// that what is shown is what is sent.
const fn may_stand(byte: u8, zone: Zone) -> bool {
    let is_plain = byte > b' ' && byte < 0x7f && !matches!(byte, b'"' | b'<' | b'>');
    is_plain
        && match zone {
            Zone::Path => !matches!(byte, b'`' | b'{' | b'}' | b'?' | b'#' | b'^' | b'\\'),
            Zone::Query => !matches!(byte, b'\'' | b'#'),
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
