//! The spellings of a length of time.

use crate::catalogue::catalogue;

catalogue! {
    /// How a number of seconds is written.
    pub enum DurationFormat {
        /// `184`.
        Seconds = "s",
        /// `184000`.
        Milliseconds = "ms",
        /// `03:04`; the minutes grow over 59.
        Minutes = "mm:ss",
        /// `00:03:04`; the hours grow over 23.
        Hours = "hh:mm:ss",
    }
}

impl DurationFormat {
    /// What the picker offers.
    pub(super) const CHOICES: &'static [&'static str] = &[
        "duration:s",
        "duration:ms",
        "duration:mm:ss",
        "duration:hh:mm:ss",
    ];

    pub(super) fn apply(self, seconds: i64) -> String {
        let sign = if seconds < 0 { "-" } else { "" };
        let whole = seconds.unsigned_abs();
        let (minutes, rest) = (whole / 60, whole % 60);
        match self {
            Self::Seconds => seconds.to_string(),
            Self::Milliseconds => seconds.saturating_mul(1_000).to_string(),
            Self::Minutes => format!("{sign}{minutes:02}:{rest:02}"),
            Self::Hours => format!("{sign}{:02}:{:02}:{rest:02}", minutes / 60, minutes % 60),
        }
    }

    pub(super) const fn writes_number(self) -> bool {
        match self {
            Self::Seconds | Self::Milliseconds => true,
            Self::Minutes | Self::Hours => false,
        }
    }
}
