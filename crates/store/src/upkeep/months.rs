//! Months of the calendar in UTC, for the names and bounds of partitions.

/// The length of a day, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;

/// A month with its bounds, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    year: i64,
    /// From 1.
    month: i64,
    /// Its first millisecond.
    pub(super) from: i64,
    /// The first millisecond after it.
    pub(super) to: i64,
}

impl Month {
    /// Such as `2026_11`.
    pub(super) fn name(&self) -> String {
        format!("{:04}_{:02}", self.year, self.month)
    }
}

/// The month of a time and those after it, so many in all.
pub(super) fn from(now: i64, count: u32) -> impl Iterator<Item = Month> {
    let first = month_number(now.div_euclid(DAY_MS));
    (0..i64::from(count)).map(move |ahead| {
        let number = first + ahead;
        Month {
            year: number.div_euclid(12),
            month: number.rem_euclid(12) + 1,
            from: first_day(number) * DAY_MS,
            to: first_day(number + 1) * DAY_MS,
        }
    })
}

/// The month of a day since 1970, counted from the year 0.
fn month_number(day: i64) -> i64 {
    // A month has 28 to 31 days, so the guess is at most one too far.
    let guess = 1970 * 12 + day.div_euclid(31) + day.div_euclid(31 * 60);
    let mut number = guess;
    while first_day(number) > day {
        number -= 1;
    }
    while first_day(number + 1) <= day {
        number += 1;
    }
    number
}

/// The first day of a month, counted from 1970.
fn first_day(number: i64) -> i64 {
    let (year, month) = (number.div_euclid(12), number.rem_euclid(12));
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let days = usize::try_from(month)
        .ok()
        .and_then(|month| before.get(month));
    let leap = is_leap(year) && month > 1;
    days_before(year) - days_before(1970) + days.copied().unwrap_or_default() + i64::from(leap)
}

fn days_before(year: i64) -> i64 {
    let past = year - 1;
    365 * year + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_over_the_year() {
        // 2026-11-22T00:00:00Z
        let months: Vec<Month> = from(1_795_305_600_000, 3).collect();
        let names: Vec<String> = months.iter().map(Month::name).collect();
        assert_eq!(names, ["2026_11", "2026_12", "2027_01"]);
        assert_eq!(months[0].from, 1_793_491_200_000);
        assert_eq!(months[0].to, months[1].from);
        assert_eq!(months[2].to, 1_801_440_000_000);
    }

    #[test]
    fn a_leap_day_is_in_february() {
        // 2028-02-29T12:00:00Z
        let month = from(1_835_438_400_000, 1).next().unwrap();
        assert_eq!(month.name(), "2028_02");
        assert_eq!(month.to - month.from, 29 * DAY_MS);
    }
}
