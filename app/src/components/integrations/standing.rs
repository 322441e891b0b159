//! Whether an integration works, judged by its last deliveries.

use crate::i18n::{Key, text};
#[cfg(feature = "ssr")]
use domain::DeliveryState;
use serde::{Deserialize, Serialize};

/// How an integration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// The last one arrived.
    Delivering,
    /// The last one that ended did not arrive.
    Failing,
    /// The last one is tried again.
    Retrying,
    /// It is paused and holds what comes.
    Paused,
    /// Nothing was sent yet.
    Idle,
}

impl Standing {
    /// Judges by the states of the last deliveries, newest first.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn of(enabled: bool, recent: &[DeliveryState]) -> Self {
        if !enabled {
            return Self::Paused;
        }
        for state in recent {
            match state {
                DeliveryState::Delivered => return Self::Delivering,
                DeliveryState::Failed | DeliveryState::Expired | DeliveryState::Unanswered => {
                    return Self::Failing;
                }
                DeliveryState::Retrying => return Self::Retrying,
                // They say nothing about the receiver.
                DeliveryState::Scheduled | DeliveryState::Sending | DeliveryState::Cancelled => {}
            }
        }
        Self::Idle
    }

    /// The same beside an incident: while one lasts, no single try tells how it stands.
    #[must_use]
    pub const fn while_incident(self, lasts: bool) -> Self {
        if lasts { Self::Failing } else { self }
    }

    /// Whether what is open waits for something, rather than being on its way.
    #[must_use]
    pub const fn keeps_waiting(self) -> bool {
        matches!(self, Self::Failing | Self::Retrying | Self::Paused)
    }

    /// Its word.
    #[must_use]
    pub const fn word(self) -> Key {
        match self {
            Self::Delivering => text::INTEGRATIONS_STANDING_DELIVERING,
            Self::Failing => text::INTEGRATIONS_STANDING_FAILING,
            Self::Retrying => text::INTEGRATIONS_STANDING_RETRYING,
            Self::Paused => text::INTEGRATIONS_STANDING_PAUSED,
            Self::Idle => text::INTEGRATIONS_STANDING_IDLE,
        }
    }

    /// The class of its shape and colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Delivering => "state delivered",
            Self::Failing => "state failed",
            Self::Retrying => "state retrying",
            Self::Paused => "state held",
            Self::Idle => "state skipped",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeliveryState::{Delivered, Failed, Retrying, Scheduled};

    #[test]
    fn the_newest_delivery_that_says_something_decides() {
        assert_eq!(
            Standing::of(true, &[Scheduled, Failed, Delivered]),
            Standing::Failing
        );
        assert_eq!(
            Standing::of(true, &[Delivered, Failed]),
            Standing::Delivering
        );
        assert_eq!(
            Standing::of(true, &[Retrying, Delivered]),
            Standing::Retrying
        );
        assert_eq!(Standing::of(true, &[Scheduled]), Standing::Idle);
        assert_eq!(Standing::of(false, &[Failed]), Standing::Paused);
    }

    #[test]
    fn while_an_incident_lasts_a_retry_does_not_hide_it() {
        let standing = Standing::of(true, &[Retrying, Failed]);
        assert_eq!(standing.while_incident(true), Standing::Failing);
        assert_eq!(standing.while_incident(false), Standing::Retrying);
    }
}
