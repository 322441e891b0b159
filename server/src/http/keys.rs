//! Who calls the machine API: the bearer key of a request, and what it opens.

use super::problem::ApiError;
use crate::state::AppState;
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use domain::KeyScope;
use store::{Actor, ApiKey};

/// A key that may report events.
pub struct IngestKey(pub ApiKey);

/// A key that may manage integrations and read deliveries.
pub struct ManageKey(pub ApiKey);

impl ManageKey {
    /// Who the audit log names.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Key(self.0.id)
    }
}

impl FromRequestParts<AppState> for IngestKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        key(parts, state, KeyScope::Ingest).await.map(Self)
    }
}

impl FromRequestParts<AppState> for ManageKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        key(parts, state, KeyScope::Manage).await.map(Self)
    }
}

async fn key(parts: &Parts, state: &AppState, scope: KeyScope) -> Result<ApiKey, ApiError> {
    let text = bearer(parts).ok_or(ApiError::Unauthorized)?;
    let key = state
        .store
        .find_key(text)
        .await?
        .ok_or(ApiError::Unauthorized)?;
    if key.scope != scope {
        return Err(ApiError::ScopeWrong(scope));
    }
    state.store.note_key_use(key.id, state.now()).await?;
    Ok(key)
}

fn bearer(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}
