//! Reading bodies: to a cap, and not for ever.

use super::problem::ApiError;
use axum::body::{Body, Bytes, HttpBody as _};
use futures::StreamExt as _;
use std::time::Duration;

/// How long a body may take to arrive, in seconds.
pub const BODY_TIME_S_MAX: u64 = 30;

/// The whole body.
///
/// # Errors
/// `BodyTooLarge` over `max_bytes`, `TooSlow`, and `Malformed` where the connection broke.
pub async fn read(body: Body, max_bytes: usize) -> Result<Bytes, ApiError> {
    if body.size_hint().lower() > max_bytes as u64 {
        return Err(ApiError::BodyTooLarge { max_bytes });
    }
    tokio::time::timeout(
        Duration::from_secs(BODY_TIME_S_MAX),
        collect(body, max_bytes),
    )
    .await
    .unwrap_or(Err(ApiError::TooSlow(BODY_TIME_S_MAX)))
}

async fn collect(body: Body, max_bytes: usize) -> Result<Bytes, ApiError> {
    let mut stream = body.into_data_stream();
    // Most bodies come in one piece, which is then not copied.
    let mut whole = Bytes::new();
    let mut pieces: Vec<u8> = Vec::new();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_error| ApiError::Malformed("the body broke off".to_owned()))?;
        if whole.len() + pieces.len() + piece.len() > max_bytes {
            return Err(ApiError::BodyTooLarge { max_bytes });
        }
        if whole.is_empty() && pieces.is_empty() {
            whole = piece;
            continue;
        }
        pieces.extend_from_slice(&std::mem::take(&mut whole));
        pieces.extend_from_slice(&piece);
    }
    Ok(if pieces.is_empty() {
        whole
    } else {
        pieces.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_of_many_pieces_is_put_together() {
        let pieces = ["ab", "", "cd", "e"].map(Ok::<_, std::io::Error>);
        let body = Body::from_stream(futures::stream::iter(pieces));
        assert_eq!(read(body, 5).await.unwrap(), "abcde");
    }

    #[tokio::test]
    async fn a_body_that_grows_over_the_cap_is_refused() {
        let pieces = ["ab", "cd"].map(Ok::<_, std::io::Error>);
        let body = Body::from_stream(futures::stream::iter(pieces));
        assert!(matches!(
            read(body, 3).await,
            Err(ApiError::BodyTooLarge { max_bytes: 3 })
        ));
        assert!(matches!(
            read(Body::from("abcd"), 3).await,
            Err(ApiError::BodyTooLarge { .. })
        ));
    }
}
