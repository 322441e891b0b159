//! `POST /personal-data`: everything that is kept of a phone number, as a file. A plain form, so
//! that the number stands in no address and no log.

use super::{
    entry::{SIGN_IN_PATH, failed},
    portal_state::PortalState,
    views::time,
};
use crate::http::ingest;
use app::session::Visitor;
use axum::{
    Extension, Form, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use domain::Right;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{
    Actor, CallDetail, DeliveryDetail, IncomingRow, InspectedRequest, KeptValue, NumberFile,
    StoreError,
};

/// The route of the form.
pub fn routes() -> Router<PortalState> {
    Router::new().route("/personal-data", post(file))
}

#[derive(Deserialize)]
struct NumberForm {
    phone: String,
}

async fn file(
    State(state): State<PortalState>,
    Extension(visitor): Extension<Visitor>,
    Form(form): Form<NumberForm>,
) -> Response {
    let Some(person) = visitor.person else {
        return Redirect::to(SIGN_IN_PATH).into_response();
    };
    let Some(seat) = person.seat else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if !seat.may(Right::ManageData) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(number) = ingest::whole_number(&form.phone, &seat.tenant.country) else {
        return Redirect::to("/settings/data").into_response();
    };
    let tenant = state.app.store.tenant(seat.tenant.id);
    let actor = Actor::Member(seat.member_id);
    let (subject, now) = (seat.tenant.id.to_string(), state.app.now());
    let read = async {
        let file = tenant.number_file(&number).await?;
        tenant.note(&actor, "number.export", &subject, now).await?;
        Ok::<_, StoreError>(file)
    };
    match read.await {
        Ok(file) => attached(&written(&number, &file)),
        Err(error) => failed(&error.into()),
    }
}

/// The file as the browser keeps it.
fn attached(file: &Value) -> Response {
    let text = serde_json::to_string_pretty(file).unwrap_or_default();
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"personal-data.json\""),
        ),
    ];
    (headers, text).into_response()
}

fn written(number: &str, file: &NumberFile) -> Value {
    json!({
        "number": number,
        "is_cut": file.is_cut,
        "calls": file.calls.iter().map(call).collect::<Vec<_>>(),
        "deliveries": file.deliveries.iter().map(delivery).collect::<Vec<_>>(),
        "inspector": file.inspected.iter().map(inspected).collect::<Vec<_>>(),
        "incoming": file.incoming.iter().map(incoming).collect::<Vec<_>>(),
        "kept": file.kept.iter().map(kept).collect::<Vec<_>>(),
        "filters": file.filters,
    })
}

fn call(call: &CallDetail) -> Value {
    let events = call.events.iter().map(|event| {
        json!({
            "event_id": event.event_id,
            "moment": event.moment,
            "occurred_at": time(event.occurred_at),
            "accepted_at": time(event.accepted_at),
            "facts": event.facts,
        })
    });
    json!({
        "call_id": call.row.call_id,
        "first_at": time(call.row.first_at),
        "last_at": time(call.row.last_at),
        "facts": call.facts,
        "events": events.collect::<Vec<_>>(),
    })
}

fn delivery(delivery: &DeliveryDetail) -> Value {
    let attempts = delivery.attempts.iter().map(|attempt| {
        json!({
            "started_at": time(attempt.started_at),
            "cause": attempt.outcome.cause,
            "status": attempt.outcome.status,
            "detail": attempt.outcome.detail,
            "headers": attempt.outcome.headers,
            "body": attempt.outcome.body,
        })
    });
    json!({
        "id": delivery.row.id,
        "call_id": delivery.row.call_id,
        "integration": delivery.row.integration_name,
        "moment": delivery.row.moment,
        "state": delivery.row.state,
        "accepted_at": time(delivery.row.accepted_at),
        "finished_at": delivery.row.finished_at.map(time),
        "facts": delivery.facts,
        "taken": delivery.progress.taken,
        "attempts": attempts.collect::<Vec<_>>(),
    })
}

fn kept(value: &KeptValue) -> Value {
    json!({
        "call_id": value.call_id,
        "name": value.name,
        "value": serde_json::from_str::<Value>(&value.value).unwrap_or_default(),
        "kept_at": time(value.kept_at),
    })
}

fn incoming(request: &IncomingRow) -> Value {
    json!({
        "received_at": time(request.received_at),
        "detail": request.detail,
        "body": request.body,
    })
}

fn inspected(request: &InspectedRequest) -> Value {
    json!({
        "received_at": time(request.received_at),
        "method": request.method,
        "url": request.url,
        "headers": request.headers,
        "body": request.body,
    })
}
