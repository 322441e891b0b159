//! Reading a clock on the wall: the calendar without a library, since the browser carries it.

/// What a clock on the wall shows at an instant.
pub(crate) struct Clock {
    pub(crate) year: i64,
    /// From 1.
    pub(crate) month: i64,
    /// From 1.
    pub(crate) day: i64,
    /// Milliseconds since midnight.
    pub(crate) in_day_ms: i64,
    offset_s: i32,
}

impl Clock {
    /// What it shows so many milliseconds after 1970, so many seconds before UTC.
    pub(crate) fn read(at_ms: i64, offset_s: i32) -> Self {
        let local_ms = at_ms.saturating_add(i64::from(offset_s) * 1_000);
        let (year, month, day) = civil(local_ms.div_euclid(86_400_000));
        Self {
            year,
            month,
            day,
            in_day_ms: local_ms.rem_euclid(86_400_000),
            offset_s,
        }
    }

    /// `2026-03-07`.
    pub(crate) fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `10:20:01`.
    pub(crate) fn time(&self) -> String {
        let (hour, minute, second) = self.hms();
        format!("{hour:02}:{minute:02}:{second:02}")
    }

    /// Hour, minute and second.
    pub(crate) const fn hms(&self) -> (i64, i64, i64) {
        let seconds = self.in_day_ms / 1_000;
        (seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }

    /// How far it is from UTC: `+02`, what stands between, and `00`.
    pub(crate) fn offset(&self, between: &str) -> String {
        let sign = if self.offset_s < 0 { '-' } else { '+' };
        let minutes = self.offset_s.unsigned_abs() / 60;
        format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
    }

    /// RFC 3339, such as `2026-03-07T10:20:01+02:00`.
    pub(crate) fn rfc3339(&self) -> String {
        let offset = match self.offset_s {
            0 => "Z".to_owned(),
            _ => self.offset(":"),
        };
        format!("{}T{}{offset}", self.date(), self.time())
    }
}

/// Year, month and day of a number of days since 1970, after the Gregorian calendar.
///
/// Counts in eras of 400 years that begin on 1 March, so that the leap day is the last.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}
