//! Who may import whom, and which libraries a room must not know.

use crate::{expect_none, sources::top};
use serde_json::Value;
use std::{collections::BTreeMap, process::Command};

/// What a room may import of ours; a `?` marks what it may import only optionally (with `ssr`).
const ARROWS: [(&str, &[&str]); 7] = [
    ("app", &["domain", "store?"]),
    ("domain", &[]),
    ("engine", &["domain"]),
    ("frontend", &["app"]),
    ("migrations", &[]),
    (
        "server",
        &["app", "domain", "engine", "migrations", "store"],
    ),
    ("store", &["domain"]),
];

/// What only the tests of a room may import besides.
const ARROWS_OF_TESTS: [(&str, &[&str]); 2] = [("server", &["engine"]), ("store", &["migrations"])];

/// Libraries that a room must not know, whatever the reason; `sea-orm` also means what begins so.
const UNKNOWN_TO: [(&str, &[&str]); 7] = [
    (
        "domain",
        &[
            "tokio", "sea-orm", "sqlx", "leptos", "axum", "jiff", "reqwest",
        ],
    ),
    ("engine", &["sea-orm", "sqlx", "leptos", "axum"]),
    ("store", &["leptos", "axum", "reqwest"]),
    ("migrations", &["leptos", "axum", "reqwest", "sqlx"]),
    ("app", &["sea-orm", "sqlx", "reqwest"]),
    ("server", &["sqlx", "reqwest"]),
    ("frontend", &["sea-orm", "sqlx", "reqwest", "axum"]),
];

/// Knows how to bring a database up to date, which is all that `server` does with it.
const EXCEPT: [(&str, &str); 1] = [("server", "sea-orm-migration")];

struct Dependency {
    name: String,
    of_tests: bool,
    optional: bool,
}

#[test]
fn the_rooms_import_only_whom_they_may() {
    let rooms = rooms();
    let mut faults = Vec::new();
    for (room, dependencies) in &rooms {
        let Some(allowed) = lookup(&ARROWS, room) else {
            faults.push(format!("{room} is a room that nobody has a rule for"));
            continue;
        };
        let of_tests = lookup(&ARROWS_OF_TESTS, room).unwrap_or_default();
        for dependency in dependencies {
            if rooms.contains_key(&dependency.name) && !may(dependency, allowed, of_tests) {
                faults.push(format!("{room} must not import {}", dependency.name));
            }
        }
    }
    assert_eq!(
        rooms.len(),
        ARROWS.len(),
        "a rule names a room that is gone"
    );
    expect_none(&faults);
}

#[test]
fn a_room_does_not_know_what_is_none_of_its_business() {
    let mut faults = Vec::new();
    for (room, dependencies) in &rooms() {
        let unknown = lookup(&UNKNOWN_TO, room).unwrap_or_default();
        for dependency in dependencies.iter().filter(|one| !one.of_tests) {
            let name = dependency.name.as_str();
            let known = EXCEPT.contains(&(room.as_str(), name));
            if !known && unknown.iter().any(|one| begins_as(name, one)) {
                faults.push(format!("{room} must not know {name}"));
            }
        }
    }
    expect_none(&faults);
}

fn may(dependency: &Dependency, allowed: &[&str], of_tests: &[&str]) -> bool {
    let name = dependency.name.as_str();
    allowed.contains(&name)
        || (dependency.optional && allowed.contains(&format!("{name}?").as_str()))
        || (dependency.of_tests && of_tests.contains(&name))
}

/// `leptos` is also `leptos_axum`, but `tower` would not be `towers`.
fn begins_as(name: &str, library: &str) -> bool {
    name.strip_prefix(library)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

fn lookup<'a>(rules: &[(&str, &'a [&'a str])], room: &str) -> Option<&'a [&'a str]> {
    rules
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, rule)| *rule)
}

/// The members of the workspace with what they depend on.
fn rooms() -> BTreeMap<String, Vec<Dependency>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(top())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (text(&package["name"]), dependencies(package)))
        .collect()
}

fn dependencies(package: &Value) -> Vec<Dependency> {
    package["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|dependency| Dependency {
            name: text(&dependency["name"]),
            of_tests: dependency["kind"] == "dev",
            optional: dependency["optional"] == true,
        })
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
