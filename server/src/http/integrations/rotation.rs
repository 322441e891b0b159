//! `/api/v1/integrations/{id}/rotate-signature`: the secret of the signature, made anew.

use super::{named, read_id, tenant};
use crate::{
    http::{
        body,
        draft::{self, Sent},
        events::must_be_json,
        extract::Segment,
        grammar::{Field, Shape, required},
        keys::ManageKey,
        problem::{ApiError, Problem},
        views,
    },
    state::AppState,
};
use axum::{Json, body::Body, extract::State, http::HeaderMap};
use domain::Overlap;
use serde::{Deserialize, Serialize};
use store::StoreError;
use utoipa::ToSchema;

/// Largest body of a request, in bytes.
const ROTATION_BODY_BYTES_MAX: usize = 4_096;

/// The body.
const ROTATION: &[Field] = &[required("overlap", Shape::OneOf(Overlap::KEYS))];

/// For how long the old secret goes on.
#[derive(Deserialize, ToSchema)]
#[schema(as = SignatureRotation)]
pub struct Rotation {
    /// `1h`, `24h` or `7d`.
    #[schema(value_type = String, example = "24h")]
    overlap: Overlap,
}

/// The new secret.
#[derive(Serialize, ToSchema)]
#[schema(as = SignatureSecret)]
pub struct SecretView {
    /// Its text, for the receiver: told in this answer alone.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: String,
    /// Until when requests carry the signature of the old one, too.
    old_ends_at: String,
}

/// Renews the stamp's secret.
///
/// It signs at once. Until `old_ends_at` each request carries both signatures in
/// `webhook-signature`, with a space between them, so that a receiver may know either secret. To
/// end the old one earlier, change the integration so that its secret `signature_old` is `null`.
///
/// # Errors
/// `not_found`; `state` while a secret that was replaced before goes on; `fields` where the
/// integration has never signed.
#[utoipa::path(
    post, path = "/api/v1/integrations/{id}/rotate-signature", tag = "integrations",
    summary = "Renew the stamp's secret",
    security(("manage" = [])), params(("id" = String, Path)), request_body = Rotation,
    responses(
        (status = 200, body = SecretView), (status = 400, body = Problem),
        (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "A secret that was replaced before goes on", body = Problem),
        (status = 422, body = Problem)
    )
)]
pub async fn rotate(
    State(state): State<AppState>,
    key: ManageKey,
    Segment(id): Segment,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<SecretView>, ApiError> {
    must_be_json(&headers)?;
    let id = read_id(&id)?;
    let body = body::read(body, ROTATION_BODY_BYTES_MAX).await?;
    let Sent { draft, .. } = draft::new::<Rotation>(&body, ROTATION)?;
    let (tenant, actor, now) = (tenant(&state, &key), key.actor(), state.now());
    let new = tenant.rotate_stamp(&actor, id, draft.overlap, now).await;
    let new = new.map_err(|error| match error {
        StoreError::Conflict => ApiError::StateWrong(
            "the secret that was replaced before still goes on: end it first, as `signature_old`",
        ),
        other => named(other),
    })?;
    Ok(Json(SecretView {
        secret: new.secret,
        old_ends_at: views::time(new.old_ends_at),
    }))
}
