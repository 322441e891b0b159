//! Time and time zones: deliveries are due by the clock, and tenants read their own.

use super::{Area, Finding};
use crate::config::Config;
use jiff::{Timestamp, tz::TimeZone};
use std::{
    path::Path,
    time::{Instant, UNIX_EPOCH},
};
use store::{Store, StoreOptions};

/// How far the clock may stand from that of the database, or behind what was written last, in
/// milliseconds.
const JUMP_MS_MAX: i64 = 2_000;
/// No clock that was ever set stands before the first of January 2026.
const SET_AFTER_MS: i64 = 1_767_225_600_000;
/// A zone whose offsets are known: two hours in winter, three in summer.
const KNOWN_ZONE: &str = "Europe/Kyiv";
/// A moment in winter and one in summer with the offset there, in seconds.
const KNOWN_OFFSETS: [(i64, i32); 2] = [(1_768_478_400, 7_200), (1_784_116_800, 10_800)];

/// When the doctor began to look, on the clock and by the time that passes.
#[derive(Debug, Clone, Copy)]
pub struct Looked {
    /// In milliseconds since 1970.
    pub now: i64,
    /// The same instant.
    pub began: Instant,
}

impl Looked {
    /// What the clock shows by now.
    fn now(self) -> i64 {
        let passed_ms = i64::try_from(self.began.elapsed().as_millis());
        self.now.saturating_add(passed_ms.unwrap_or(i64::MAX))
    }
}

/// What is wrong with time.
pub async fn findings(config: &Config, looked: Looked) -> Vec<Finding> {
    let written = config.sqlite_file().and_then(|file| last_written(&file));
    let theirs = server_time(config).await;
    [
        jump(looked.now, written),
        drift(looked.now(), theirs),
        zones(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The time on the database's clock; that it does not answer is told elsewhere.
async fn server_time(config: &Config) -> Option<i64> {
    if config.sqlite_file().is_some() {
        return None;
    }
    let options = StoreOptions {
        url: config.database_url.clone(),
        // Nothing is opened with it.
        key: [0; 32],
    };
    let store = Store::connect(&options).await.ok()?;
    store.server_time().await.ok()?
}

/// Told because machines that share a database hold each other's claims by its times.
fn drift(now: i64, theirs: Option<i64>) -> Option<Finding> {
    let ahead_ms = now.saturating_sub(theirs?);
    let (by_s, way) = (
        ahead_ms.abs() / 1_000,
        if ahead_ms > 0 { "ahead of" } else { "behind" },
    );
    (ahead_ms.abs() > JUMP_MS_MAX).then(|| {
        Finding::fault(
            Area::Clock,
            format!(
                "The clock of this machine is {by_s} s {way} that of the database: deliveries \
                 become due at the wrong time. Let NTP keep both."
            ),
        )
    })
}

fn jump(now: i64, written: Option<i64>) -> Option<Finding> {
    if now < SET_AFTER_MS {
        let sentence = "The clock stands before 2026: set it, or every certificate is refused and \
                        every signature is too old.";
        return Some(Finding::fault(Area::Clock, sentence));
    }
    let ahead_s = (written? - now) / 1_000;
    (ahead_s * 1_000 > JUMP_MS_MAX).then(|| {
        Finding::fault(
            Area::Clock,
            format!(
                "The database was written {ahead_s} s in the future: the clock was set back. \
                 What became due in between waits that long; let NTP keep the time."
            ),
        )
    })
}

/// When the database was last written, by the file system's time.
fn last_written(database: &Path) -> Option<i64> {
    let mut journal = database.as_os_str().to_owned();
    journal.push("-wal");
    [database, Path::new(&journal)]
        .into_iter()
        .filter_map(|file| std::fs::metadata(file).ok()?.modified().ok())
        .filter_map(|at| at.duration_since(UNIX_EPOCH).ok())
        .filter_map(|since| i64::try_from(since.as_millis()).ok())
        .max()
}

fn zones() -> Option<Finding> {
    let known = TimeZone::get(KNOWN_ZONE).is_ok_and(|zone| {
        KNOWN_OFFSETS.iter().all(|(at, offset)| {
            Timestamp::from_second(*at).is_ok_and(|at| zone.to_offset(at).seconds() == *offset)
        })
    });
    (!known).then(|| {
        Finding::fault(
            Area::Clock,
            format!(
                "The time zone data does not know {KNOWN_ZONE} as it is: install or update the \
                 system's tzdata, or unset TZDIR."
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_is_told() {
        let now = SET_AFTER_MS + 60_000;
        assert_eq!(jump(now, Some(now)), None);
        assert_eq!(jump(now, Some(now + 1_500)), None);
        let told = jump(now, Some(now + 3_600_000)).expect("a finding");
        assert!(told.sentence.contains("3600 s in the future"));
    }

    #[test]
    fn a_clock_that_differs_from_the_database_is_told() {
        assert_eq!(drift(SET_AFTER_MS, None), None);
        assert_eq!(drift(SET_AFTER_MS, Some(SET_AFTER_MS - 1_500)), None);
        for (theirs, told) in [
            (SET_AFTER_MS - 3_600_000, "3600 s ahead of"),
            (SET_AFTER_MS + 5_000, "5 s behind"),
        ] {
            let finding = drift(SET_AFTER_MS, Some(theirs)).expect("a finding");
            assert!(finding.sentence.contains(told), "{}", finding.sentence);
        }
    }

    #[test]
    fn a_clock_that_was_never_set_is_told() {
        assert!(jump(0, None).is_some());
    }

    #[test]
    fn the_zones_that_come_with_us_are_right() {
        assert_eq!(zones(), None);
    }
}
