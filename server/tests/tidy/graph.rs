//! What is compiled into the browser's half: nothing that weighs much and that the server can do.

use crate::{
    expect_none,
    sources::{read, top},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

/// Phone library, time-zone data, TOML and regex; what begins so is meant too. The build of the
/// browser's half looks for the same in what it made.
const KEPT_OUT: &str = ".ci/kept_out.txt";

/// It reads a settings file on the server; the linker throws it away with all it brings. That it
/// does, the build holds to: it is on the list.
const FALLS_OUT: &str = "leptos_config";

#[test]
fn the_browser_carries_no_phone_library_time_zones_toml_or_regex() {
    let graph = browser_graph();
    assert!(graph.contains_key("frontend"), "the graph has no root");
    let kept_out = read(KEPT_OUT);
    assert!(
        kept_out.lines().any(|name| name == FALLS_OUT),
        "nothing holds {FALLS_OUT} to falling out"
    );
    let faults: Vec<_> = reached(&graph)
        .into_iter()
        .filter(|name| kept_out.lines().any(|kept_out| name.starts_with(kept_out)))
        .map(|name| format!("the browser's graph holds {name}: cargo tree -p frontend --target wasm32-unknown-unknown -i {name}"))
        .collect();
    expect_none(&faults);
}

#[test]
fn the_build_of_the_browsers_half_looks_for_what_is_kept_out() {
    assert!(read(".ci/browser").contains("node .ci/kept_out.mjs"));
}

#[test]
fn the_lock_holds_one_tls_and_one_sqlx() {
    let lock = read("Cargo.lock");
    let versions = |name: &str| lock.matches(&format!("name = \"{name}\"\n")).count();
    assert_eq!(versions("openssl"), 0, "TLS is rustls with ring");
    assert_eq!(versions("aws-lc-rs"), 0, "TLS is rustls with ring");
    assert_eq!(
        versions("sqlx"),
        1,
        "an older sqlx takes SQLite back to an older version"
    );
}

/// Everything below `frontend` that is not there for the sake of what falls out only.
fn reached(graph: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut ahead = vec!["frontend".to_owned()];
    while let Some(name) = ahead.pop() {
        if name != FALLS_OUT && seen.insert(name.clone()) {
            ahead.extend(graph.get(&name).into_iter().flatten().cloned());
        }
    }
    seen
}

/// The arrows of `cargo tree`, whose lines begin with their depth: `2serde v1.0.0`.
fn browser_graph() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "frontend", "--edges", "normal"])
        .args(["--target", "wasm32-unknown-unknown", "--prefix", "depth"])
        .current_dir(top())
        .output()
        .unwrap();
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut above: Vec<String> = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let Ok(depth) = line[..digits].parse::<usize>() else {
            continue;
        };
        let name = line[digits..].split(' ').next().unwrap().to_owned();
        above.truncate(depth);
        if let Some(parent) = above.last() {
            graph.get_mut(parent).unwrap().insert(name.clone());
        }
        graph.entry(name.clone()).or_default();
        above.push(name);
    }
    graph
}
