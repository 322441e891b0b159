//! The pulse: a strip of ticks, one for each delivery, the oldest at the left.

use crate::i18n::{text, use_texts};
use domain::DeliveryState;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// One delivery as a tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// How it stands.
    pub state: DeliveryState,
    /// When it was accepted, as a person reads it.
    pub time: String,
}

/// The strip; it reads itself aloud as one sentence.
#[component]
pub fn Pulse(ticks: Vec<Tick>) -> impl IntoView {
    let t = use_texts();
    let count = |wanted: fn(DeliveryState) -> bool| {
        let found = ticks.iter().filter(|tick| wanted(tick.state)).count();
        t.number(i64::try_from(found).unwrap_or(i64::MAX))
    };
    let label = t.with(
        text::INTEGRATIONS_PULSE,
        &[
            (
                "delivered",
                &count(|state| state == DeliveryState::Delivered),
            ),
            (
                "failed",
                &count(|state| state.is_final() && state != DeliveryState::Delivered),
            ),
            ("open", &count(|state| !state.is_final())),
        ],
    );
    let ticks = ticks
        .into_iter()
        .map(|tick| {
            let word = t.named(&format!("state.{}", tick.state.key()));
            view! { <i class=tick_class(tick.state) title=format!("{word} · {}", tick.time)></i> }
        })
        .collect_view();
    view! { <span class="pulse" role="img" aria-label=label>{ticks}</span> }
}

const fn tick_class(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Delivered => "tick delivered",
        DeliveryState::Failed | DeliveryState::Expired | DeliveryState::Unanswered => "tick failed",
        DeliveryState::Retrying => "tick retrying",
        DeliveryState::Scheduled | DeliveryState::Sending => "tick waiting",
        DeliveryState::Cancelled => "tick skipped",
    }
}
