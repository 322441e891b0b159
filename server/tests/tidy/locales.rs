//! Texts for people stand in `app/locales` and nowhere else; the build compares the languages.

use crate::{
    expect_none,
    sources::{list, read},
};

/// What the store writes like the action of an entry of the audit log and is none.
const NO_ACTIONS: [&str; 3] = ["c.tenant_id", "hookline.db", "secret.sealed"];

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

#[test]
fn every_action_of_the_audit_log_has_its_words() {
    let words: serde_json::Value =
        serde_json::from_str(&read("app/locales/en/audit.json")).unwrap();
    let mut faults = Vec::new();
    for source in list("crates/store/src", &[".rs"]) {
        for action in quoted(&source.text).filter(|text| is_action(text)) {
            let has_words = words.pointer(&format!("/{}", action.replace('.', "/")));
            if has_words.is_none() && !NO_ACTIONS.contains(&action) {
                faults.push(format!(
                    "{}: {action} has no words in audit.json",
                    source.path
                ));
            }
        }
    }
    expect_none(&faults);
}

/// What stands between quotes, and what stands between two such texts.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('"'))
}

/// Two words of the code with a dot between them.
fn is_action(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.split_once('.')
        .is_some_and(|(noun, verb)| is_word(noun) && is_word(verb))
}

const fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{4ff}')
}
