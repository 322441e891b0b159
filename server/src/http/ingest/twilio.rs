//! Twilio's status callbacks, and those of its recordings: a form with the header
//! `X-Twilio-Signature`.
//!
//! A call that Twilio puts through to somebody has a leg of its own (`ParentCallSid`): its
//! ringing is a forwarding step of the parent, its answer that of the parent.

use super::{
    adapter::{self, Signed},
    form::Form,
    told::Told,
};
use crate::{
    http::{client_address::ClientAddress, extract::Segment, problem::ApiError},
    state::AppState,
};
use axum::{
    body::Body,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{Adapter, Moment};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use std::borrow::Cow;
use store::Source;

/// What Twilio writes in place of a number that is hidden: a word as the keypad spells it.
const HIDDEN: [&str; 5] = [
    "+266696687",   // ANONYMOUS
    "+7378742833",  // RESTRICTED
    "+2562533",     // BLOCKED
    "+8656696",     // UNKNOWN
    "+86282452253", // UNAVAILABLE
];

/// Takes a status callback.
///
/// Twilio sends it to the address of a source, and signs it with the auth token.
///
/// # Errors
/// Where the source is not known, the signature is wrong or the event cannot be kept.
#[utoipa::path(
    post, path = "/api/v1/ingest/twilio/{source}", tag = "ingest",
    summary = "Take a status callback of Twilio",
    params(("source" = String, Path)),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 204, description = "Taken; also where the status stands for no moment"),
        (status = 401, description = "It is not signed with the secret of the source", body = crate::http::problem::Problem),
        (status = 403, description = "It comes from an address that is not on its list", body = crate::http::problem::Problem),
        (status = 404, description = "There is no such source", body = crate::http::problem::Problem)
    )
)]
pub async fn notify(
    State(state): State<AppState>,
    Segment(source): Segment,
    OriginalUri(uri): OriginalUri,
    address: ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let source = adapter::source(&state, &source, Adapter::Twilio).await?;
    let body = adapter::form_body(body).await?;
    let asked = uri
        .path_and_query()
        .map_or(uri.path(), |path| path.as_str());
    let url = format!("{}{asked}", state.config.public_url);
    let given = headers
        .get("x-twilio-signature")
        .and_then(|value| value.to_str().ok());
    let taken = take(&state, (&source, address), given, &url, &body).await;
    adapter::note(&state, &source, &taken, &body);
    taken.map(|_count| StatusCode::NO_CONTENT)
}

async fn take(
    state: &AppState,
    from: (&Source, ClientAddress),
    given: Option<&str>,
    url: &str,
    body: &[u8],
) -> Result<usize, ApiError> {
    let form = Form::read(body)?;
    adapter::admit(state, from, given, |secret| signature(url, &form, secret)).await?;
    adapter::accept(state, from.0.tenant_id, told(&form)).await
}

/// Base64 of the HMAC-SHA1 over the whole address and all fields in the order of their names.
pub(crate) fn signature(url: &str, form: &Form<'_>, secret: &str) -> Signed {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).ok();
    let mut add = |text: &str| mac.iter_mut().for_each(|mac| mac.update(text.as_bytes()));
    add(url);
    for (name, text) in form.sorted() {
        add(name);
        add(text);
    }
    let digest = mac
        .map(|mac| mac.finalize().into_bytes())
        .unwrap_or_default();
    Signed(BASE64_STANDARD.encode(digest))
}

/// The event that a status stands for, if it stands for one.
pub(crate) fn told<'a>(form: &'a Form<'_>) -> Option<Told<'a>> {
    if let Some(status) = form.find("RecordingStatus") {
        return recording(form, status);
    }
    let leg_of = form.find("ParentCallSid");
    let moment = match (form.get("CallStatus"), leg_of) {
        ("ringing", None) => Moment::BeforeCall,
        ("ringing", Some(_)) => Moment::ForwardingStep,
        ("in-progress", _) => Moment::Answered,
        ("completed" | "busy" | "no-answer" | "failed" | "canceled", None) => Moment::AfterCall,
        // `queued`, `initiated`, and the end of a leg: the parent's own end follows.
        _ => return None,
    };
    let call = form.get("CallSid");
    let mut told = Told {
        event_id: Some(Cow::Owned(format!(
            "twilio:{call}:{}",
            form.get("CallStatus")
        ))),
        moment: moment.key().into(),
        call_id: leg_of.unwrap_or(call).into(),
        occurred_at: form.find("Timestamp").and_then(timestamp).map(Into::into),
        ..Told::default()
    };
    match leg_of {
        Some(_) => leg(form, moment, &mut told),
        None => parties(form, &mut told),
    }
    if moment == Moment::AfterCall {
        ending(form, &mut told);
    }
    Some(told)
}

/// What became of a recording. It says nothing of the call's own status.
fn recording<'a>(form: &'a Form<'_>, status: &str) -> Option<Told<'a>> {
    let has_recording = match status {
        "completed" => "true",
        "absent" | "failed" => "false",
        _ => return None,
    };
    let recording = form.find("RecordingSid");
    let mut told = Told {
        event_id: recording.map(|id| Cow::Owned(format!("twilio:{id}:{status}"))),
        moment: Moment::CallUpdated.key().into(),
        call_id: form.get("CallSid").into(),
        ..Told::default()
    };
    told.note("has_recording", has_recording);
    if status == "completed" {
        told.note("recording_url", form.get("RecordingUrl"));
        told.note("recording_duration", form.get("RecordingDuration"));
    }
    Some(told)
}

fn leg<'a>(form: &'a Form<'_>, moment: Moment, told: &mut Told<'a>) {
    told.note("leg_id", form.get("CallSid"));
    let name = if moment == Moment::Answered {
        "connected_with"
    } else {
        "destination_number"
    };
    told.note(name, form.get("To"));
}

fn parties<'a>(form: &'a Form<'_>, told: &mut Told<'a>) {
    let outgoing = form.get("Direction").starts_with("outbound");
    let (direction, client, line) = if outgoing {
        ("out", "To", "From")
    } else {
        ("in", "From", "To")
    };
    told.note("direction", direction);
    told.note("tracking_number", form.get(line));
    if is_hidden(form.get(client)) {
        // Where such a number would lie says nothing of the caller.
        told.note("caller_number", "anonymous");
        return;
    }
    told.note("caller_number", form.get(client));
    let (city, state, country) = if outgoing {
        ("ToCity", "ToState", "ToCountry")
    } else {
        ("FromCity", "FromState", "FromCountry")
    };
    told.note("caller_city", form.get(city));
    told.note("caller_region", form.get(state));
    told.note("caller_country", form.get(country));
    told.note("caller_name", form.get("CallerName"));
}

fn is_hidden(number: &str) -> bool {
    HIDDEN.contains(&number) || number.starts_with("sip:anonymous@")
}

fn ending<'a>(form: &'a Form<'_>, told: &mut Told<'a>) {
    let status = match form.get("CallStatus") {
        "completed" if form.get("AnsweredBy").starts_with("machine") => "voicemail",
        "completed" => "answered",
        "busy" => "busy",
        "no-answer" => "no_answer",
        "canceled" => "abandoned",
        _ => "failed",
    };
    told.note("status", status);
    told.note("talk_duration", form.get("CallDuration"));
    told.note("hangup_cause", form.get("SipResponseCode"));
    told.note("recording_url", form.get("RecordingUrl"));
    told.note("recording_duration", form.get("RecordingDuration"));
}

/// `Sun, 25 Mar 2018 09:53:19 +0000` as RFC 3339; nothing where it is something else.
fn timestamp(text: &str) -> Option<String> {
    jiff::fmt::rfc2822::parse(text)
        .ok()
        .map(|at| at.timestamp().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::ingest::told::Raw;
    use std::collections::BTreeMap;

    #[test]
    fn the_signature_covers_the_address_and_the_sorted_fields() {
        let form = Form::read(b"b=2&a=1").unwrap();
        let mut mac = Hmac::<Sha1>::new_from_slice(b"token").unwrap();
        mac.update(b"https://h.example/x?y=1a1b2");
        let expected = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        assert_eq!(
            signature("https://h.example/x?y=1", &form, "token").0,
            expected
        );
    }

    #[test]
    fn a_leg_belongs_to_its_parent() {
        let form =
            Form::read(b"CallSid=CA2&ParentCallSid=CA1&CallStatus=in-progress&To=%2B380501112233")
                .unwrap();
        let event = told(&form).unwrap();
        assert_eq!(
            (event.call_id.as_ref(), event.moment.as_ref()),
            ("CA1", "answered")
        );
        assert!(
            told(&Form::read(b"CallSid=CA2&ParentCallSid=CA1&CallStatus=completed").unwrap())
                .is_none()
        );
    }

    #[test]
    fn a_recording_that_is_ready_is_a_fact_that_came_late() {
        let body = |status: &str| {
            format!(
                "CallSid=CA1&RecordingSid=RE1&RecordingStatus={status}&RecordingDuration=170&RecordingUrl=https%3A%2F%2Fapi.example%2FRE1"
            )
        };
        let ready = body("completed");
        let form = Form::read(ready.as_bytes()).unwrap();
        let event = told(&form).unwrap();
        assert_eq!(
            (event.call_id.as_ref(), event.moment.as_ref()),
            ("CA1", "call_updated")
        );
        for (name, text) in [
            ("has_recording", "true"),
            ("recording_url", "https://api.example/RE1"),
            ("recording_duration", "170"),
        ] {
            let fact = (Cow::Borrowed(name), Raw::One(Cow::Borrowed(text)));
            assert!(event.facts.contains(&fact), "{name}");
        }
        let absent = body("absent");
        let form = Form::read(absent.as_bytes()).unwrap();
        let none = (Cow::Borrowed("has_recording"), Raw::One("false".into()));
        assert_eq!(told(&form).unwrap().facts, [none]);
        let going_on = body("in-progress");
        assert!(told(&Form::read(going_on.as_bytes()).unwrap()).is_none());
    }

    #[test]
    fn a_number_that_spells_a_word_is_a_hidden_one() {
        let facts = |from: &str| {
            let body = format!(
                "CallSid=CA1&CallStatus=ringing&Direction=inbound&From={from}&FromCountry=LS&To=%2B15005550006"
            );
            let form = Form::read(body.as_bytes()).unwrap();
            let facts = told(&form).unwrap().facts.into_iter();
            let facts = facts.map(|(name, raw)| match raw {
                Raw::One(text) => (name.into_owned(), text.into_owned()),
                Raw::Many(_) => (name.into_owned(), String::new()),
            });
            facts.collect::<BTreeMap<_, _>>()
        };
        for from in [
            "%2B266696687",
            "%2B7378742833",
            "%2B2562533",
            "%2B8656696",
            "%2B86282452253",
            "sip%3Aanonymous%40anonymous.invalid",
        ] {
            let facts = facts(from);
            assert_eq!(facts["caller_number"], "anonymous", "{from}");
            assert!(!facts.contains_key("caller_country"), "{from}");
        }
        let shown = facts("%2B26622123456");
        assert_eq!(shown["caller_number"], "+26622123456");
        assert_eq!(shown["caller_country"], "LS");
    }

    #[test]
    fn the_date_of_a_mail_header_is_understood() {
        assert_eq!(
            timestamp("Sun, 25 Mar 2018 09:53:19 +0000").as_deref(),
            Some("2018-03-25T09:53:19Z")
        );
        assert_eq!(timestamp("yesterday"), None);
    }
}
