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
    Cause, DeliveryId, Facts, Method, Outcome, PlainRequest, RenderError, Timings,
    connection::CREDENTIAL_SECRET,
};
use sha2::{Digest as _, Sha256};
use std::{cell::RefCell, fmt::Write as _, time::Duration};

/// A request in both views: as it is sent and as it is shown.
pub(crate) struct Prepared {
    /// Secrets masked; empty where it could not be rendered.
    pub masked: PlainRequest,
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

/// Renders, reveals and signs.
pub(crate) fn prepare(outlet: &Outlet, this: &Try<'_>) -> Prepared {
    let integration = &outlet.integration;
    let rendered = domain::request::render_step(integration, this.step, this.facts, this.number);
    let outgoing = match rendered {
        Ok(outgoing) => outgoing,
        Err(error) => return not_rendered(&error),
    };
    let masked = outgoing.masked();
    let hash = hash(&outgoing.canonical());
    let credential = match &this.credential {
        Ok(credential) => credential.as_ref(),
        Err(outcome) => {
            return Prepared {
                masked,
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
        masked,
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
    let id = message_id(this.delivery_id, this.step);
    let timestamp = this.now_ms.div_euclid(1_000).to_string();
    let mut headers = plain.headers;
    match signer {
        None => {}
        Some(Err(error)) => return Err(unsent(Cause::Secret, &error.to_string())),
        Some(Ok(signer)) => {
            let body = plain.body.as_deref().unwrap_or_default();
            let signature = signer.sign(&id, &timestamp, body);
            headers.push(("webhook-signature".to_owned(), signature));
        }
    }
    headers.push(("webhook-id".to_owned(), id));
    headers.push(("webhook-timestamp".to_owned(), timestamp));
    Ok(PreparedRequest {
        method: plain.method,
        url: plain.url,
        headers,
        body: plain.body,
        timeout: this.timeout,
    })
}

/// The `webhook-id` of a step: that of the delivery, with its number from the second on.
fn message_id(delivery: DeliveryId, step: usize) -> String {
    match step {
        0 => delivery.to_string(),
        further => format!("{delivery}.{}", further + 1),
    }
}

fn not_rendered(error: &RenderError) -> Prepared {
    let masked = PlainRequest {
        method: Method::Get,
        url: String::new(),
        headers: Vec::new(),
        body: None,
    };
    Prepared {
        masked,
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
