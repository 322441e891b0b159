//! Room and rights in the data folder.

use super::{Area, Finding};
use crate::config::Config;
use std::{
    io,
    path::{Path, PathBuf},
};

/// Below this much room, in bytes, is it time to act.
const FREE_BYTES_MIN: u64 = 1_073_741_824;
/// Below this much, in bytes, SQLite soon refuses to write.
const FREE_BYTES_CRITICAL: u64 = 104_857_600;
/// Written and removed to see whether it can be.
const TRIAL_FILE: &str = ".doctor";

/// What is wrong with the disk; of PostgreSQL's disk nothing is known.
pub fn findings(config: &Config) -> Vec<Finding> {
    let Some(folder) = folder(config) else {
        return Vec::new();
    };
    if !folder.exists() {
        let sentence = format!(
            "The folder {} is made at the first start.",
            folder.display()
        );
        return vec![Finding::note(Area::Disk, sentence)];
    }
    let room = free_bytes(config).and_then(|free| room(&folder, free));
    [rights(&folder), room].into_iter().flatten().collect()
}

/// How much room is left where SQLite's file lies, in bytes.
pub fn free_bytes(config: &Config) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder(config)?.as_path()).ok()?;
    Some(disk.f_bavail * disk.f_frsize)
}

/// Where SQLite's file lies.
fn folder(config: &Config) -> Option<PathBuf> {
    let file = config.sqlite_file()?;
    Some(match file.parent() {
        Some(folder) if folder != Path::new("") => folder.to_path_buf(),
        _ => PathBuf::from("."),
    })
}

fn rights(folder: &Path) -> Option<Finding> {
    let error = try_writing(&folder.join(TRIAL_FILE)).err()?;
    Some(Finding::fault(
        Area::Disk,
        format!(
            "Nothing can be written into {} ({error}): give the folder to the user that runs \
             Hookline.",
            folder.display()
        ),
    ))
}

fn try_writing(file: &Path) -> io::Result<()> {
    std::fs::write(file, b"trial")?;
    std::fs::remove_file(file)
}

fn room(folder: &Path, free: u64) -> Option<Finding> {
    let megabytes = free / 1_048_576;
    let folder = folder.display();
    if free < FREE_BYTES_CRITICAL {
        let sentence = format!(
            "Only {megabytes} MB are free in {folder}: soon no event can be accepted. Make room."
        );
        return Some(Finding::fault(Area::Disk, sentence));
    }
    (free < FREE_BYTES_MIN).then(|| {
        let sentence = format!("{megabytes} MB are free in {folder}: make room before it is full.");
        Finding::note(Area::Disk, sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Weight;

    #[test]
    fn little_room_is_noted_and_no_room_is_a_fault() {
        let weight = |free| room(Path::new("data"), free).map(|finding| finding.weight);
        assert_eq!(weight(FREE_BYTES_MIN), None);
        assert_eq!(weight(FREE_BYTES_MIN - 1), Some(Weight::Note));
        assert_eq!(weight(FREE_BYTES_CRITICAL - 1), Some(Weight::Fault));
    }

    #[test]
    fn a_folder_that_can_be_written_is_left_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(rights(folder.path()), None);
        let left = std::fs::read_dir(folder.path()).expect("readable").count();
        assert_eq!(left, 0);
    }
}
