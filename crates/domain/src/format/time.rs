//! The spellings of an instant: named ones and the customer's own pattern.
//!
//! A pattern is made of `YYYY YY MM DD HH mm ss SSS Z ZZ`; everything else is written as it
//! is, and what stands in `[...]` is written without being read. Behind it may stand `;utc`
//! and `;shift=-30` (minutes, at most a year).

use crate::{clock::Clock, value::Time};
use std::fmt;

/// What the picker offers.
pub(super) const CHOICES: &[&str] = &[
    "time:rfc3339",
    "time:sql",
    "time:unix",
    "time:unix_ms",
    "time:DD.MM.YYYY HH:mm",
];

/// Most minutes of a shift, either way: a year.
const SHIFT_MIN_MAX: i64 = 527_040;
/// Longest pattern of one's own, in bytes.
const PATTERN_BYTES_MAX: usize = 100;

/// How an instant is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeFormat {
    /// Which parts in which order.
    pub pattern: TimePattern,
    /// Whether the clock of UTC is read instead of the tenant's.
    pub utc: bool,
    /// Minutes that are added before. The offset stays that of the instant itself.
    pub shift_min: i64,
}

/// Which parts of an instant are written in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimePattern {
    /// `2026-03-07T10:20:01+02:00`.
    Rfc3339,
    /// `2026-03-07 10:20:01`.
    Sql,
    /// Seconds since 1970.
    Unix,
    /// Milliseconds since 1970.
    UnixMs,
    /// The customer's own.
    Own {
        /// As it was written.
        source: String,
        /// As it is read.
        parts: Vec<Part>,
    },
}

/// A part of the customer's own pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// One of the tokens.
    Token(Token),
    /// Written as it is.
    Literal(String),
}

crate::catalogue::catalogue! {
    /// What a pattern can write; longer ones first, as they are looked for.
    pub enum Token {
        /// The year in four digits.
        Year = "YYYY",
        /// The year in two digits.
        ShortYear = "YY",
        /// The month, from 01.
        Month = "MM",
        /// The day of the month, from 01.
        Day = "DD",
        /// The hour, from 00 to 23.
        Hour = "HH",
        /// The minute.
        Minute = "mm",
        /// Milliseconds in three digits.
        Millisecond = "SSS",
        /// The second.
        Second = "ss",
        /// The offset as `+0200`.
        OffsetPlain = "ZZ",
        /// The offset as `+02:00`.
        Offset = "Z",
    }
}

impl Part {
    /// What it says of what a clock shows.
    fn of(&self, clock: &Clock) -> String {
        let (hour, minute, second) = clock.hms();
        match self {
            Self::Literal(text) => text.clone(),
            Self::Token(Token::Year) => format!("{:04}", clock.year),
            Self::Token(Token::ShortYear) => format!("{:02}", clock.year.rem_euclid(100)),
            Self::Token(Token::Month) => format!("{:02}", clock.month),
            Self::Token(Token::Day) => format!("{:02}", clock.day),
            Self::Token(Token::Hour) => format!("{hour:02}"),
            Self::Token(Token::Minute) => format!("{minute:02}"),
            Self::Token(Token::Second) => format!("{second:02}"),
            Self::Token(Token::Millisecond) => format!("{:03}", clock.in_day_ms % 1_000),
            Self::Token(Token::OffsetPlain) => clock.offset(""),
            Self::Token(Token::Offset) => clock.offset(":"),
        }
    }
}

impl TimeFormat {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let mut format = Self {
            pattern: TimePattern::parse(parts.next()?)?,
            utc: false,
            shift_min: 0,
        };
        for option in parts {
            match option.split_once('=') {
                None if option == "utc" => format.utc = true,
                Some(("shift", minutes)) => format.shift_min = shift(minutes)?,
                _ => return None,
            }
        }
        Some(format)
    }

    pub(super) fn apply(&self, time: Time) -> String {
        let offset_s = if self.utc { 0 } else { time.offset_s };
        let at_ms = time.at_ms.saturating_add(self.shift_min * 60_000);
        let clock = Clock::read(at_ms, offset_s);
        match &self.pattern {
            TimePattern::Unix => at_ms.div_euclid(1_000).to_string(),
            TimePattern::UnixMs => at_ms.to_string(),
            TimePattern::Sql => format!("{} {}", clock.date(), clock.time()),
            TimePattern::Rfc3339 => clock.rfc3339(),
            TimePattern::Own { parts, .. } => parts.iter().map(|part| part.of(&clock)).collect(),
        }
    }

    pub(super) const fn writes_number(&self) -> bool {
        matches!(self.pattern, TimePattern::Unix | TimePattern::UnixMs)
    }
}

fn shift(minutes: &str) -> Option<i64> {
    let minutes: i64 = minutes.trim().parse().ok()?;
    (-SHIFT_MIN_MAX..=SHIFT_MIN_MAX)
        .contains(&minutes)
        .then_some(minutes)
}

impl TimePattern {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "rfc3339" => Some(Self::Rfc3339),
            "sql" => Some(Self::Sql),
            "unix" => Some(Self::Unix),
            "unix_ms" => Some(Self::UnixMs),
            own if own.len() > PATTERN_BYTES_MAX => None,
            own => {
                let parts = own_parts(own);
                let tells = parts.iter().any(|part| matches!(part, Part::Token(_)));
                tells.then_some(Self::Own {
                    source: own.to_owned(),
                    parts,
                })
            }
        }
    }
}

/// Reads a pattern from left to right, the longest token first.
fn own_parts(pattern: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let token = Token::ALL
            .iter()
            .find_map(|&token| Some((token, rest.strip_prefix(token.key())?)));
        let quoted = rest
            .strip_prefix('[')
            .and_then(|inside| inside.split_once(']'));
        rest = match (token, quoted) {
            (Some((token, after)), _) => {
                parts.push(Part::Token(token));
                after
            }
            (None, Some((literal, after))) => {
                push_literal(&mut parts, literal);
                after
            }
            (None, None) => {
                push_literal(&mut parts, first.encode_utf8(&mut [0; 4]));
                rest.strip_prefix(first).unwrap_or_default()
            }
        };
    }
    parts
}

fn push_literal(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Literal(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => parts.push(Part::Literal(text.to_owned())),
    }
}

impl fmt::Display for TimeFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.pattern {
            TimePattern::Rfc3339 => f.write_str("rfc3339")?,
            TimePattern::Sql => f.write_str("sql")?,
            TimePattern::Unix => f.write_str("unix")?,
            TimePattern::UnixMs => f.write_str("unix_ms")?,
            TimePattern::Own { source, .. } => f.write_str(source)?,
        }
        if self.utc {
            f.write_str(";utc")?;
        }
        if self.shift_min != 0 {
            write!(f, ";shift={}", self.shift_min)?;
        }
        Ok(())
    }
}
