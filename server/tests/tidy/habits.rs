//! Habits that are checked, not remembered.

use crate::{
    expect_none,
    sources::{Source, list},
};

/// What stands in no source: the piece, and why not.
const NOWHERE: [(&str, &str); 8] = [
    ("#[ignore", "a test that is switched off says nothing"),
    ("#[should_panic", "assert the error instead"),
    ("thread::sleep(", "wait on a signal"),
    ("todo!(", "finish it"),
    ("unimplemented!(", "finish it"),
    ("TODO", "do it or leave it"),
    ("FIXME", "do it or leave it"),
    ("XXX", "say it in a sentence"),
];

/// What stands in no spec of the browser.
const IN_NO_SPEC: [(&str, &str); 4] = [
    ("waitForTimeout", "wait for what is expected"),
    ("test.skip", "a test that is switched off says nothing"),
    ("test.only", "all tests count"),
    ("test.fixme", "mend it"),
];

#[test]
fn nothing_is_left_undone_or_switched_off() {
    let mut faults = Vec::new();
    for source in list(".", &[".rs"]).iter().filter(|one| !is_tidy(one)) {
        note(source, &NOWHERE, &mut faults);
    }
    for source in list("end2end", &[".ts"]) {
        note(&source, &IN_NO_SPEC, &mut faults);
    }
    expect_none(&faults);
}

#[test]
fn a_form_tells_why_it_was_refused_without_a_script_too() {
    let faults: Vec<_> = list("app/src", &[".rs"])
        .iter()
        .filter(|one| one.path != "app/src/refusal.rs" && one.text.contains("ServerAction::<"))
        .map(|one| {
            format!(
                "{} makes an action of its own: take use_form of refusal.rs",
                one.path
            )
        })
        .collect();
    expect_none(&faults);
}

#[test]
fn no_line_ends_in_blanks() {
    let mut faults = Vec::new();
    for source in list(
        ".",
        &[".css", ".json", ".md", ".mjs", ".rs", ".toml", ".ts"],
    ) {
        for (number, line) in source.text.lines().enumerate() {
            if line.ends_with([' ', '\t']) {
                faults.push(format!("{}:{} ends in blanks", source.path, number + 1));
            }
        }
    }
    expect_none(&faults);
}

#[test]
fn colours_come_from_the_tokens() {
    let mut faults = Vec::new();
    for source in list("style", &[".css"]) {
        if source.path == "style/tokens.css" {
            continue;
        }
        for (number, line) in source.text.lines().enumerate() {
            if ["#", "rgb(", "rgba(", "hsl(", "oklch("]
                .iter()
                .any(|colour| is_colour(line, colour))
            {
                faults.push(format!(
                    "{}:{} names a colour: {}",
                    source.path,
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    expect_none(&faults);
}

/// A value after a colon, such as `color: #fff`; `#name` in a selector is none.
fn is_colour(line: &str, colour: &str) -> bool {
    line.split_once(':').is_some_and(|(_, value)| {
        value.trim_end().ends_with(';') && value.contains(colour) && !value.contains("url(")
    })
}

fn note(source: &Source, pieces: &[(&str, &str)], faults: &mut Vec<String>) {
    for (number, line) in source.text.lines().enumerate() {
        for (piece, why_not) in pieces {
            if line.contains(piece) {
                faults.push(format!(
                    "{}:{}: {piece}: {why_not}",
                    source.path,
                    number + 1
                ));
            }
        }
    }
}

/// The lists above name what they forbid.
fn is_tidy(source: &Source) -> bool {
    source.path.starts_with("server/tests/tidy/")
}
