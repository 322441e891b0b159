//! The shape of the work tree: its top, the size of files, the words with which modules open.

use crate::{
    expect_none,
    sources::{list, read, top},
};

const FILE_LINES_MAX: usize = 500;
const WRITTEN: [&str; 6] = [".css", ".mjs", ".rs", ".sh", ".toml", ".ts"];

#[test]
fn no_file_is_longer_than_one_can_keep_in_mind() {
    let faults: Vec<_> = list(".", &WRITTEN)
        .iter()
        .filter(|source| source.text.lines().count() > FILE_LINES_MAX)
        .map(|source| format!("{} is longer than {FILE_LINES_MAX} lines", source.path))
        .collect();
    expect_none(&faults);
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let faults: Vec<_> = list(".", &[".rs"])
        .iter()
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| format!("{} does not open with //!", source.path))
        .collect();
    expect_none(&faults);
}

#[test]
fn main_only_parses_loads_and_runs() {
    let lines = read("server/src/main.rs").lines().count();
    assert!((1..=60).contains(&lines), "main.rs has {lines} lines");
}

#[test]
fn the_visible_top_level_reads_as_the_map_says() {
    const ROOMS_AND_PAPERS: [&str; 20] = [
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "Makefile",
        "README.md",
        "SECURITY.md",
        "app",
        "crates",
        "data",
        "deploy",
        "docs",
        "end2end",
        "frontend",
        "migrations",
        "rust-toolchain.toml",
        "server",
        "style",
        "target",
        "node_modules",
    ];
    let faults: Vec<_> = std::fs::read_dir(top())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !ROOMS_AND_PAPERS.contains(&name.as_str()))
        .map(|name| format!("{name} has no place at the top of the project"))
        .collect();
    expect_none(&faults);
}
