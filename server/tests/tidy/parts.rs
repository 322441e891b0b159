//! What pages are made of lies where the map says: the parts of one page in a folder of its name,
//! and beside them only what several share.

use crate::{
    expect_none,
    sources::{Source, list},
};
use std::collections::{BTreeMap, BTreeSet};

const PAGES: &str = "app/src/pages/";
const COMPONENTS: &str = "app/src/components/";
/// Stands for what surrounds every page.
const FRAME: &str = "the frame";

#[test]
fn a_part_of_one_page_lies_in_its_folder() {
    let pages: BTreeSet<String> = list(PAGES, &[".rs"])
        .iter()
        .map(|source| first_name(&source.path, PAGES))
        .collect();
    let users = users();
    let faults: Vec<_> = users
        .keys()
        .filter(|part| !pages.contains(*part))
        .filter_map(|part| {
            let of = reached(part, &users, &pages);
            let page = of.first().filter(|page| of.len() == 1 && **page != FRAME)?;
            Some(format!(
                "{COMPONENTS}{part}.rs is used by {page} alone and belongs to {COMPONENTS}{page}/"
            ))
        })
        .collect();
    assert!(users.len() > pages.len(), "the parts are not found");
    expect_none(&faults);
}

#[test]
fn the_folder_of_pages_holds_a_page_in_each_file() {
    let faults: Vec<_> = list(PAGES, &[".rs"])
        .iter()
        .filter(|source| source.text.matches("#[component]\npub fn ").count() != 1)
        .map(|source| {
            format!(
                "{} is not one page: its parts go to {COMPONENTS}",
                source.path
            )
        })
        .collect();
    expect_none(&faults);
}

#[test]
fn names_are_found_in_every_form_of_an_import() {
    let text = "use crate::{components::{a::B, c::{d::E, f}, g}, x}; components::h::i()";
    assert_eq!(named(text), ["a", "c", "g", "h"]);
}

/// Each part, by its name, with the pages and parts that use it.
fn users() -> BTreeMap<String, BTreeSet<String>> {
    let sources = list("app/src", &[".rs"]);
    let parts: BTreeSet<String> = sources
        .iter()
        .filter(|source| source.path.starts_with(COMPONENTS))
        .map(|source| first_name(&source.path, COMPONENTS))
        .collect();
    let mut users: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for source in &sources {
        let user = user(source);
        for part in named(&source.text) {
            if part != user && parts.contains(part) {
                users
                    .entry(part.to_owned())
                    .or_default()
                    .insert(user.clone());
            }
        }
    }
    users
}

/// The page or part that a source belongs to.
fn user(source: &Source) -> String {
    let folder = [PAGES, COMPONENTS]
        .into_iter()
        .find(|folder| source.path.starts_with(folder));
    folder.map_or_else(
        || FRAME.to_owned(),
        |folder| first_name(&source.path, folder),
    )
}

/// The pages that a part is seen on, directly or in another part.
fn reached<'a>(
    part: &'a str,
    users: &'a BTreeMap<String, BTreeSet<String>>,
    pages: &BTreeSet<String>,
) -> BTreeSet<&'a str> {
    let (mut found, mut seen, mut ahead) = (BTreeSet::new(), BTreeSet::new(), vec![part]);
    while let Some(name) = ahead.pop() {
        if name == FRAME || pages.contains(name) {
            found.insert(name);
        } else if seen.insert(name) {
            ahead.extend(users.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    found
}

/// `calls/api.rs` and `calls.rs` are both `calls`.
fn first_name(path: &str, folder: &str) -> String {
    let rest = path.trim_start_matches(folder).trim_end_matches(".rs");
    rest.split('/').next().unwrap_or(rest).to_owned()
}

/// The names that directly follow `components::` in a source, in a group or alone.
fn named(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for rest in text.split("components::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            found.push(name(rest));
            continue;
        };
        let mut depth = 0;
        let mut begins = true;
        for (at, letter) in group.char_indices() {
            match letter {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                _ if begins && letter.is_alphanumeric() => {
                    found.push(name(&group[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    found
}

fn name(text: &str) -> &str {
    let end = text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    &text[..end.unwrap_or(text.len())]
}
