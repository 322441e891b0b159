//! Reading an answer: headers and body to their caps, `Retry-After`, and what broke it off.

use super::guard::ConnectError;
use bytes::Bytes;
use domain::{Cause, Outcome, Timings, answer::of_status};
use http::{HeaderMap, header};
use reqwest::Response;
use rustls::CertificateError;
use std::{error::Error, io, iter::successors, time::SystemTime};

/// Most bytes of a body that are read; the rest is cut off and the connection closed.
pub(super) const BODY_BYTES_MAX: usize = 64 * 1_024;
/// Most bytes of headers that are read; more are no answer.
pub(super) const HEADER_BYTES_MAX: usize = 32 * 1_024;
/// Most headers that are read; more are no answer.
pub(super) const HEADERS_MAX: usize = 128;

/// What was read so far; kept outside of the reading, so that a time-out keeps it.
#[derive(Debug, Default)]
pub(super) struct Answer {
    status: Option<u16>,
    headers: HeaderMap,
    body: Vec<u8>,
    body_cut: bool,
}

impl Answer {
    /// Reads an answer to its end or to the cap.
    pub async fn read(&mut self, mut response: Response) -> Result<(), (Cause, String)> {
        self.status = Some(response.status().as_u16());
        let bytes: usize = response.headers().iter().map(header_bytes).sum();
        if bytes > HEADER_BYTES_MAX {
            let detail = format!("the answer has {bytes} bytes of headers");
            return Err((Cause::Protocol, detail));
        }
        self.headers = std::mem::take(response.headers_mut());
        while !self.body_cut {
            match response.chunk().await {
                Ok(Some(data)) => self.keep(&data),
                Ok(None) => break,
                // Many servers close TLS without saying so, and nothing told a length: this
                // is the end, and a request that was taken must not be sent again.
                Err(error) if self.ends_by_closing() && is_end(&error) => break,
                Err(error) => return Err(cause_of(&error)),
            }
        }
        // Dropping an unfinished body closes the connection.
        Ok(())
    }

    /// Whether nothing but the end of the connection tells where the body ends.
    fn ends_by_closing(&self) -> bool {
        !self.headers.contains_key(header::CONTENT_LENGTH)
            && !self.headers.contains_key(header::TRANSFER_ENCODING)
    }

    fn keep(&mut self, data: &Bytes) {
        let room = BODY_BYTES_MAX.saturating_sub(self.body.len());
        let kept = data.get(..room).unwrap_or(data);
        self.body.extend_from_slice(kept);
        self.body_cut = kept.len() < data.len();
    }

    /// The outcome of an answer that was read.
    pub fn complete(self, timings: Timings) -> Outcome {
        let cause = self.status.map_or(Cause::Protocol, of_status);
        self.outcome(cause, String::new(), timings)
    }

    /// The outcome of an answer that was not read to its end, with what there is of it.
    pub fn broken_off(self, cause: Cause, detail: String, timings: Timings) -> Outcome {
        self.outcome(cause, detail, timings)
    }

    fn outcome(self, cause: Cause, detail: String, timings: Timings) -> Outcome {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect();
        Outcome {
            cause,
            status: self.status,
            retry_after_ms: retry_after_ms(&self.headers),
            headers,
            body: String::from_utf8_lossy(&self.body).into_owned(),
            body_cut: self.body_cut,
            detail,
            timings,
        }
    }
}

/// What `Retry-After` asks for: seconds, or a date, which is read by the receiver's own clock.
fn retry_after_ms(headers: &HeaderMap) -> Option<i64> {
    let text = |name| headers.get(name)?.to_str().ok();
    let asked = text(header::RETRY_AFTER)?.trim();
    if let Ok(seconds) = asked.parse::<u32>() {
        return Some(i64::from(seconds) * 1_000);
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    let said_at: SystemTime = httpdate::parse_http_date(text(header::DATE)?).ok()?;
    let wait = until.duration_since(said_at).unwrap_or_default();
    i64::try_from(wait.as_millis()).ok()
}

fn header_bytes((name, value): (&header::HeaderName, &header::HeaderValue)) -> usize {
    name.as_str().len() + value.len() + ": \r\n".len()
}

/// An error and what is behind it, the insides of I/O errors included.
fn links<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |&error| {
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match inner {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

/// Whether a connection ended, as opposed to broke.
fn is_end(error: &reqwest::Error) -> bool {
    links(error)
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::UnexpectedEof)
}

/// Why a request has no answer, from the types of the errors behind it.
///
/// The client's own error is never quoted: it names the URL, which may hold secrets.
pub(super) fn cause_of(error: &reqwest::Error) -> (Cause, String) {
    let mut cause = match (error.is_connect(), error.is_timeout()) {
        (true, _) => Cause::Connect,
        (false, true) => Cause::Timeout,
        (false, false) => Cause::Broken,
    };
    let mut detail = "the connection failed".to_owned();
    for link in links(error).filter(|link| !link.is::<reqwest::Error>()) {
        detail = link.to_string();
        if let Some(error) = link.downcast_ref::<ConnectError>() {
            return (error.cause, detail);
        }
        if let Some(error) = link.downcast_ref::<rustls::Error>() {
            return (tls_cause(error), detail);
        }
        if let Some(error) = link.downcast_ref::<hyper::Error>()
            && error.is_parse()
        {
            cause = Cause::Protocol;
        }
        if let Some(error) = link.downcast_ref::<io::Error>() {
            cause = match cause {
                Cause::Connect => cause,
                _ => io_cause(error.kind(), cause),
            };
        }
    }
    (cause, detail)
}

/// Why no safe connection could be made: what is wrong with a certificate is mended by another
/// hand than what is wrong with a server.
const fn tls_cause(error: &rustls::Error) -> Cause {
    let rustls::Error::InvalidCertificate(fault) = error else {
        return Cause::Tls;
    };
    match fault {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => Cause::CertificateExpired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Cause::CertificateName
        }
        CertificateError::UnknownIssuer => Cause::CertificateUnknown,
        _ => Cause::Tls,
    }
}

/// A connection that was there and broke, as opposed to one that could not be made.
fn io_cause(kind: io::ErrorKind, otherwise: Cause) -> Cause {
    match kind {
        io::ErrorKind::TimedOut => Cause::Timeout,
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::BrokenPipe => Cause::Broken,
        _ => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        assert_eq!(
            retry_after_ms(&headers(&[("retry-after", "120")])),
            Some(120_000)
        );
        let dated = headers(&[
            ("date", "Wed, 21 Oct 2015 07:28:00 GMT"),
            ("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT"),
        ]);
        assert_eq!(retry_after_ms(&dated), Some(30_000));
        assert_eq!(retry_after_ms(&headers(&[("retry-after", "soon")])), None);
    }

    #[test]
    fn a_body_is_kept_to_its_cap() {
        let mut answer = Answer::default();
        answer.keep(&Bytes::from(vec![b'a'; BODY_BYTES_MAX]));
        assert!(!answer.body_cut);
        answer.keep(&Bytes::from_static(b"b"));
        assert!(answer.body_cut);
        assert_eq!(answer.body.len(), BODY_BYTES_MAX);
    }
}
