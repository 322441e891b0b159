//! Texts for people stand in `app/locales` and nowhere else; the build compares the languages.

use crate::{expect_none, sources::list};

#[test]
fn no_text_of_russian_or_ukrainian_stands_in_the_code() {
    let mut faults = Vec::new();
    for folder in ["app/src", "server/src", "crates/engine", "crates/store"] {
        for source in list(folder, &[".rs"]) {
            let code = source.text.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in code.lines().enumerate() {
                if !is_example(&source.path, line) && line.chars().any(is_cyrillic) {
                    faults.push(format!(
                        "{}:{} belongs to app/locales",
                        source.path,
                        number + 1
                    ));
                }
            }
        }
    }
    expect_none(&faults);
}

/// Cyrillic that is not meant for people: examples, and what telephony platforms send for "none".
fn is_example(path: &str, line: &str) -> bool {
    ["/tests/", "/tests.rs", "/testing/", "/http/ingest/"]
        .iter()
        .any(|piece| path.contains(piece))
        || line.trim_start().starts_with("//")
}

const fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{4ff}')
}
