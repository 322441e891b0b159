//! What became of deliveries, hour by hour: bars of delivered and not delivered, drawn on the
//! server.

use crate::{
    i18n::{Texts, text, use_texts},
    stamp::Stamp,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The size of the drawing, in its own units; a page stretches it.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 120.0;
/// How much of its place a bar fills.
const FILLED: f64 = 0.72;
/// Every so many bars the hour is written below.
const LABELLED_EVERY: usize = 6;

/// The deliveries of an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    /// When it began.
    pub began: Stamp,
    /// Those that arrived.
    pub delivered: i64,
    /// Those that ended otherwise.
    pub failed: i64,
}

/// The bars with their axis and legend.
#[component]
pub fn HourBars(hours: Vec<Hour>) -> impl IntoView {
    let t = use_texts();
    let most = hours.iter().map(|hour| hour.delivered + hour.failed).max();
    let most = most.unwrap_or_default().max(1);
    let total = |count: fn(&Hour) -> i64| t.number(hours.iter().map(count).sum());
    let (delivered, failed) = (total(|hour| hour.delivered), total(|hour| hour.failed));
    let label = t.with(
        text::HOURS_LABEL,
        &[("delivered", &delivered), ("failed", &failed)],
    );
    let count = hours.len();
    let marks = marks(t, &hours).into_iter().map(|(clock, day)| {
        let class = day.is_some().then_some("hours-day");
        view! { <span class=class>{clock}{day.map(|day| view! { <small>{day}</small> })}</span> }
    });
    let marks = marks.collect_view();
    let bars = hours
        .into_iter()
        .enumerate()
        .map(|(index, hour)| view! { <Bar hour index count most/> });
    view! {
        <figure class="hours">
            <div class="hours-scale"><span>{t.number(most)}</span><span>"0"</span></div>
            <svg class="hours-bars" viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
                {bars.collect_view()}
            </svg>
            <div class="hours-axis" aria-hidden="true">{marks}</div>
            <figcaption class="hours-legend">
                <span class="state delivered">{t.get(text::HOURS_DELIVERED)}" "{delivered}</span>
                <span class="state failed">{t.get(text::HOURS_FAILED)}" "{failed}</span>
            </figcaption>
        </figure>
    }
}

/// What is written below the bars: clocks, the first of each day with that day.
fn marks(t: Texts, hours: &[Hour]) -> Vec<(String, Option<String>)> {
    let mut before = None;
    let marked = hours.iter().step_by(LABELLED_EVERY).filter_map(|hour| {
        let clock = hour.began.text.rsplit(' ').next()?.get(..5)?.to_owned();
        let today = day(t, &hour.began.exact);
        let is_other = today != before;
        before.clone_from(&today);
        Some((clock, today.filter(|_| is_other)))
    });
    marked.collect()
}

/// The day of an exact time, such as `26 Nov`.
fn day(t: Texts, exact: &str) -> Option<String> {
    let mut parts = exact.get(..10)?.split('-').skip(1);
    let (month, day): (u8, u8) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let month = t.named(&format!("common.month.{month}"));
    let arguments = [("day", day.to_string()), ("month", month)];
    let arguments = arguments
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    Some(t.with(text::COMMON_DAY, &arguments))
}

#[component]
fn Bar(hour: Hour, index: usize, count: usize, most: i64) -> impl IntoView {
    let t = use_texts();
    let title = t.with(
        text::HOURS_BAR,
        &[
            ("hour", &hour.began.text),
            ("delivered", &t.number(hour.delivered)),
            ("failed", &t.number(hour.failed)),
        ],
    );
    let place = WIDTH / as_float(count.max(1));
    let x = place * as_float(index) + place * (1.0 - FILLED) / 2.0;
    let tall = |part: i64| HEIGHT * as_float(part) / as_float(most);
    let (delivered, failed) = (tall(hour.delivered), tall(hour.failed));
    let rectangle = move |class: &'static str, from: f64, height: f64| {
        view! { <rect class=class x=format!("{x:.1}") y=format!("{:.1}", HEIGHT - from - height) width=format!("{:.1}", place * FILLED) height=format!("{height:.1}")></rect> }
    };
    view! {
        <g>
            <title>{title}</title>
            <rect class="hours-place" x=format!("{x:.1}") y="0" width=format!("{:.1}", place * FILLED) height=HEIGHT.to_string()></rect>
            {rectangle("hours-delivered", 0.0, delivered)}
            {rectangle("hours-failed", delivered, failed)}
        </g>
    }
}

/// Counts of a drawing are small enough to be told exactly.
fn as_float(count: impl TryInto<u32>) -> f64 {
    count.try_into().map_or(f64::from(u32::MAX), f64::from)
}

/// The hours from `since` on, the empty ones too.
#[cfg(feature = "ssr")]
#[must_use]
pub fn filled(
    rows: &[store::HourRow],
    since: i64,
    now: i64,
    stamp: impl Fn(i64) -> Stamp,
) -> Vec<Hour> {
    use domain::DeliveryState;
    let hours = (since.div_euclid(HOUR_MS)..=now.div_euclid(HOUR_MS)).map(|hour| hour * HOUR_MS);
    let of = |hour_at: i64, wanted: fn(DeliveryState) -> bool| {
        let rows = rows.iter();
        let wanted = rows.filter(|row| row.hour_at == hour_at && wanted(row.state));
        wanted.map(|row| row.deliveries).sum::<i64>()
    };
    hours
        .map(|hour_at| Hour {
            began: stamp(hour_at),
            delivered: of(hour_at, |state| state == DeliveryState::Delivered),
            failed: of(hour_at, |state| {
                !matches!(state, DeliveryState::Delivered | DeliveryState::Cancelled)
            }),
        })
        .collect()
}

/// An hour, in milliseconds.
#[cfg(feature = "ssr")]
pub const HOUR_MS: i64 = 3_600_000;

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::DeliveryState;
    use store::HourRow;

    #[test]
    fn the_day_is_said_at_its_first_mark() {
        let hour = |hour: i64| {
            let at = crate::stamp::stamp(Texts::of(domain::Language::En), "UTC", hour * HOUR_MS, 0);
            Hour {
                began: at,
                delivered: 0,
                failed: 0,
            }
        };
        let hours: Vec<Hour> = (21..40).map(hour).collect();
        let told = marks(Texts::of(domain::Language::En), &hours);
        let told: Vec<_> = told
            .iter()
            .map(|(clock, day)| (clock.as_str(), day.as_deref()))
            .collect();
        let marks = [
            ("21:00", Some("1 Jan")),
            ("03:00", Some("2 Jan")),
            ("09:00", None),
            ("15:00", None),
        ];
        assert_eq!(told, marks);
    }

    #[test]
    fn an_hour_without_deliveries_has_its_place() {
        let row = |hour_at, state, deliveries| HourRow {
            hour_at,
            state,
            deliveries,
        };
        let rows = [
            row(0, DeliveryState::Delivered, 3),
            row(0, DeliveryState::Cancelled, 9),
            row(2 * HOUR_MS, DeliveryState::Failed, 1),
            row(2 * HOUR_MS, DeliveryState::Expired, 1),
        ];
        let stamp = |at_ms: i64| Stamp {
            at_ms,
            text: String::new(),
            exact: String::new(),
        };
        let hours = filled(&rows, 0, 2 * HOUR_MS + 1, stamp);
        let counts: Vec<_> = hours
            .iter()
            .map(|hour| (hour.delivered, hour.failed))
            .collect();
        assert_eq!(counts, [(3, 0), (0, 0), (0, 2)]);
    }
}
