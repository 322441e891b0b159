//! The catalogue of moments: the points of a call's life at which an integration may fire.

use crate::catalogue::catalogue;

catalogue! {
    /// A point in a call's life at which an integration may fire.
    pub enum Moment {
        /// The call reached the tracking number, nobody rings yet.
        BeforeCall = "before_call",
        /// A step of the forwarding scheme begins.
        ForwardingStep = "forwarding_step",
        /// Somebody picked up.
        Answered = "answered",
        /// The call is over; nearly all data is known.
        AfterCall = "after_call",
        /// The call-rating menu is finished.
        AfterRating = "after_rating",
        /// A fact came late: a recording, a transcript, a tag, a comment.
        CallUpdated = "call_updated",
    }
}

catalogue! {
    /// How long a delivery is worth sending, and how it is retried.
    pub enum Class {
        /// Pops a card on a screen: worthless half a minute later.
        Live = "live",
        /// The record of the call: must arrive, even days later.
        Durable = "durable",
    }
}

impl Moment {
    /// The class of deliveries that this moment owes.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::BeforeCall | Self::ForwardingStep | Self::Answered => Class::Live,
            Self::AfterCall | Self::AfterRating | Self::CallUpdated => Class::Durable,
        }
    }

    /// Its station on the rail, from 0.
    #[must_use]
    pub const fn station(self) -> usize {
        match self {
            Self::BeforeCall => 0,
            Self::ForwardingStep => 1,
            Self::Answered => 2,
            Self::AfterCall => 3,
            Self::AfterRating => 4,
            Self::CallUpdated => 5,
        }
    }
}

impl Class {
    /// After this long since acceptance a delivery is given up, in milliseconds.
    #[must_use]
    pub const fn gives_up_after_ms(self) -> i64 {
        match self {
            Self::Live => 30_000,
            Self::Durable => 72 * 3_600_000,
        }
    }
}
