//! From an integration and an event to the bytes that are sent: rendered, secrets put in,
//! signed. Used for deliveries and for tests alike.

use crate::{
    mask::Mask,
    outlet::Outlet,
    sender::{
        PreparedRequest,
        sign::{Signer, SignerError},
    },
};
use domain::{
    Cause, DeliveryId, Facts, Outcome, OutgoingRequest, PlainRequest, RenderError, Timings,
    connection::CREDENTIAL_SECRET,
    request::{
        SentTry,
        added::{ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER},
    },
};
use sha2::{Digest as _, Sha256};
use std::{cell::RefCell, fmt::Write as _, time::Duration};

/// A request in both views: as it is sent and as it is shown.
pub(crate) struct Prepared {
    /// As it is shown, without what the try adds; none where it could not be rendered.
    pub shown: Option<OutgoingRequest>,
    /// Over the masked view; empty where it could not be rendered.
    pub hash: String,
    /// The secrets in it, to be masked in the answer.
    pub mask: Mask,
    /// What is sent, or why nothing can be.
    pub request: Result<PreparedRequest, Outcome>,
}

/// Which step of which try of which delivery a request is for.
pub(crate) struct Try<'a> {
    pub delivery_id: DeliveryId,
    /// From 1.
    pub number: i32,
    /// From 0.
    pub step: usize,
    pub now_ms: i64,
    pub timeout: Duration,
    /// What `Authorization` carries, where the integration signs in; why there is nothing
    /// otherwise.
    pub credential: Result<Option<String>, Outcome>,
    /// What is known of the call, and what earlier steps took.
    pub facts: &'a Facts,
}

impl Try<'_> {
    /// The try as its receiver is told of it.
    pub const fn sent(&self, signs: bool) -> SentTry {
        SentTry {
            delivery_id: self.delivery_id,
            step: self.step,
            started_at: self.now_ms,
            signs,
        }
    }
}

/// Renders, reveals and signs.
pub(crate) fn prepare(outlet: &Outlet, this: &Try<'_>) -> Prepared {
    let integration = &outlet.integration;
    let rendered = domain::request::render_step(integration, this.step, this.facts, this.number);
    let outgoing = match rendered {
        Ok(outgoing) => outgoing,
        Err(error) => return not_rendered(&error),
    };
    let hash = hash(&outgoing.canonical());
    let credential = match &this.credential {
        Ok(credential) => credential.as_ref(),
        Err(outcome) => {
            return Prepared {
                shown: Some(outgoing),
                hash,
                mask: Mask::default(),
                request: Err(outcome.clone()),
            };
        }
    };
    let mask = RefCell::new(Mask::default());
    let request = outgoing
        .reveal(&|name| {
            let secret = match name {
                CREDENTIAL_SECRET => credential?,
                name => outlet.secrets.get(name)?,
            };
            mask.borrow_mut().add(secret);
            Some(secret.clone())
        })
        .map_err(|error| render_outcome(&error))
        .and_then(|plain| sign(plain, outlet.signer.as_ref(), this));
    Prepared {
        shown: Some(outgoing),
        hash,
        mask: mask.into_inner(),
        request,
    }
}

fn sign(
    plain: PlainRequest,
    signer: Option<&Result<Signer, SignerError>>,
    this: &Try<'_>,
) -> Result<PreparedRequest, Outcome> {
    let sent = this.sent(signer.is_some());
    let (id, timestamp) = (sent.id(), sent.timestamp());
    let signature = match signer {
        None => None,
        Some(Err(error)) => return Err(unsent(Cause::Secret, &error.to_string())),
        Some(Ok(signer)) => {
            let body = plain.body.as_deref().unwrap_or_default();
            Some(signer.sign(&id, &timestamp, body))
        }
    };
    let mut headers = plain.headers;
    headers.push((ID_HEADER.to_owned(), id));
    headers.push((TIMESTAMP_HEADER.to_owned(), timestamp));
    headers.extend(signature.map(|signature| (SIGNATURE_HEADER.to_owned(), signature)));
    Ok(PreparedRequest {
        method: plain.method,
        url: plain.url,
        headers,
        body: plain.body,
        timeout: this.timeout,
    })
}

fn not_rendered(error: &RenderError) -> Prepared {
    Prepared {
        shown: None,
        hash: String::new(),
        mask: Mask::default(),
        request: Err(render_outcome(error)),
    }
}

fn render_outcome(error: &RenderError) -> Outcome {
    let cause = match error {
        RenderError::UrlTooLong { .. } | RenderError::BodyTooLong { .. } => Cause::Render,
        RenderError::SecretMissing { .. } => Cause::Secret,
    };
    unsent(cause, &error.to_string())
}

/// The outcome of a try that ended before anything was sent.
pub(crate) fn unsent(cause: Cause, detail: &str) -> Outcome {
    Outcome {
        cause,
        status: None,
        retry_after_ms: None,
        headers: Vec::new(),
        body: String::new(),
        body_cut: false,
        detail: detail.to_owned(),
        timings: Timings::default(),
    }
}

/// SHA-256 over the request's canonical bytes, in hexadecimal: the log compares it with what it
/// renders again.
fn hash(canonical: &[u8]) -> String {
    let hasher = Sha256::new_with_prefix(canonical);
    let mut text = String::with_capacity(64);
    for byte in hasher.finalize() {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
