//! When a company works: a span for each day of the week, and the days on which it does not.

use crate::{
    clock::civil,
    fault::{Fault, FieldError},
    value::{Facts, Time, Value},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// Most holidays of a company.
pub const HOLIDAYS_MAX: usize = 200;
/// The call parameter that tells whether a call began in working hours.
pub const IN_WORKING_HOURS: &str = "in_working_hours";
/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;
/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;

/// The hours of a day, in minutes after midnight. One that ends no later than it begins goes on
/// into the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingDay {
    /// When it begins.
    pub from_minute: u16,
    /// When it ends; that minute is no part of it.
    pub to_minute: u16,
}

/// A day without work: of one year, or of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holiday {
    /// Which year; none means every year.
    pub year: Option<i64>,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
}

/// Not a day such as `2026-12-25` or `12-25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDay;

/// When a company works, on its own clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingHours {
    /// Monday to Sunday; none is a day off.
    pub week: [Option<WorkingDay>; 7],
    /// Days off beside those of the week.
    pub holidays: BTreeSet<Holiday>,
}

impl WorkingHours {
    /// Reads what a form says: a beginning and an end such as `09:00` for each day of the week,
    /// both empty on a day off, and holidays with spaces, commas or line breaks between them.
    /// None where every day is off.
    ///
    /// # Errors
    /// Every fault, at `week.N` (from 0) or `holidays`.
    pub fn read(
        from: &[String],
        to: &[String],
        holidays: &str,
    ) -> Result<Option<Self>, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut week = [None; 7];
        for (index, day) in week.iter_mut().enumerate() {
            let text = |texts: &[String]| texts.get(index).cloned().unwrap_or_default();
            match working_day(&text(from), &text(to)) {
                Ok(read) => *day = read,
                Err(fault) => faults.push(FieldError::new(format!("week.{index}"), fault)),
            }
        }
        let mut days = BTreeSet::new();
        let between = |letter: char| letter.is_whitespace() || letter == ',' || letter == ';';
        for text in holidays.split(between).filter(|text| !text.is_empty()) {
            match text.parse::<Holiday>() {
                Ok(day) => drop(days.insert(day)),
                Err(NoDay) => {
                    let fault = FieldError::new("holidays", Fault::HolidayInvalid);
                    faults.push(fault.with("text", text));
                }
            }
        }
        if days.len() > HOLIDAYS_MAX {
            faults.push(FieldError::new("holidays", Fault::TooMany).with("max", HOLIDAYS_MAX));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let works = week.iter().any(Option::is_some);
        Ok(works.then_some(Self {
            week,
            holidays: days,
        }))
    }

    /// Whether the company works at an instant.
    #[must_use]
    pub fn is_open(&self, at: Time) -> bool {
        let local_ms = at.at_ms.saturating_add(i64::from(at.offset_s) * 1_000);
        let minutes = local_ms.div_euclid(MINUTE_MS);
        let (day, minute) = (
            minutes.div_euclid(DAY_MINUTES),
            minutes.rem_euclid(DAY_MINUTES),
        );
        let holds = |day, minute| {
            self.on(day)
                .is_some_and(|hours: WorkingDay| hours.holds(minute))
        };
        holds(day, minute) || holds(day - 1, minute + DAY_MINUTES)
    }

    /// Adds to what was known of a call before the company said its hours whether it began in
    /// them.
    pub fn suppose(&self, facts: &mut Facts) {
        let began = facts.time("call_started_at");
        let began = began.or_else(|| facts.time("occurred_at"));
        if let Some(began) = began.filter(|_| !facts.is_known(IN_WORKING_HOURS)) {
            facts.set(IN_WORKING_HOURS, Value::Boolean(self.is_open(began)));
        }
    }

    /// The hours of a day, counted from 1 January 1970, which was a Thursday.
    fn on(&self, day: i64) -> Option<WorkingDay> {
        let (year, month, date) = civil(day);
        let of = |year| Holiday {
            year,
            month,
            day: date,
        };
        let is_off = [None, Some(year)]
            .iter()
            .any(|year| self.holidays.contains(&of(*year)));
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        self.week
            .get(weekday)
            .copied()
            .flatten()
            .filter(|_| !is_off)
    }
}

impl WorkingDay {
    /// Whether a minute, counted from the midnight before it begins, is part of it.
    fn holds(self, minute: i64) -> bool {
        let (from, to) = (i64::from(self.from_minute), i64::from(self.to_minute));
        let end = if to > from { to } else { to + DAY_MINUTES };
        (from..end).contains(&minute)
    }

    /// Its beginning and end as a form shows them.
    #[must_use]
    pub fn written(self) -> (String, String) {
        let text = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        (text(self.from_minute), text(self.to_minute))
    }
}

fn working_day(from: &str, to: &str) -> Result<Option<WorkingDay>, Fault> {
    match (from.trim(), to.trim()) {
        ("", "") => Ok(None),
        (from, to) => {
            let minutes = minute(from).zip(minute(to));
            let (from_minute, to_minute) = minutes.ok_or(Fault::HoursInvalid)?;
            Ok(Some(WorkingDay {
                from_minute,
                to_minute,
            }))
        }
    }
}

/// The minute of `HH:MM`; what browsers add of seconds does not count.
fn minute(text: &str) -> Option<u16> {
    let mut parts = text.split(':').map(str::parse::<u16>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

impl FromStr for Holiday {
    type Err = NoDay;

    /// Reads `2026-12-25`, `12-25`, `25.12.2026` and `25.12`.
    fn from_str(text: &str) -> Result<Self, NoDay> {
        let dotted = text.contains('.');
        let parts = text.split(['-', '.']).map(str::parse::<i64>);
        let mut parts: Vec<i64> = parts.collect::<Result<_, _>>().map_err(|_| NoDay)?;
        if dotted {
            parts.reverse();
        }
        let (year, month, day) = match parts.as_slice() {
            [year, month, day] => (Some(*year), *month, *day),
            [month, day] => (None, *month, *day),
            _ => return Err(NoDay),
        };
        let is_year = year.is_none_or(|year| (2000..2200).contains(&year));
        let is_day = (1..=days_of(year, month)).contains(&day);
        (is_year && is_day)
            .then_some(Self { year, month, day })
            .ok_or(NoDay)
    }
}

/// How many days a month has; without a year, February has its leap day.
fn days_of(year: Option<i64>, month: i64) -> i64 {
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if year.is_none_or(is_leap) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Holiday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year:04}-")?;
        }
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday, 7 December 2026, midnight in Kyiv (two hours before UTC).
    const MONDAY_MS: i64 = 1_796_594_400_000;

    fn texts(texts: [&str; 7]) -> Vec<String> {
        texts.map(str::to_owned).to_vec()
    }

    /// Monday to Friday from 9 to 18, Saturday from 22 to 6.
    fn hours(holidays: &str) -> WorkingHours {
        let from = texts(["09:00", "09:00", "09:00", "09:00", "09:00", "22:00", ""]);
        let to = texts(["18:00", "18:00", "18:00", "18:00", "18:00", "06:00", ""]);
        WorkingHours::read(&from, &to, holidays).unwrap().unwrap()
    }

    fn is_open(holidays: &str, day: i64, clock: &str) -> bool {
        let minutes = day * DAY_MINUTES + i64::from(minute(clock).unwrap());
        hours(holidays).is_open(Time {
            at_ms: MONDAY_MS + minutes * MINUTE_MS,
            offset_s: 7_200,
        })
    }

    #[test]
    fn a_company_works_from_its_first_minute_to_its_last() {
        for (clock, open) in [
            ("08:59", false),
            ("09:00", true),
            ("17:59", true),
            ("18:00", false),
        ] {
            assert_eq!(is_open("", 0, clock), open, "{clock}");
        }
        assert!(!is_open("", 6, "12:00"), "Sunday is off");
    }

    #[test]
    fn hours_past_midnight_belong_to_the_day_they_began_on() {
        assert!(is_open("", 5, "22:00") && is_open("", 6, "05:59"));
        assert!(!is_open("", 6, "06:00") && !is_open("", 5, "05:00"));
        assert!(!is_open("2026-12-12", 6, "05:59"));
    }

    #[test]
    fn what_was_known_before_stays_as_it_is() {
        let hours = hours("");
        let began = Time {
            at_ms: MONDAY_MS,
            offset_s: 7_200,
        };
        let mut facts = Facts::default();
        facts.set("call_started_at", Value::Time(began));
        hours.suppose(&mut facts);
        assert_eq!(facts.boolean(IN_WORKING_HOURS), Some(false));
        facts.set(IN_WORKING_HOURS, Value::Boolean(true));
        hours.suppose(&mut facts);
        assert_eq!(facts.boolean(IN_WORKING_HOURS), Some(true));
    }

    #[test]
    fn a_holiday_is_off_in_its_year_or_in_every_year() {
        for (holidays, open) in [
            ("2026-12-07", false),
            ("12-07", false),
            ("7.12", false),
            ("07.12.2026", false),
            ("2027-12-07 12-08", true),
        ] {
            assert_eq!(is_open(holidays, 0, "12:00"), open, "{holidays}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_fault_at_its_field() {
        let from = texts(["09:00", "", "24:00", "", "", "", ""]);
        let to = texts(["18:00", "18:00", "25:00", "", "", "", ""]);
        let faults = WorkingHours::read(&from, &to, "02-30, 2026-02-29 Easter 02-29").unwrap_err();
        let told: Vec<_> = faults.iter().map(|it| it.field.as_str()).collect();
        let holidays = ["holidays", "holidays", "holidays"];
        assert_eq!(told, [&["week.1", "week.2"][..], &holidays].concat());
    }

    #[test]
    fn a_week_without_work_is_no_hours() {
        let off = texts(["", "", "", "", "", "", ""]);
        assert_eq!(WorkingHours::read(&off, &off, "12-25"), Ok(None));
        assert_eq!(WorkingHours::read(&[], &[], ""), Ok(None));
    }

    #[test]
    fn a_day_is_written_as_it_is_read() {
        for text in ["2026-12-25", "01-07"] {
            assert_eq!(text.parse::<Holiday>().unwrap().to_string(), text);
        }
        let day = working_day("09:05", "18:30:00").unwrap().unwrap();
        assert_eq!(day.written(), ("09:05".to_owned(), "18:30".to_owned()));
    }
}
