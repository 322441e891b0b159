//! Whether a tenant is well, in one word.

use crate::i18n::{Texts, text};
use serde::{Deserialize, Serialize};

/// Without an event for so long a tenant with integrations is called quiet, in milliseconds.
#[cfg(feature = "ssr")]
const QUIET_AFTER_MS: i64 = 3 * 24 * 3_600_000;

/// How a tenant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TenantState {
    /// Its deliveries are held back.
    Suspended,
    /// So many of its integrations fail.
    Failing(i64),
    /// Calls come in and go out.
    Working,
    /// It has integrations, but its telephony reports nothing any more.
    Quiet,
    /// It has integrations, and no call was ever reported.
    Unheard,
    /// It has set up nothing yet.
    New,
}

impl TenantState {
    /// Judges by what is counted.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn of(standing: &store::TenantStanding, now: i64) -> Self {
        if standing.tenant.suspended.is_some() {
            Self::Suspended
        } else if standing.failing > 0 {
            Self::Failing(standing.failing)
        } else if standing.integrations == 0 {
            Self::New
        } else {
            match standing.last_event_at {
                None => Self::Unheard,
                Some(at) if at > now - QUIET_AFTER_MS => Self::Working,
                Some(_) => Self::Quiet,
            }
        }
    }

    /// Its word.
    #[must_use]
    pub fn word(self, t: Texts) -> String {
        match self {
            Self::Suspended => t.get(text::STAFF_STATE_SUSPENDED).to_owned(),
            Self::Failing(count) => t.count(text::STAFF_STATE_FAILING, count),
            Self::Working => t.get(text::STAFF_STATE_WORKING).to_owned(),
            Self::Quiet => t.get(text::STAFF_STATE_QUIET).to_owned(),
            Self::Unheard => t.get(text::STAFF_STATE_UNHEARD).to_owned(),
            Self::New => t.get(text::STAFF_STATE_NEW).to_owned(),
        }
    }

    /// The class of its shape and colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Suspended => "state held",
            Self::Failing(_) => "state failed",
            Self::Working => "state delivered",
            Self::Quiet | Self::Unheard => "state waiting",
            Self::New => "state skipped",
        }
    }
}
