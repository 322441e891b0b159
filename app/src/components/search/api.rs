//! What the search finds on the server: integrations, calls and deliveries.

use crate::error::AppError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How many of each kind are shown.
#[cfg(feature = "ssr")]
const SHOWN: usize = 5;
/// Longest text that is searched for, in characters.
#[cfg(feature = "ssr")]
const CHARS_MAX: usize = 200;

/// What something found is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A page of the portal.
    Page,
    /// A guide.
    Guide,
    /// An integration.
    Integration,
    /// A call.
    Call,
    /// A delivery.
    Delivery,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// By what a person knows it.
    pub title: String,
    /// What tells it from others.
    pub detail: String,
    /// Where it is.
    pub href: String,
}

/// Integrations by a part of their name, calls by number or ID, deliveries by ID.
#[server]
pub async fn search(text: String) -> Result<Vec<Found>, AppError> {
    let scope = crate::session::require_seat()?;
    let text = text.trim();
    if text.is_empty() || text.chars().count() > CHARS_MAX {
        return Ok(Vec::new());
    }
    let mut found = server::integrations(&scope, text).await?;
    found.extend(server::calls(&scope, text).await?);
    found.extend(server::delivery(&scope, text).await?);
    Ok(found)
}

#[cfg(feature = "ssr")]
mod server {
    //! One question for each kind.

    use super::{Found, Kind, SHOWN};
    use crate::{
        address, components::calls::api::CallLine, components::deliveries::line::DeliveryLine,
        error::AppError, session::Scope,
    };
    use domain::DeliveryId;
    use store::{CallFilter, CallSearch, StoreError};

    pub(super) async fn integrations(scope: &Scope, text: &str) -> Result<Vec<Found>, AppError> {
        let text = text.to_lowercase();
        let names = scope.tenant.list_integration_names().await?;
        let matching = names
            .into_iter()
            .filter(|(_, name)| name.to_lowercase().contains(&text));
        let found = matching.take(SHOWN).map(|(id, name)| Found {
            kind: Kind::Integration,
            title: name,
            detail: String::new(),
            href: format!("/integrations/{id}"),
        });
        Ok(found.collect())
    }

    pub(super) async fn calls(scope: &Scope, text: &str) -> Result<Vec<Found>, AppError> {
        let phone = scope.searched_phone(text).await?;
        let filter = CallFilter {
            search: Some(CallSearch {
                call_id: text,
                phone: &phone,
            }),
            ..CallFilter::default()
        };
        let limit = u64::try_from(SHOWN).unwrap_or(u64::MAX);
        let page = scope.tenant.list_calls(&filter, None, limit).await?;
        let found = page.items.iter().map(|row| {
            let line = CallLine::of(scope, row);
            Found {
                kind: Kind::Call,
                title: line.phone.unwrap_or_else(|| line.call_id.clone()),
                detail: format!("{} · {}", line.first.text, line.call_id),
                href: address::of_call(&line.call_id),
            }
        });
        Ok(found.collect())
    }

    pub(super) async fn delivery(scope: &Scope, text: &str) -> Result<Option<Found>, AppError> {
        let Ok(id) = text.parse::<DeliveryId>() else {
            return Ok(None);
        };
        let detail = match scope.tenant.get_delivery(id).await {
            Ok(detail) => detail,
            Err(StoreError::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let line = DeliveryLine::of(scope, detail.row);
        Ok(Some(Found {
            kind: Kind::Delivery,
            title: line.integration_name,
            detail: format!("{} · {id}", line.accepted.text),
            href: format!("/deliveries/{id}"),
        }))
    }
}
