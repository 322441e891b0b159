//! What the inspector asks of the server.

use crate::{error::AppError, stamp::Stamp};
use domain::{InspectedId, signing::Verdict};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What an inspector received, and one of the requests whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// Its whole address, for the URL of an integration.
    pub address: String,
    /// All that is kept, newest first.
    pub lines: Vec<InspectedLine>,
    /// How many are kept at most.
    pub kept_max: u64,
    /// The one that was asked for, or the newest; none where it is not kept any more.
    pub shown: Option<InspectedView>,
}

/// A request in the list, without what may be large.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedLine {
    /// Which.
    pub id: InspectedId,
    /// When.
    pub received: Stamp,
    /// Its method.
    pub method: String,
    /// By what a person tells it from others: the beginning of what it carries.
    pub beginning: String,
}

/// A request that was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedView {
    /// Which.
    pub id: InspectedId,
    /// When.
    pub received: Stamp,
    /// Its method.
    pub method: String,
    /// Path and query behind the token.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body, as text.
    pub body: String,
    /// Whether the body was cut.
    pub body_cut: bool,
    /// What a receiver that checks Hookline's stamp would say.
    pub verdict: Verdict,
}

/// What an inspector received; only its own tenant finds it. `show` names the request that is
/// shown whole; an empty one means the newest.
#[server]
pub async fn inspect(token: String, show: String) -> Result<Inspection, AppError> {
    let scope = own_inspector(&token).await?;
    let lines = scope.tenant.list_inspected().await?;
    let wanted = if show.is_empty() {
        lines.first().map(|line| line.id)
    } else {
        show.parse().ok()
    };
    let shown = match wanted {
        Some(id) => scope.tenant.find_inspected(id).await?,
        None => None,
    };
    let shown = match shown {
        Some(request) => Some(server::whole(&scope, request).await?),
        None => None,
    };
    Ok(Inspection {
        address: format!("{}/inspect/{token}", scope.desk.policy().public_url),
        lines: lines
            .into_iter()
            .map(|line| InspectedLine::of(&scope, line))
            .collect(),
        kept_max: store::INSPECTED_KEPT_MAX,
        shown,
    })
}

/// Forgets what an inspector received.
#[server]
pub async fn clear_inspected(token: String) -> Result<(), AppError> {
    let scope = own_inspector(&token).await?.allowed(domain::Right::SetUp)?;
    Ok(scope.tenant.clear_inspected().await?)
}

/// Whole requests hold whole numbers: for roles that do not see them there is nothing here.
#[cfg(feature = "ssr")]
async fn own_inspector(token: &str) -> Result<crate::session::Scope, AppError> {
    let scope = crate::session::require_seat()?;
    if scope.tenant.inspector_token().await? == token {
        scope.allowed(domain::Right::SeeNumbers)
    } else {
        Err(AppError::NotFound.answered())
    }
}

#[cfg(feature = "ssr")]
mod server {
    //! From rows of the store to what a person reads.

    use super::{InspectedLine, InspectedView};
    use crate::{error::AppError, session::Scope};

    impl InspectedLine {
        /// A row of the store for the eyes of whoever asks.
        #[must_use]
        pub fn of(scope: &Scope, line: store::InspectedLine) -> Self {
            Self {
                id: line.id,
                received: scope.stamp(line.received_at),
                method: line.method,
                beginning: format!("{} {}", line.url, line.body).trim().to_owned(),
            }
        }
    }

    pub async fn whole(
        scope: &Scope,
        request: store::InspectedRequest,
    ) -> Result<InspectedView, AppError> {
        let tenant = scope.seat.tenant.id;
        let verdict = scope.desk.check_stamp(tenant, &request).await?;
        Ok(InspectedView {
            verdict,
            id: request.id,
            received: scope.stamp(request.received_at),
            method: request.method,
            url: request.url,
            headers: request.headers,
            body: request.body,
            body_cut: request.body_cut,
        })
    }
}
