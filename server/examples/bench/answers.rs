//! How soon the server answers a request that is asked over and over.

use crate::load;
use anyhow::{Result, ensure};
use reqwest::{RequestBuilder, StatusCode};
use std::time::{Duration, Instant};

/// How often a request is asked after the first time, which only warms up.
const ASKED: u32 = 20;

/// What came back.
pub struct Answers {
    /// The status of each.
    pub status: StatusCode,
    /// The body of the last.
    pub body: Vec<u8>,
    /// How long each took up to its last byte, the shortest first.
    pub times: Vec<Duration>,
}

/// Asks one after the other.
///
/// # Errors
/// Where the server does not answer, or not always alike.
pub async fn ask(request: &RequestBuilder) -> Result<Answers> {
    let (status, mut body, _) = once(request).await?;
    let mut times = Vec::new();
    for _ in 0..ASKED {
        let (again, took);
        (again, body, took) = once(request).await?;
        ensure!(again == status, "first {status}, then {again}");
        times.push(took);
    }
    times.sort();
    Ok(Answers {
        status,
        body,
        times,
    })
}

async fn once(request: &RequestBuilder) -> Result<(StatusCode, Vec<u8>, Duration)> {
    let request = load::copy(request)?;
    let begun = Instant::now();
    let response = request.send().await?;
    let status = response.status();
    let body = response.bytes().await?.to_vec();
    Ok((status, body, begun.elapsed()))
}
