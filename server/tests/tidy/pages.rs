//! A page, its route, its place, its style and its spec belong together, under one name.

use crate::{
    expect_none,
    sources::{list, read},
};

/// What is shown where no route is: it has a place, but no route and no style of its own.
const WITHOUT_ROUTE: &str = "not_found";

struct Page {
    /// The name of its file.
    name: String,
    text: String,
}

#[test]
fn every_page_is_in_the_list_of_places() {
    let places = read("app/src/nav.rs");
    let faults = pages()
        .iter()
        .filter(|page| !places.contains(&format!("page(\"{}\"", page.name)))
        .map(|page| format!("app/src/nav.rs does not say where {} stands", page.name))
        .collect::<Vec<_>>();
    expect_none(&faults);
}

#[test]
fn every_place_is_a_page() {
    let places = read("app/src/nav.rs");
    let pages = pages();
    let faults: Vec<_> = places
        .split("page(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| pages.iter().all(|page| page.name != *name))
        .map(|name| format!("app/src/nav.rs names {name}, which is no page"))
        .collect();
    expect_none(&faults);
}

#[test]
fn every_page_has_a_route() {
    let routes = read("app/src/lib.rs") + &read("app/src/routes.rs");
    let mut faults = Vec::new();
    for page in pages() {
        let component = component(&page);
        let ways = if page.name == WITHOUT_ROUTE {
            vec![format!("fallback={component}")]
        } else {
            vec![format!("view={component}"), format!("<{component}/>")]
        };
        if !ways.iter().any(|way| routes.contains(way)) {
            faults.push(format!("there is no route to {component}"));
        }
    }
    expect_none(&faults);
}

#[test]
fn every_page_has_its_style() {
    let main = read("style/main.css");
    let mut faults = Vec::new();
    for page in pages() {
        let partial = format!("_{}.css", page.name);
        if read(&format!("style/{partial}")).is_empty() {
            faults.push(format!("style/{partial} is missing"));
        } else if !main.contains(&partial) {
            faults.push(format!("style/main.css does not import {partial}"));
        }
    }
    expect_none(&faults);
}

#[test]
fn every_page_has_its_spec() {
    let faults: Vec<_> = pages()
        .iter()
        .map(|page| format!("end2end/tests/{}.spec.ts", page.name))
        .filter(|spec| !read(spec).contains("test("))
        .map(|spec| format!("{spec} is missing"))
        .collect();
    expect_none(&faults);
}

#[test]
fn every_partial_is_imported() {
    let main = read("style/main.css");
    let faults: Vec<_> = list("style", &[".css"])
        .iter()
        .filter_map(|source| source.path.strip_prefix("style/"))
        .filter(|name| name.starts_with('_') && !main.contains(*name))
        .map(|name| format!("style/main.css does not import {name}"))
        .collect();
    expect_none(&faults);
}

fn pages() -> Vec<Page> {
    list("app/src/pages", &[".rs"])
        .into_iter()
        .map(|source| Page {
            name: source
                .path
                .trim_start_matches("app/src/pages/")
                .trim_end_matches(".rs")
                .to_owned(),
            text: source.text,
        })
        .collect()
}

/// The page's component: the first one that its file makes public.
fn component(page: &Page) -> String {
    let (_, after) = page.text.split_once("#[component]").unwrap_or_default();
    let (_, name) = after.split_once("pub fn ").unwrap_or_default();
    name.chars()
        .take_while(|letter| letter.is_alphanumeric())
        .collect()
}
