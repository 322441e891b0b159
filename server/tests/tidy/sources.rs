//! The files of the work tree that people write.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders that are made, not written.
const MADE: [&str; 7] = [
    ".git",
    "data",
    "node_modules",
    "report",
    "results",
    "snapshots",
    "target",
];

/// A file as it lies in the work tree.
pub struct Source {
    /// Its path from the top, with slashes.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// The top of the work tree.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What is in a file; empty where there is none.
pub fn read(path: &str) -> String {
    fs::read_to_string(top().join(path)).unwrap_or_default()
}

/// All files below a folder whose name ends so, in the order of their paths.
pub fn list(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&top().join(folder), endings, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!found.is_empty(), "there is nothing to check in {folder}");
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !path.is_symlink() {
            if !MADE.contains(&name.as_str()) {
                collect(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(Source {
                path: path
                    .strip_prefix(top())
                    .unwrap()
                    .to_string_lossy()
                    .into_owned(),
                text: fs::read_to_string(&path).unwrap(),
            });
        }
    }
}
