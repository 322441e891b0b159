//! Bars over time, stacked by state: drawn as SVG on the server, told apart without colour by
//! their patterns, and told as a table behind them.

use crate::i18n::{Key, Texts, text, use_texts};
#[cfg(feature = "ssr")]
use domain::DeliveryState;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How wide a bar is drawn, with its gap.
const STEP: i64 = 10;
/// How wide the gap is.
const GAP: i64 = 2;
/// How high the highest bar is drawn.
const HEIGHT: i64 = 100;
/// What can still be seen.
const HEIGHT_MIN: i64 = 7;

/// A state as the bars show it, from the bottom up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BarState {
    /// It arrived.
    Delivered,
    /// It is on its way.
    Waiting,
    /// It is tried again.
    Retrying,
    /// It waits for a person.
    Held,
    /// It did not arrive.
    Failed,
}

impl BarState {
    /// All of them, from the bottom up.
    pub const ALL: [Self; 5] = [
        Self::Delivered,
        Self::Waiting,
        Self::Retrying,
        Self::Held,
        Self::Failed,
    ];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> Key {
        match self {
            Self::Delivered => text::STATE_DELIVERED,
            Self::Waiting => text::OVERVIEW_ON_ITS_WAY,
            Self::Retrying => text::OVERVIEW_TRIED_AGAIN,
            Self::Held => text::STATE_HELD,
            Self::Failed => text::STATE_FAILED,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Delivered => "bar delivered",
            Self::Waiting => "bar waiting",
            Self::Retrying => "bar retrying",
            Self::Held => "bar held",
            Self::Failed => "bar failed",
        }
    }

    /// What it is filled with; the patterns are drawn once for the page.
    const fn fill(self) -> &'static str {
        match self {
            Self::Delivered => "currentColor",
            Self::Waiting => "url(#bar-waiting)",
            Self::Retrying => "url(#bar-retrying)",
            Self::Held => "url(#bar-held)",
            Self::Failed => "url(#bar-failed)",
        }
    }

    /// That of a delivery that is over; none where it was called off.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub const fn of_final(state: DeliveryState) -> Option<Self> {
        match state {
            DeliveryState::Delivered => Some(Self::Delivered),
            DeliveryState::Failed | DeliveryState::Expired | DeliveryState::Unanswered => {
                Some(Self::Failed)
            }
            DeliveryState::Cancelled
            | DeliveryState::Scheduled
            | DeliveryState::Sending
            | DeliveryState::Retrying => None,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<store::PulseState> for BarState {
    fn from(state: store::PulseState) -> Self {
        match state {
            store::PulseState::Delivered => Self::Delivered,
            store::PulseState::Waiting => Self::Waiting,
            store::PulseState::Retrying => Self::Retrying,
            store::PulseState::Held => Self::Held,
            store::PulseState::Failed => Self::Failed,
        }
    }
}

/// What a span of time holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// The clock at which it begins.
    pub from: String,
    /// How many of each state there are; none of a state that is not named.
    pub counts: Vec<(BarState, i64)>,
}

impl Bar {
    /// An empty one.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub const fn at(from: String) -> Self {
        Self {
            from,
            counts: Vec::new(),
        }
    }

    /// Adds to a state.
    #[cfg(feature = "ssr")]
    pub fn add(&mut self, state: BarState, by: i64) {
        match self.counts.iter_mut().find(|(known, _)| *known == state) {
            Some((_, count)) => *count += by,
            None => self.counts.push((state, by)),
        }
    }

    fn of(&self, state: BarState) -> i64 {
        let counts = self.counts.iter();
        counts
            .filter(|(known, _)| *known == state)
            .map(|(_, count)| count)
            .sum()
    }

    /// All of it.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// `12:04 · Delivered 3 · Failed 1`.
    fn title(&self, t: Texts) -> String {
        let counts = BarState::ALL.iter().filter_map(|state| {
            let count = self.of(*state);
            (count > 0).then(|| format!("{} {}", t.get(state.word()), t.number(count)))
        });
        let words: Vec<String> = std::iter::once(self.from.clone()).chain(counts).collect();
        words.join(" · ")
    }
}

/// The strip. It reads itself aloud as one sentence.
#[component]
pub fn Bars(
    /// The oldest first.
    bars: Vec<Bar>,
    /// How many the highest bar stands for; at least the fullest one.
    #[prop(optional)]
    most: i64,
) -> impl IntoView {
    let t = use_texts();
    let most = bars
        .iter()
        .map(Bar::total)
        .max()
        .unwrap_or(0)
        .max(most)
        .max(1);
    let label = summary(t, &bars);
    let width = i64::try_from(bars.len()).unwrap_or(i64::MAX) * STEP;
    let drawn = bars
        .iter()
        .enumerate()
        .map(|(index, bar)| draw(t, i64::try_from(index).unwrap_or(0) * STEP, bar, most))
        .collect_view();
    view! {
        <svg class="bars" viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
            {drawn}
        </svg>
    }
}

/// One bar, with what it says when it is pointed at.
fn draw(t: Texts, x: i64, bar: &Bar, most: i64) -> AnyView {
    let mut top = HEIGHT;
    let pieces = BarState::ALL.iter().filter_map(|state| {
        let count = bar.of(*state);
        if count == 0 {
            return None;
        }
        let height = (count * HEIGHT / most).max(HEIGHT_MIN).min(top);
        top -= height;
        let width = STEP - GAP;
        Some(view! { <rect class=state.class() x=x.to_string() y=top.to_string() width=width.to_string() height=height.to_string() fill=state.fill()></rect> })
    });
    let pieces = pieces.collect_view();
    view! {
        <g>
            <title>{bar.title(t)}</title>
            <rect class="bar-ground" x=x.to_string() y="0" width=STEP.to_string() height=HEIGHT.to_string()></rect>
            {pieces}
        </g>
    }
    .into_any()
}

/// How many of each state all bars hold.
fn summary(t: Texts, bars: &[Bar]) -> String {
    let counts = BarState::ALL.iter().filter_map(|state| {
        let count: i64 = bars.iter().map(|bar| bar.of(*state)).sum();
        (count > 0).then(|| format!("{} {}", t.get(state.word()), t.number(count)))
    });
    let counts: Vec<String> = counts.collect();
    if counts.is_empty() {
        t.get(text::OVERVIEW_NOTHING_SENT).to_owned()
    } else {
        counts.join(", ")
    }
}

/// The patterns that all bars of the page are filled with.
#[component]
pub fn Patterns() -> impl IntoView {
    view! {
        <svg class="bar-patterns" width="0" height="0" aria-hidden="true" focusable="false">
            <defs>
                <pattern id="bar-waiting" class="bar waiting" width="6" height="6" patternUnits="userSpaceOnUse">
                    <rect width="6" height="6" fill="currentColor" fill-opacity=".25"></rect>
                    <circle cx="3" cy="3" r="1.4" fill="currentColor"></circle>
                </pattern>
                <pattern id="bar-retrying" class="bar retrying" width="6" height="8" patternUnits="userSpaceOnUse">
                    <rect width="6" height="8" fill="currentColor" fill-opacity=".25"></rect>
                    <rect width="6" height="4" fill="currentColor"></rect>
                </pattern>
                <pattern id="bar-held" class="bar held" width="4" height="8" patternUnits="userSpaceOnUse">
                    <rect width="4" height="8" fill="currentColor" fill-opacity=".25"></rect>
                    <rect width="2" height="8" fill="currentColor"></rect>
                </pattern>
                <pattern id="bar-failed" class="bar failed" width="8" height="8" patternUnits="userSpaceOnUse">
                    <rect width="8" height="8" fill="currentColor" fill-opacity=".35"></rect>
                    <path d="M-2 2l4-4M0 8l8-8M6 10l4-4" stroke="currentColor" stroke-width="2.4"></path>
                </pattern>
            </defs>
        </svg>
    }
}

/// What the patterns mean.
#[component]
pub fn Legend(states: &'static [BarState]) -> impl IntoView {
    let t = use_texts();
    let entries = states
        .iter()
        .map(|state| {
            view! {
                <li>
                    <svg class="bar-swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
                        <rect class=state.class() width="12" height="12" fill=state.fill()></rect>
                    </svg>
                    {t.get(state.word())}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="bar-legend">{entries}</ul> }
}

/// The same as a table: only the spans in which something was.
#[component]
pub fn BarTable(bars: Vec<Bar>, states: &'static [BarState]) -> impl IntoView {
    let t = use_texts();
    let heads = states
        .iter()
        .map(|state| view! { <th scope="col" class="number">{t.get(state.word())}</th> })
        .collect_view();
    let rows = bars
        .into_iter()
        .filter(|bar| bar.total() > 0)
        .map(|bar| {
            let cells = states
                .iter()
                .map(|state| view! { <td class="number">{t.number(bar.of(*state))}</td> })
                .collect_view();
            view! { <tr><th scope="row">{bar.from.clone()}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="bar-table">
            <thead><tr><th scope="col">{t.get(text::DELIVERIES_COLUMN_TIME)}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn a_bar_says_what_it_holds_from_the_bottom_up() {
        let t = Texts::of(Language::En);
        let mut bar = Bar::at("12:04".to_owned());
        bar.add(BarState::Failed, 1);
        bar.add(BarState::Delivered, 2);
        bar.add(BarState::Delivered, 1);
        assert_eq!(bar.title(t), "12:04 · Delivered 3 · Failed 1");
        assert_eq!(summary(t, &[bar.clone(), bar]), "Delivered 6, Failed 2");
        assert_eq!(summary(t, &[]), t.get(text::OVERVIEW_NOTHING_SENT));
    }
}
