//! Who calls the machine API: the bearer key of a request, and what it opens.

use super::{client_address::ClientAddress, problem::ApiError};
use crate::state::AppState;
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use domain::{KeyScope, Networks, SenderId};
use store::{Actor, ApiKey};

/// A key that may report events, once it is admitted from where it comes.
pub struct IngestKey(pub ApiKey, pub ClientAddress);

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
        let key = key(parts, state, KeyScope::Ingest).await?;
        let Ok(address) = ClientAddress::from_request_parts(parts, state).await;
        Ok(Self(key, address))
    }
}

impl FromRequestParts<AppState> for ManageKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let key = key(parts, state, KeyScope::Manage).await?;
        let Ok(address) = ClientAddress::from_request_parts(parts, state).await;
        admit(state, &key, address).await?;
        Ok(Self(key))
    }
}

async fn key(parts: &Parts, state: &AppState, scope: KeyScope) -> Result<ApiKey, ApiError> {
    let text = bearer(parts).ok_or(ApiError::Unauthorized)?;
    let key = state
        .store
        .find_key(text, state.now())
        .await?
        .ok_or(ApiError::Unauthorized)?;
    if key.scope != scope {
        return Err(ApiError::ScopeWrong(scope));
    }
    Ok(key)
}

/// Lets a key in from where it comes, and notes that it was used.
///
/// # Errors
/// `AddressWrong`.
pub async fn admit(state: &AppState, key: &ApiKey, address: ClientAddress) -> Result<(), ApiError> {
    must_be_listed(&key.networks, address)?;
    let (id, replaced) = (SenderId::Key(key.id), key.ends_at.is_some());
    Ok(state.store.note_use(id, replaced, state.now()).await?)
}

/// Refuses what comes from elsewhere.
///
/// # Errors
/// `AddressWrong`.
pub fn must_be_listed(
    networks: &Networks,
    ClientAddress(address): ClientAddress,
) -> Result<(), ApiError> {
    if networks.allow(address) {
        Ok(())
    } else {
        Err(ApiError::AddressWrong(address))
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}
