//! Zadarma's PBX notifications: a form with the header `Signature`.
//!
//! The address is proved once by `GET ?zd_echo=...`. Times are in the zone that the cabinet of
//! Zadarma is set to, which is taken to be the tenant's.

use super::{
    adapter::{self, Signed},
    form::Form,
    told::Told,
};
use crate::{
    http::{
        client_address::ClientAddress,
        extract::{QueryPairs, Segment},
        problem::ApiError,
    },
    state::AppState,
};
use axum::{Json, body::Body, extract::State, http::HeaderMap};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{Adapter, Moment};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use sha1::Sha1;
use std::fmt::Write as _;
use store::Source;

/// Longest text that is echoed, in bytes.
const ECHO_BYTES_MAX: usize = 256;

/// Answers with the text that was asked for.
///
/// Zadarma asks so, whether the address of a source is its own.
///
/// # Errors
/// Where the source is not known or nothing was asked.
#[utoipa::path(
    get, path = "/api/v1/ingest/zadarma/{source}", tag = "ingest",
    summary = "Prove the address to Zadarma",
    params(("source" = String, Path), ("zd_echo" = String, Query, description = "Echoed as plain text")),
    responses(
        (status = 200, description = "The text", content_type = "text/plain", body = String),
        (status = 404, description = "There is no such source", body = crate::http::problem::Problem)
    )
)]
pub async fn echo(
    State(state): State<AppState>,
    Segment(source): Segment,
    query: QueryPairs,
) -> Result<String, ApiError> {
    adapter::source(&state, &source, Adapter::Zadarma).await?;
    let text = query.one("zd_echo")?;
    let text = text.filter(|text| text.len() <= ECHO_BYTES_MAX);
    text.ok_or_else(|| ApiError::Malformed("name the text to echo as zd_echo".to_owned()))
}

/// What Zadarma is told.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Noted {
    /// Events taken: 1, or 0 where the notification stands for no moment.
    accepted: usize,
}

/// Takes a notification.
///
/// Zadarma sends it to the address of a source, and signs it with the API secret.
///
/// # Errors
/// Where the source is not known, the signature is wrong or the event cannot be kept.
#[utoipa::path(
    post, path = "/api/v1/ingest/zadarma/{source}", tag = "ingest",
    summary = "Take a notification of Zadarma",
    params(("source" = String, Path)),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Taken; also where it stands for no moment", body = Noted),
        (status = 401, description = "It is not signed with the secret of the source", body = crate::http::problem::Problem),
        (status = 403, description = "It comes from an address that is not on its list", body = crate::http::problem::Problem),
        (status = 404, description = "There is no such source", body = crate::http::problem::Problem)
    )
)]
pub async fn notify(
    State(state): State<AppState>,
    Segment(source): Segment,
    address: ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Noted>, ApiError> {
    let source = adapter::source(&state, &source, Adapter::Zadarma).await?;
    let body = adapter::form_body(body).await?;
    let given = headers
        .get("signature")
        .and_then(|value| value.to_str().ok());
    let taken = take(&state, (&source, address), given, &body).await;
    adapter::note(&state, &source, &taken, &body);
    Ok(Json(Noted { accepted: taken? }))
}

async fn take(
    state: &AppState,
    from: (&Source, ClientAddress),
    given: Option<&str>,
    body: &[u8],
) -> Result<usize, ApiError> {
    let form = Form::read(body)?;
    adapter::admit(state, from, given, |secret| signature(&form, secret)).await?;
    adapter::accept(state, from.0.tenant_id, told(&form)).await
}

/// Base64 of the hexadecimal HMAC-SHA1 over the fields that Zadarma signs for this event.
pub(crate) fn signature(form: &Form<'_>, secret: &str) -> Signed {
    let fields: &[&str] = match form.get("event") {
        "NOTIFY_ANSWER" => &["caller_id", "destination", "call_start"],
        "NOTIFY_OUT_START" | "NOTIFY_OUT_END" => &["internal", "destination", "call_start"],
        "NOTIFY_RECORD" => &["pbx_call_id", "call_id_with_rec"],
        // START, INTERNAL, END, IVR and whatever is added to them.
        _ => &["caller_id", "called_did", "call_start"],
    };
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).ok();
    for field in fields {
        mac.iter_mut()
            .for_each(|mac| mac.update(form.get(field).as_bytes()));
    }
    let digest = mac
        .map(|mac| mac.finalize().into_bytes())
        .unwrap_or_default();
    let hex = digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    Signed(BASE64_STANDARD.encode(hex))
}

/// The event that a notification stands for, if it stands for one.
pub(crate) fn told<'a>(form: &'a Form<'_>) -> Option<Told<'a>> {
    let outgoing = form.get("event").starts_with("NOTIFY_OUT");
    let moment = match form.get("event") {
        "NOTIFY_START" | "NOTIFY_OUT_START" => Moment::BeforeCall,
        "NOTIFY_INTERNAL" => Moment::ForwardingStep,
        "NOTIFY_ANSWER" => Moment::Answered,
        "NOTIFY_END" | "NOTIFY_OUT_END" => Moment::AfterCall,
        "NOTIFY_RECORD" => Moment::CallUpdated,
        _ => return None,
    };
    let mut told = Told {
        moment: moment.key().into(),
        call_id: form.get("pbx_call_id").into(),
        ..Told::default()
    };
    // Each moment is timed by its arrival: where the zones differ after all, what the platform says
    // would make hours old what happens now.
    told.note("call_started_at", form.get("call_start"));
    numbers(form, moment, outgoing, &mut told);
    ending(form, moment, &mut told);
    Some(told)
}

fn numbers<'a>(form: &'a Form<'_>, moment: Moment, outgoing: bool, told: &mut Told<'a>) {
    if moment == Moment::CallUpdated {
        return;
    }
    let internal = form.get("internal");
    told.note("employee_extension", internal);
    if outgoing {
        told.note("direction", "out");
        told.note("caller_number", form.get("destination"));
        told.note("tracking_number", form.get("caller_id"));
        return;
    }
    told.note("direction", "in");
    told.note("caller_number", form.get("caller_id"));
    told.note("tracking_number", form.get("called_did"));
    match moment {
        Moment::ForwardingStep => told.note("destination_number", internal),
        Moment::Answered => told.note("connected_with", form.get("destination")),
        Moment::BeforeCall | Moment::AfterCall | Moment::AfterRating | Moment::CallUpdated => {}
    }
}

fn ending<'a>(form: &'a Form<'_>, moment: Moment, told: &mut Told<'a>) {
    if let Some(recording) = form.find("call_id_with_rec") {
        told.note("custom.call_id_with_rec", recording);
    }
    if moment == Moment::CallUpdated {
        told.note("has_recording", "true");
    }
    if moment != Moment::AfterCall {
        return;
    }
    told.note("duration", form.get("duration"));
    told.note("hangup_cause", form.get("status_code"));
    told.note("has_recording", form.get("is_recorded"));
    if let Some(disposition) = form.find("disposition") {
        told.note("status", status(disposition));
    }
}

fn status(disposition: &str) -> &'static str {
    match disposition {
        "answered" => "answered",
        "busy" => "busy",
        "cancel" => "abandoned",
        "no answer" => "no_answer",
        "failed" | "no money" | "unallocated number" | "no limit" | "no day limit"
        | "line limit" | "no money, no limit" => "failed",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_rule() {
        let body = b"event=NOTIFY_START&call_start=2026-03-07+10%3A20%3A01&pbx_call_id=in_1&caller_id=380501112233&called_did=380443334455";
        let form = Form::read(body).unwrap();
        let mut mac = Hmac::<Sha1>::new_from_slice(b"secret").unwrap();
        mac.update(b"3805011122333804433344552026-03-07 10:20:01");
        let hex: String = mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(signature(&form, "secret").0, BASE64_STANDARD.encode(hex));
    }

    #[test]
    fn a_call_that_begins_begins_now_whatever_the_clock_of_the_platform_shows() {
        let body = b"event=NOTIFY_START&call_start=2026-03-07+10%3A20%3A01&pbx_call_id=in_1&caller_id=380501112233";
        let form = Form::read(body).unwrap();
        let event = told(&form).unwrap();
        assert_eq!(event.moment, "before_call");
        assert_eq!(event.occurred_at, None);
        let reported = event
            .facts
            .iter()
            .any(|(name, _)| name == "call_started_at");
        assert!(reported);
    }

    #[test]
    fn every_disposition_is_a_status_of_ours() {
        for (disposition, ours) in [
            ("answered", "answered"),
            ("no answer", "no_answer"),
            ("cancel", "abandoned"),
            ("?", "unknown"),
        ] {
            assert_eq!(status(disposition), ours);
        }
    }

    #[test]
    fn a_notification_of_no_moment_is_no_event() {
        assert!(told(&Form::read(b"event=NOTIFY_IVR&pbx_call_id=x").unwrap()).is_none());
    }
}
