//! The state of a delivery or of an integration: a word, a shape and a colour.

use crate::{
    i18n::{Texts, text, use_texts},
    stamp::span,
};
use domain::DeliveryState;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What a badge shows of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryStanding {
    /// Its state.
    pub state: DeliveryState,
    /// Whether it waits because its integration is paused.
    pub held: bool,
    /// Whether it waits for the recording of its call.
    pub awaits_recording: bool,
    /// How long until the next try, in milliseconds, where one is planned.
    pub next_try_in_ms: Option<i64>,
}

impl DeliveryStanding {
    /// The word, with the time of the next try.
    #[must_use]
    pub fn word(&self, t: Texts) -> String {
        if self.held {
            return t.get(text::STATE_HELD).to_owned();
        }
        if self.awaits_recording {
            return t.get(text::STATE_AWAITS_RECORDING).to_owned();
        }
        match (self.state, self.next_try_in_ms) {
            (DeliveryState::Retrying, Some(ms)) if ms > 0 => {
                t.with(text::STATE_RETRY_IN, &[("time", &span(t, ms))])
            }
            (DeliveryState::Retrying, Some(_)) => t.get(text::STATE_RETRY_NOW).to_owned(),
            (state, _) => t.named(&format!("state.{}", state.key())),
        }
    }

    /// The word without any time, by which those that stand alike are counted.
    #[must_use]
    pub fn kind(&self, t: Texts) -> String {
        if self.held {
            t.get(text::STATE_HELD).to_owned()
        } else {
            t.named(&format!("state.{}", self.state.key()))
        }
    }

    /// The class of shape and colour.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        if self.held {
            "state held"
        } else {
            state_class(self.state)
        }
    }
}

/// The class of shape and colour of a state.
#[must_use]
pub const fn state_class(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Scheduled | DeliveryState::Sending => "state waiting",
        DeliveryState::Retrying => "state retrying",
        DeliveryState::Delivered => "state delivered",
        DeliveryState::Failed => "state failed",
        DeliveryState::Expired | DeliveryState::Unanswered => "state expired",
        DeliveryState::Cancelled => "state skipped",
    }
}

/// The badge of a delivery.
#[component]
pub fn StateBadge(standing: DeliveryStanding) -> impl IntoView {
    let t = use_texts();
    view! { <span class=standing.class()>{standing.word(t)}</span> }
}
