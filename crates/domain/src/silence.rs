//! When it is odd that a telephony key or platform brings nothing. The rule looks at its own four
//! weeks before the silence alone, so that it can be said in a sentence: in these hours of the week
//! calls usually came, and now none did. Hours of the week are those of the company's own clock,
//! and a week in which it had the hour off is passed over, so that a long holiday hides nothing.

use crate::{hours::WorkingHours, value::Time};
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
/// A silence that began longer ago is not looked at: it outlasted every holiday, of which a company
/// can say no more than [`crate::hours::HOLIDAYS_MAX`] days. What was found before stands.
pub const LOOKED_BACK_MS: i64 = 30 * WEEK_MS;
/// Nor is one with more working hours than six weeks have at most: what is odd about it was found
/// in the first of them.
const WORKED_HOURS_MAX: usize = 6 * 7 * 24;

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
/// in each; an hour is named by its beginning, in milliseconds since 1970. `clock` tells what the
/// company's clock shows at an instant. Only hours count that begin while it works; one that says
/// no hours always does.
#[must_use]
pub fn silence(
    events: &BTreeMap<i64, i64>,
    now: i64,
    clock: impl Fn(i64) -> Time,
    hours: Option<&WorkingHours>,
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
    let works = |at| hours.is_none_or(|hours| hours.is_open(at));
    let whole = usize::try_from((now - since) / HOUR_MS).unwrap_or_default();
    let gone = (0..).map(|hour| clock(since + hour * HOUR_MS)).take(whole);
    let worked = gone.filter(|at| works(*at)).take(WORKED_HOURS_MAX + 1);
    let worked: Vec<Time> = worked.collect();
    if worked.len() > WORKED_HOURS_MAX {
        return None;
    }
    for at in worked {
        if let Some(usual) = usual(events, at, &clock, works) {
            found.usual_hours += 1;
            found.usual_events += usual;
        }
    }
    let is_odd = found.usual_hours >= SILENT_HOURS_MIN && found.usual_events >= EVENTS_USUAL_MIN;
    is_odd.then_some(found)
}

/// How many events came in an hour of the weeks before the silence; none where it is no usual one.
/// A week in which the company had that hour off, or before anything came at all, says nothing of
/// how many.
fn usual(
    events: &BTreeMap<i64, i64>,
    at: Time,
    clock: impl Fn(i64) -> Time,
    works: impl Fn(Time) -> bool,
) -> Option<i64> {
    let (first, _) = events.first_key_value()?;
    let (last, _) = events.last_key_value()?;
    let before = (1..)
        .map(|week| weeks_before(at, week, &clock))
        .map(|before| (before.at_ms - before.at_ms.rem_euclid(HOUR_MS), before))
        .skip_while(|(hour, _)| hour > last)
        .take_while(|(hour, _)| hour >= first);
    let came = before.filter_map(|(hour, before)| match events.get(&hour) {
        None if !works(before) => None,
        came => Some(came.copied()),
    });
    let (mut weeks, mut weeks_with_events, mut sum) = (0, 0, 0);
    for (_, came) in (0..WEEKS).zip(came) {
        weeks += 1;
        weeks_with_events += usize::from(came.is_some());
        sum += came.unwrap_or_default();
    }
    (weeks_with_events >= WEEKS_USUAL_MIN).then(|| sum / weeks)
}

/// When the clock showed the same so many weeks before, also where it was put forward or back since.
fn weeks_before(at: Time, weeks: i64, clock: impl Fn(i64) -> Time) -> Time {
    let before = at.at_ms - weeks * WEEK_MS;
    let moved_s = at.offset_s - clock(before).offset_s;
    clock(before + i64::from(moved_s) * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A midnight: that of Saturday, 16 January 2027.
    const START: i64 = 500_016 * HOUR_MS;
    const DAY: i64 = 24;

    /// The clock of a company that lives by UTC.
    const fn utc(at_ms: i64) -> Time {
        Time { at_ms, offset_s: 0 }
    }

    /// What is odd for a company by UTC that says no hours.
    fn odd(events: &BTreeMap<i64, i64>, now: i64) -> Option<Silence> {
        silence(events, now, utc, None)
    }

    /// A company that works from then to 23 on every day but these.
    fn working(from: &str, holidays: &str) -> WorkingHours {
        let week = |clock: &str| vec![clock.to_owned(); 7];
        let hours = WorkingHours::read(&week(from), &week("23:00"), holidays);
        hours.unwrap().unwrap()
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
            assert_eq!(odd(&events, at(hour)), None, "{hour}");
        }
        let found = Silence {
            since: last + HOUR_MS,
            usual_hours: 3,
            usual_events: 18,
        };
        assert_eq!(odd(&events, at(12)), Some(found));
        // An hour counts only once it is over.
        assert_eq!(odd(&events, at(13) - 1), Some(found));
        assert_eq!(odd(&events, at(13)).expect("odd").usual_hours, 4);
    }

    #[test]
    fn a_call_begins_the_count_anew() {
        let mut events = weeks(4, 6);
        events.insert(at(11), 1);
        assert_eq!(odd(&events, at(14)), None);
        assert!(odd(&events, at(15)).is_some());
    }

    #[test]
    fn little_and_young_traffic_is_never_odd() {
        assert_eq!(odd(&weeks(4, 1), at(17)), None);
        assert_eq!(odd(&weeks(2, 50), at(17)), None);
        assert_eq!(odd(&BTreeMap::new(), at(17)), None);
    }

    #[test]
    fn a_holiday_in_one_of_the_weeks_changes_nothing() {
        let mut events = weeks(4, 8);
        let holiday = at(0) - 2 * WEEK_MS;
        events.retain(|hour, _| !(holiday..holiday + DAY * HOUR_MS).contains(hour));
        assert!(odd(&events, at(12)).is_some());
    }

    #[test]
    fn hours_in_which_the_company_does_not_work_are_not_counted() {
        let events = weeks(4, 6);
        let hours = working("11:00", "");
        assert_eq!(silence(&events, at(13), utc, Some(&hours)), None);
        let found = silence(&events, at(14), utc, Some(&hours)).expect("odd");
        assert_eq!(found.usual_hours, 3);
    }

    #[test]
    fn nobody_waits_for_calls_on_a_holiday_and_one_of_before_is_no_week_of_few() {
        let mut events = weeks(4, 8);
        let today = working("09:00", "2027-01-16");
        assert_eq!(silence(&events, at(17), utc, Some(&today)), None);
        let holiday = at(0) - 2 * WEEK_MS;
        events.retain(|hour, _| !(holiday..holiday + DAY * HOUR_MS).contains(hour));
        for (holidays, usual_events) in [("2027-01-02", 24), ("", 18)] {
            let hours = working("09:00", holidays);
            let found = silence(&events, at(12), utc, Some(&hours)).expect("odd");
            assert_eq!(found.usual_events, usual_events, "{holidays}");
        }
    }

    #[test]
    fn an_hour_is_that_of_the_clock_when_it_is_put_forward_or_back() {
        // From 9 to 17 on a clock that changes at the midnight: what it was before UTC, and is.
        for (was, is) in [(3, 2), (2, 3)] {
            let clock = |at_ms| Time {
                at_ms,
                offset_s: 3_600 * if at_ms < START { was } else { is },
            };
            let moved = weeks(4, 6).into_iter();
            let moved = moved.map(|(hour, count)| (hour - i64::from(was) * HOUR_MS, count));
            let events: BTreeMap<i64, i64> = moved.collect();
            let noon = at(12 - i64::from(is));
            assert_eq!(silence(&events, noon - 1, clock, None), None, "{is}");
            let found = silence(&events, noon, clock, None).expect("odd");
            assert_eq!((found.usual_hours, found.usual_events), (3, 18), "{is}");
        }
    }

    #[test]
    fn the_first_working_hours_after_a_long_holiday_are_odd_without_a_call() {
        let days: Vec<String> = (16..=28).map(|day| format!("2027-01-{day}")).collect();
        let hours = working("09:00", &days.join(" "));
        let odd = |events: &BTreeMap<i64, i64>, now| silence(events, now, utc, Some(&hours));
        let back = at(13 * DAY);
        let mut events = weeks(4, 6);
        assert_eq!(odd(&events, back + 12 * HOUR_MS - 1), None);
        let found = odd(&events, back + 12 * HOUR_MS).expect("odd");
        assert_eq!((found.usual_hours, found.usual_events), (3, 18));
        // Neither is it hidden by somebody who rang while nobody worked.
        events.insert(at(10 * DAY + 11), 1);
        let found = odd(&events, back + 12 * HOUR_MS).expect("odd");
        assert_eq!((found.usual_hours, found.usual_events), (3, 18));
    }

    #[test]
    fn a_silence_does_not_become_the_usual_with_its_weeks() {
        let found = odd(&weeks(4, 6), at(12) + 5 * WEEK_MS).expect("odd");
        assert_eq!((found.usual_hours, found.usual_events), (283, 1_698));
    }

    #[test]
    fn what_is_silent_for_more_than_six_weeks_of_work_is_not_looked_at() {
        let events = weeks(4, 6);
        let last = *events.last_key_value().expect("an hour").0;
        let end = last + HOUR_MS + 6 * WEEK_MS;
        assert!(odd(&events, end).is_some());
        for later in [HOUR_MS, WEEK_MS, 100 * WEEK_MS] {
            assert_eq!(odd(&events, end + later), None, "{later}");
        }
    }

    /// So many days from the 16th of January on.
    fn closed(days: usize) -> String {
        let months = [(1, 16..=31), (2, 1..=28), (3, 1..=31), (4, 1..=30)];
        let all = months.into_iter().flat_map(|(month, days)| {
            let day = move |day| format!("2027-{month:02}-{day:02}");
            days.map(day)
        });
        all.take(days).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_working_hours_after_a_closure_of_months_are_odd_on_a_clock_that_changed() {
        let hours = working("09:00", &closed(70));
        let changed = START + 40 * DAY * HOUR_MS;
        // From 9 to 17 on a clock that changes while nobody works: what it was before UTC, and is.
        for (was, is) in [(3, 2), (2, 3)] {
            let clock = |at_ms| Time {
                at_ms,
                offset_s: 3_600 * if at_ms < changed { was } else { is },
            };
            let moved = weeks(4, 6).into_iter();
            let moved = moved.map(|(hour, count)| (hour - i64::from(was) * HOUR_MS, count));
            let events: BTreeMap<i64, i64> = moved.collect();
            let noon = at(70 * DAY + 12 - i64::from(is));
            let odd = |now| silence(&events, now, clock, Some(&hours));
            assert_eq!(odd(noon - 1), None, "{is}");
            let found = odd(noon).expect("odd");
            assert_eq!((found.usual_hours, found.usual_events), (3, 18), "{is}");
            // Who does not come back at all is looked at for six weeks of work, and no longer.
            assert!(odd(noon + 10 * WEEK_MS).is_some(), "{is}");
            assert_eq!(odd(noon + 11 * WEEK_MS), None, "{is}");
        }
    }

    #[test]
    fn a_silence_that_is_older_than_any_holiday_is_not_looked_at() {
        let events = weeks(4, 6);
        let last = *events.last_key_value().expect("an hour").0;
        // Open for one hour a day, so that they are few.
        let from = vec!["09:00".to_owned(); 7];
        let to = vec!["10:00".to_owned(); 7];
        let hours = WorkingHours::read(&from, &to, "").unwrap().unwrap();
        let odd = |now| silence(&events, now, utc, Some(&hours));
        let end = last + HOUR_MS + LOOKED_BACK_MS;
        assert!(odd(end).is_some());
        assert_eq!(odd(end + 1), None);
    }
}
