//! The rail: the life of a call as a line with five stations, and a small sixth where it is used.

use crate::{
    components::moment::moment_name,
    i18n::{text, use_texts},
};
use domain::{DeliveryState, Moment};
use leptos::prelude::*;

/// How a station looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Look {
    /// Nothing happened there.
    #[default]
    Plain,
    /// The one that is meant.
    Chosen,
    /// The call was there, nothing was sent.
    Reached,
    /// Everything arrived.
    Done,
    /// Something waits.
    Waiting,
    /// Something failed.
    Failed,
}

impl Look {
    /// That of the station at which a single delivery stands so.
    #[must_use]
    pub const fn of(state: DeliveryState) -> Self {
        match state {
            DeliveryState::Scheduled | DeliveryState::Sending | DeliveryState::Retrying => {
                Self::Waiting
            }
            DeliveryState::Delivered => Self::Done,
            DeliveryState::Failed | DeliveryState::Expired | DeliveryState::Unanswered => {
                Self::Failed
            }
            DeliveryState::Cancelled => Self::Chosen,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "station",
            Self::Chosen => "station chosen",
            Self::Reached => "station reached",
            Self::Done => "station done",
            Self::Waiting => "station waiting",
            Self::Failed => "station failed",
        }
    }
}

/// A station of a rail that is only looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// Which.
    pub moment: Moment,
    /// How it looks.
    pub look: Look,
    /// What stands below its name: a time.
    pub note: String,
    /// How many deliveries stand how there.
    pub counts: String,
}

/// The stations of a rail on which one moment is meant, and how that one looks.
#[must_use]
pub fn stations_at(chosen: Moment, look: Look) -> Vec<Station> {
    Moment::ALL
        .iter()
        .filter(|moment| **moment != Moment::CallUpdated || chosen == Moment::CallUpdated)
        .map(|moment| Station {
            moment: *moment,
            look: if *moment == chosen { look } else { Look::Plain },
            note: String::new(),
            counts: String::new(),
        })
        .collect()
}

/// A rail to look at.
#[component]
pub fn Rail(
    stations: Vec<Station>,
    /// The station that is meant, where it is one of them.
    #[prop(optional)]
    meant: Option<Moment>,
) -> impl IntoView {
    let t = use_texts();
    let class = if stations.len() > 5 {
        "rail rail-six"
    } else {
        "rail"
    };
    let stations = stations
        .into_iter()
        .map(|station| {
            let mut class = station.look.class().to_owned();
            if meant == Some(station.moment) {
                class.push_str(" chosen");
            }
            view! {
                <li class=class>
                    <span>{moment_name(t, station.moment)}</span>
                    {(!station.note.is_empty()).then_some(view! { <small>{station.note}</small> })}
                    {(!station.counts.is_empty()).then_some(view! { <small class="station-counts">{station.counts}</small> })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class=class>{stations}</ol> }
}

/// A rail to choose on: a radio group, so that arrows move along it.
#[component]
pub fn RailPicker(
    /// The chosen moment.
    value: RwSignal<Moment>,
    /// The name of the group's inputs.
    name: &'static str,
    /// Whether it may not be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let t = use_texts();
    let stations = Moment::ALL
        .iter()
        .copied()
        .map(|moment| {
            let class = move || if value.get() == moment { "station chosen" } else { "station" };
            let hint = t.named(&format!("moment.hint.{}", moment.key()));
            view! {
                <label class=class title=hint>
                    <input type="radio" name=name value=moment.key() disabled=disabled
                        prop:checked=move || value.get() == moment checked=value.get_untracked() == moment
                        on:change=move |_| value.set(moment)/>
                    <span>{moment_name(t, moment)}</span>
                </label>
            }
        })
        .collect_view();
    view! { <div class="rail rail-six rail-picker" role="radiogroup" aria-label=t.get(text::MOMENT_LABEL)>{stations}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_station_of_a_failed_delivery_looks_failed() {
        let look = Look::of(DeliveryState::Failed);
        let stations = stations_at(Moment::AfterCall, look);
        let marked: Vec<(Moment, Look)> = stations
            .iter()
            .filter(|station| station.look != Look::Plain)
            .map(|station| (station.moment, station.look))
            .collect();
        assert_eq!(marked, [(Moment::AfterCall, Look::Failed)]);
    }
}
