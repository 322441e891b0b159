//! Everything that can be asked, found without being told: pages, server functions, the machine
//! API, and the routes written out in the sources.

use super::{api, table};
use leptos::server_fn::axum::server_fn_paths;
use server::http::openapi;
use std::{collections::BTreeSet, fs, path::Path};

/// The name of a server function.
fn function_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The address of a server function.
pub(super) fn function_path(name: &str) -> String {
    let found = server_fn_paths().find(|(path, _)| function_name(path) == name);
    let (path, _) = found.unwrap_or_else(|| panic!("there is no server function `{name}`"));
    path.to_owned()
}

/// An address with whatever names a thing in it written the same way.
fn shape(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let names_a_thing = part.starts_with([':', '{', '*']);
        if names_a_thing { "…" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

fn pages() -> impl Iterator<Item = String> {
    let pages = leptos_axum::generate_route_list(app::App).into_iter();
    pages.map(|page| format!("GET {}", shape(page.path())))
}

fn of_api() -> BTreeSet<String> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                let method = method.to_ascii_uppercase();
                routes.insert(format!("{method} {}", shape(path)));
            }
        }
    }
    routes
}

/// What stands behind every `.route(` of the sources: the address, and the method that follows.
fn written_out() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    let sources = fs::read_dir(folder).unwrap();
    let sources: Vec<String> = sources
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    // The address to which a CRM sends people back is also shown on a page.
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/domain/src/connection.rs");
    let all = sources.concat() + &fs::read_to_string(shared).unwrap();
    let mut routes = BTreeSet::new();
    for call in all.split(".route(").skip(1) {
        let (first, rest) = call.split_once(',').unwrap();
        let address = match first.trim().trim_matches('"') {
            name if name.starts_with('/') => name.to_owned(),
            name => {
                let value = all
                    .split(&format!("const {name}: &str = \""))
                    .nth(1)
                    .unwrap();
                value.split('"').next().unwrap().to_owned()
            }
        };
        let method = rest.trim().split('(').next().unwrap();
        let method = match method {
            "any" => "GET".to_owned(),
            other => other.to_ascii_uppercase(),
        };
        routes.insert(format!("{method} {}", shape(&address)));
    }
    routes
}

/// What a row stands for.
fn row_shape(asked: &str) -> String {
    match asked {
        "GET /nowhere" => "GET /…".to_owned(),
        "GET /api/nowhere" => "GET /api/…".to_owned(),
        "GET /calls/call-1" => "GET /calls/…".to_owned(),
        "GET /help/signature" => "GET /help/…".to_owned(),
        asked if asked.starts_with('/') || asked.contains(" /") => shape(asked),
        function => function.to_owned(),
    }
}

#[test]
fn whatever_can_be_asked_has_a_row() {
    let mut there: BTreeSet<String> = pages().collect();
    there.extend(of_api());
    there.extend(written_out());
    there.extend(server_fn_paths().map(|(path, _)| function_name(path).to_owned()));
    there.insert("GET /…".to_owned());
    let portal = table::ROWS.iter().chain(table::ALONE).map(|row| row.asked);
    let rows: BTreeSet<String> = portal
        .chain(api::ROWS.iter().map(|row| row.asked))
        .map(row_shape)
        .collect();
    let without: Vec<_> = there.difference(&rows).collect();
    assert!(
        without.is_empty(),
        "without a row in server/tests/it/matrix: {without:?}"
    );
    let of_nothing: Vec<_> = rows.difference(&there).collect();
    assert!(of_nothing.is_empty(), "rows of nothing: {of_nothing:?}");
}
