//! Times and spans as a person reads them. The server knows the zones; the browser gets ready
//! texts, so that both render the same.

use crate::i18n::{Texts, text};
use serde::{Deserialize, Serialize};

/// An instant on the tenant's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// Short: the clock today, the day and the clock before.
    pub text: String,
    /// To the millisecond, with the offset; also fit for `datetime`.
    pub exact: String,
}

/// A span such as `84 ms`, `1.2 s`, `3 min`, `2 h` or `4 d`, with one digit where it matters.
#[must_use]
pub fn span(t: Texts, ms: i64) -> String {
    let ms = ms.max(0);
    let (key, number) = match ms {
        0..1_000 => (text::COMMON_UNIT_MS, ms.to_string()),
        1_000..10_000 => (text::COMMON_UNIT_S, tenths(t, ms / 100)),
        10_000..60_000 => (text::COMMON_UNIT_S, (ms / 1_000).to_string()),
        60_000..3_600_000 => (text::COMMON_UNIT_MIN, (ms / 60_000).to_string()),
        3_600_000..172_800_000 => (text::COMMON_UNIT_H, (ms / 3_600_000).to_string()),
        _ => (text::COMMON_UNIT_DAY, (ms / 86_400_000).to_string()),
    };
    t.with(key, &[("n", &number)])
}

fn tenths(t: Texts, tenths: i64) -> String {
    let point = t.get(text::COMMON_DECIMAL_POINT);
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}{point}{part}"),
    }
}

#[cfg(feature = "ssr")]
pub use server::{clock, date, date_end, day_and_clock, day_and_year, day_start, stamp};

#[cfg(feature = "ssr")]
mod server {
    //! The half that knows time zones.

    use super::Stamp;
    use crate::i18n::{Texts, text};
    use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

    /// An instant on the clock of a zone; `now` decides whether the day is said.
    #[must_use]
    pub fn stamp(t: Texts, zone: &str, at_ms: i64, now: i64) -> Stamp {
        let at = on_clock(zone, at_ms);
        let today = on_clock(zone, now);
        let clock = at.strftime("%H:%M:%S");
        let text = if at.date() == today.date() {
            clock.to_string()
        } else if at.year() == today.year() {
            format!("{} {clock}", day(t, &at))
        } else {
            format!("{} {} {clock}", day(t, &at), at.year())
        };
        Stamp {
            at_ms,
            text,
            exact: at.strftime("%Y-%m-%d %H:%M:%S%.3f%:z").to_string(),
        }
    }

    /// Hours and minutes on the clock of a zone.
    #[must_use]
    pub fn clock(zone: &str, at_ms: i64) -> String {
        on_clock(zone, at_ms).strftime("%H:%M").to_string()
    }

    /// Day, year and clock, for whoever reads it some day.
    #[must_use]
    pub fn day_and_clock(t: Texts, zone: &str, at_ms: i64) -> String {
        let at = on_clock(zone, at_ms);
        format!("{} {}", day(t, &at), at.strftime("%Y %H:%M"))
    }

    /// Day and year of an instant.
    #[must_use]
    pub fn day_and_year(t: Texts, zone: &str, at_ms: i64) -> String {
        let at = on_clock(zone, at_ms);
        format!("{} {}", day(t, &at), at.year())
    }

    fn day(t: Texts, at: &Zoned) -> String {
        let month = t.named(&format!("common.month.{}", at.month()));
        let day = at.day().to_string();
        t.with(text::COMMON_DAY, &[("day", &day), ("month", &month)])
    }

    /// When the day began that is `days_before` today in a zone, in milliseconds.
    #[must_use]
    pub fn day_start(zone: &str, now: i64, days_before: i8) -> i64 {
        let today = on_clock(zone, now);
        today
            .checked_sub(jiff::Span::new().days(days_before))
            .and_then(|day| day.start_of_day())
            .map_or(now, |start| start.timestamp().as_millisecond())
    }

    /// The day of an instant on the clock of a zone, such as `2026-12-31`.
    #[must_use]
    pub fn date(zone: &str, at_ms: i64) -> String {
        on_clock(zone, at_ms).date().to_string()
    }

    /// The first instant after a day such as `2026-12-31` in a zone, in milliseconds; nothing
    /// where it is no day.
    #[must_use]
    pub fn date_end(zone: &str, day: &str) -> Option<i64> {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let next = day.parse::<Date>().ok()?.tomorrow().ok()?;
        let start = next.to_zoned(zone).ok()?;
        Some(start.timestamp().as_millisecond())
    }

    /// A zone that is not known reads as UTC, which the offset in the exact time tells.
    fn on_clock(zone: &str, at_ms: i64) -> Zoned {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        Timestamp::from_millisecond(at_ms)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_zoned(zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn a_span_is_short_and_in_the_readers_words() {
        let spans = |language| {
            [84, 1_240, 9_000, 61_000, 7_200_000, 400_000_000]
                .map(|ms| span(Texts::of(language), ms))
        };
        assert_eq!(
            spans(Language::En),
            ["84 ms", "1.2 s", "9 s", "1 min", "2 h", "4 d"]
        );
        assert_eq!(spans(Language::Uk)[1], "1,2 с");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_day_is_said_only_where_it_is_not_today() {
        let t = Texts::of(Language::En);
        let now = 1_772_871_785_208;
        assert_eq!(stamp(t, "Europe/Kyiv", now, now).text, "10:23:05");
        assert_eq!(
            stamp(t, "Europe/Kyiv", now, now).exact,
            "2026-03-07 10:23:05.208+02:00"
        );
        assert_eq!(
            stamp(t, "Europe/Kyiv", now - 86_400_000, now).text,
            "6 Mar 10:23:05"
        );
        assert_eq!(day_and_clock(t, "Europe/Kyiv", now), "7 Mar 2026 10:23");
        assert_eq!(
            stamp(t, "nowhere", now - 400 * 86_400_000, now).text,
            "31 Jan 2025 08:23:05"
        );
        let end = date_end("Europe/Kyiv", "2026-12-31").expect("a day");
        assert_eq!(date("Europe/Kyiv", end - 1), "2026-12-31");
        assert_eq!(date("Europe/Kyiv", end), "2027-01-01");
        assert_eq!(date_end("Europe/Kyiv", "31.12.2026"), None);
        assert_eq!(
            stamp(t, "Europe/Kyiv", day_start("Europe/Kyiv", now, 1), now).text,
            "6 Mar 00:00:00"
        );
    }
}
