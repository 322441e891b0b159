//! Times as telephony platforms write them, read with the tenant's zone.

use domain::Time;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// Times before 2000 or after 2100 are mistakes, in milliseconds since 1970.
const SANE_MS: std::ops::Range<i64> = 946_684_800_000..4_102_444_800_000;
/// Numbers below it are seconds; no date before the year 5000 is as large in seconds.
const SECONDS_BELOW: i64 = 100_000_000_000;
/// Numbers below it are milliseconds, others microseconds.
const MILLIS_BELOW: i64 = 100_000_000_000_000;

/// What is expected where a time cannot be read.
pub const EXPECTED: &str = "a time as RFC 3339, `YYYY-MM-DD HH:MM:SS` in the tenant's zone, or Unix seconds or milliseconds";

/// The instant in `text`, with the offset of `zone` at it.
#[must_use]
pub fn read(text: &str, zone: &TimeZone) -> Option<Time> {
    let text = text.trim();
    let at_ms = unix_ms(text).or_else(|| written_ms(text, zone))?;
    SANE_MS.contains(&at_ms).then(|| at(at_ms, zone))
}

/// An instant with the offset of `zone` at it.
#[must_use]
pub fn at(at_ms: i64, zone: &TimeZone) -> Time {
    let offset_s = Timestamp::from_millisecond(at_ms).map_or(0, |at| zone.to_offset(at).seconds());
    Time { at_ms, offset_s }
}

/// Seconds, milliseconds or microseconds, told by their size; seconds may have a fraction.
fn unix_ms(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    if number < SECONDS_BELOW {
        let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
        return number
            .checked_mul(1000)?
            .checked_add(thousandths.parse().ok()?);
    }
    Some(if number < MILLIS_BELOW {
        number
    } else {
        number / 1000
    })
}

fn written_ms(text: &str, zone: &TimeZone) -> Option<i64> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at.as_millisecond());
    }
    // A date without a time of day says less than it seems to.
    let local: DateTime = text.contains(':').then(|| text.parse().ok())??;
    let at = zone.to_ambiguous_timestamp(local).compatible().ok()?;
    Some(at.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kyiv(text: &str) -> Option<(i64, i32)> {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        read(text, &zone).map(|time| (time.at_ms, time.offset_s))
    }

    #[test]
    fn every_spelling_of_one_instant_is_read() {
        let winter = Some((1_772_871_601_000, 7_200));
        for text in [
            "2026-03-07T08:20:01Z",
            "2026-03-07T10:20:01+02:00",
            "2026-03-07 10:20:01",
            "2026-03-07T10:20:01",
            "1772871601",
            "1772871601.000",
            "1772871601000",
            "1772871601000000",
        ] {
            assert_eq!(kyiv(text), winter, "{text}");
        }
    }

    #[test]
    fn summer_time_moves_the_offset() {
        assert_eq!(
            kyiv("2026-07-01 12:00:00"),
            Some((1_782_896_400_000, 10_800))
        );
    }

    #[test]
    fn an_hour_that_does_not_exist_is_taken_as_the_one_after_it() {
        assert_eq!(kyiv("2026-03-29 03:30:00"), kyiv("2026-03-29 04:30:00"));
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in [
            "",
            "yesterday",
            "2026-13-01 00:00:00",
            "12",
            "-5",
            "99999999999999999999",
            "2026-03-07",
        ] {
            assert_eq!(kyiv(text), None, "{text}");
        }
    }

    #[test]
    fn thousandths_are_kept() {
        assert_eq!(
            kyiv("1435317888.511").map(|time| time.0),
            Some(1_435_317_888_511)
        );
        assert_eq!(
            kyiv("2026-03-07 10:20:01.123").map(|time| time.0),
            Some(1_772_871_601_123)
        );
    }
}
