//! When it is odd that a telephony key or platform brings nothing. The rule looks at its own last
//! four weeks alone, so that it can be said in a sentence: in these hours of the week calls
//! usually come, and now none did.

use std::collections::BTreeMap;

/// An hour, in milliseconds.
pub const HOUR_MS: i64 = 3_600_000;
/// A week, in milliseconds.
pub const WEEK_MS: i64 = 7 * 24 * HOUR_MS;
/// Weeks that an hour is compared with.
pub const WEEKS: i64 = 4;
/// An hour is a usual one if something came in it in so many of them.
const WEEKS_USUAL_MIN: usize = 3;
/// So many usual hours without anything are odd.
pub const SILENT_HOURS_MIN: i64 = 3;
/// Where less than this comes in them as a rule, chance alone makes them silent at times.
const EVENTS_USUAL_MIN: i64 = 12;
/// A silence that began longer ago is not looked at: nobody uses the key any more.
pub const LOOKED_BACK_MS: i64 = WEEK_MS;

/// A time in which something should have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// The end of the last hour in which something came, in milliseconds since 1970.
    pub since: i64,
    /// Whole hours since then in which something usually comes.
    pub usual_hours: i64,
    /// How many events usually come in them.
    pub usual_events: i64,
}

/// Whether it is odd that nothing came since the last of these hours, with how many events came
/// in each; an hour is named by its beginning, in milliseconds since 1970. Only hours count that
/// begin while the company works.
#[must_use]
pub fn silence(
    events: &BTreeMap<i64, i64>,
    now: i64,
    works: impl Fn(i64) -> bool,
) -> Option<Silence> {
    let (last, _) = events.last_key_value()?;
    let since = last + HOUR_MS;
    if now - since > LOOKED_BACK_MS {
        return None;
    }
    let mut found = Silence {
        since,
        usual_hours: 0,
        usual_events: 0,
    };
    let whole = usize::try_from((now - since) / HOUR_MS).unwrap_or_default();
    for hour in (0..).map(|hour| since + hour * HOUR_MS).take(whole) {
        let before = (1..=WEEKS).filter_map(|week| events.get(&(hour - week * WEEK_MS)));
        if works(hour) && before.clone().count() >= WEEKS_USUAL_MIN {
            found.usual_hours += 1;
            found.usual_events += before.sum::<i64>() / WEEKS;
        }
    }
    let is_odd = found.usual_hours >= SILENT_HOURS_MIN && found.usual_events >= EVENTS_USUAL_MIN;
    is_odd.then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A midnight.
    const START: i64 = 500_016 * HOUR_MS;
    const DAY: i64 = 24;

    /// A company that says no hours.
    const fn always(_hour: i64) -> bool {
        true
    }

    /// So many weeks up to `START` in which so many events came from 9 to 17 on each day.
    fn weeks(weeks: i64, events: i64) -> BTreeMap<i64, i64> {
        let hours = (1..=weeks * 7 * DAY).map(|hour| START - hour * HOUR_MS);
        let open = hours.filter(|hour| (9..17).contains(&(hour / HOUR_MS % DAY)));
        open.map(|hour| (hour, events)).collect()
    }

    /// After so many hours of the day that begins then.
    const fn at(hour: i64) -> i64 {
        START + hour * HOUR_MS
    }

    #[test]
    fn three_usual_hours_without_a_call_are_odd_and_the_night_is_not() {
        let events = weeks(4, 6);
        let last = *events.last_key_value().expect("an hour").0;
        for hour in 0..12 {
            assert_eq!(silence(&events, at(hour), always), None, "{hour}");
        }
        let odd = Silence {
            since: last + HOUR_MS,
            usual_hours: 3,
            usual_events: 18,
        };
        assert_eq!(silence(&events, at(12), always), Some(odd));
        // An hour counts only once it is over.
        assert_eq!(silence(&events, at(13) - 1, always), Some(odd));
        assert_eq!(
            silence(&events, at(13), always).expect("odd").usual_hours,
            4
        );
    }

    #[test]
    fn a_call_begins_the_count_anew() {
        let mut events = weeks(4, 6);
        events.insert(at(11), 1);
        assert_eq!(silence(&events, at(14), always), None);
        assert!(silence(&events, at(15), always).is_some());
    }

    #[test]
    fn little_and_young_traffic_is_never_odd() {
        assert_eq!(silence(&weeks(4, 1), at(17), always), None);
        assert_eq!(silence(&weeks(2, 50), at(17), always), None);
        assert_eq!(silence(&BTreeMap::new(), at(17), always), None);
    }

    #[test]
    fn a_holiday_in_one_of_the_weeks_changes_nothing() {
        let mut events = weeks(4, 8);
        let holiday = at(0) - 2 * WEEK_MS;
        events.retain(|hour, _| !(holiday..holiday + DAY * HOUR_MS).contains(hour));
        assert!(silence(&events, at(12), always).is_some());
    }

    #[test]
    fn hours_in_which_the_company_does_not_work_are_not_counted() {
        let events = weeks(4, 6);
        let from_eleven = |hour: i64| hour / HOUR_MS % DAY >= 11;
        assert_eq!(silence(&events, at(13), from_eleven), None);
        let found = silence(&events, at(14), from_eleven).expect("odd");
        assert_eq!(found.usual_hours, 3);
    }

    #[test]
    fn what_fell_silent_long_ago_is_not_looked_at() {
        assert_eq!(silence(&weeks(4, 6), at(9) + 2 * WEEK_MS, always), None);
    }
}
