//! What the command line prints, and what it reads.

use anyhow::{Context as _, anyhow, bail};
use domain::{SenderDraft, incoming::SENDER_NAME_CHARS_MAX};
use serde::Serialize;
use std::io::{Read as _, Write as _};

/// Longest text read from standard input, in bytes.
const INPUT_BYTES_MAX: u64 = 4_096;

/// Prints the one JSON object of a command on standard output.
///
/// # Errors
/// Where it cannot be written as JSON, or nobody reads it any more.
pub fn print(answer: &impl Serialize) -> anyhow::Result<()> {
    let line = format!("{}\n", serde_json::to_string(answer)?);
    let mut out = std::io::stdout().lock();
    let written = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    written.context("the answer cannot be written to standard output")
}

/// Says something to the person at the terminal, whatever is logged.
#[expect(
    clippy::print_stderr,
    reason = "The one place that talks to the person at the terminal."
)]
pub fn say(text: &str) {
    eprintln!("{text}");
}

/// Says why a command did not do its work.
pub fn say_error(error: &anyhow::Error) {
    say(&format!("hookline: {error:#}"));
}

/// A secret from standard input, without the line break at its end.
///
/// # Errors
/// Where there is none, or it is too long.
pub fn read_secret(what: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    let input = std::io::stdin()
        .lock()
        .take(INPUT_BYTES_MAX + 1)
        .read_to_string(&mut text);
    input.with_context(|| format!("the {what} cannot be read from standard input"))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() || secret.len() as u64 > INPUT_BYTES_MAX {
        bail!("send the {what} on standard input: 1 to {INPUT_BYTES_MAX} bytes");
    }
    Ok(secret.to_owned())
}

/// What a key or a source is called, as a person wrote it, or nothing; it may come from everywhere.
///
/// # Errors
/// Where what was written is no name.
pub fn called(name: Option<&str>) -> anyhow::Result<SenderDraft> {
    let Some(name) = name else {
        return Ok(SenderDraft::default());
    };
    SenderDraft::read(name, "")
        .map_err(|_| anyhow!("--name: write 1 to {SENDER_NAME_CHARS_MAX} characters"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_as_people_write_it_and_none_is_none() {
        let name = |written| called(written).map(|draft| draft.name);
        assert_eq!(name(Some(" PBX ")).expect("a name"), "PBX");
        assert_eq!(name(None).expect("no name"), "");
        let long = "x".repeat(SENDER_NAME_CHARS_MAX + 1);
        for written in [" ", &long] {
            let told = name(Some(written)).expect_err("no name").to_string();
            assert_eq!(told, "--name: write 1 to 60 characters");
        }
    }
}
