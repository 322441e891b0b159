//! Made-up calls. Each carries when it was sent, so that the receiver can tell how long it was
//! on its way.

use serde_json::{Value, json};
use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

/// What the time of sending counts from.
static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Under which name the time of sending is carried, in microseconds.
const SENT: &str = "sent_us";

/// A finished call that nobody made, sent now. `run` tells it from those of other runs.
#[must_use]
pub fn call(run: &str, number: u32) -> Value {
    json!({
        "moment": "after_call",
        "call_id": format!("{run}-{number}"),
        "direction": "in",
        "caller_number": format!("+38050{:07}", number % 10_000_000),
        "tracking_number": "+380443334455",
        "status": "answered",
        "talk_duration": 30 + number % 300,
        "utm_source": "google",
        "utm_medium": "cpc",
        "utm_campaign": "brand",
        "custom": { SENT: BEGUN.elapsed().as_micros().to_string() },
    })
}

/// The parameter rows that carry a call to the receiver.
#[must_use]
pub fn rows() -> Value {
    json!([
        { "name": "phone", "value": { "parameter": "caller_number" }, "format": "phone:e164" },
        { "name": "call", "value": { "parameter": "call_id" } },
        { "name": "seconds", "value": { "parameter": "talk_duration" } },
        { "name": "source", "value": { "parameter": "utm_source" } },
        { "name": SENT, "value": { "parameter": format!("custom.{SENT}") } },
    ])
}

/// How long ago the event in a body was sent; none where it does not say.
#[must_use]
pub fn age(body: &[u8]) -> Option<Duration> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once(&format!("\"{SENT}\":\""))?;
    let (digits, _) = rest.split_once('"')?;
    BEGUN
        .elapsed()
        .checked_sub(Duration::from_micros(digits.parse().ok()?))
}
