//! The request as a command that can be pasted into a shell.

use super::OutgoingRequest;
use crate::integration::Method;

impl OutgoingRequest {
    /// The masked request as a `curl` command. Everything stands in single quotes, so that the
    /// shell takes nothing in it for a command of its own.
    #[must_use]
    pub fn curl(&self) -> String {
        let masked = self.masked();
        let mut lines = Vec::new();
        let mut command = "curl".to_owned();
        if masked.url.contains(['[', ']', '{', '}']) {
            // Otherwise curl takes brackets for a pattern of many URLs.
            command.push_str(" -g");
        }
        if has_dot_segment(&masked.url) {
            command.push_str(" --path-as-is");
        }
        if masked.method != Method::Get || masked.body.is_some() {
            command.push_str(&format!(" -X {}", masked.method));
        }
        lines.push(format!("{command} {}", quoted(&masked.url)));
        for (name, value) in &masked.headers {
            lines.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
        }
        if let Some(body) = &masked.body {
            lines.push(format!("--data-raw {}", quoted(body)));
        }
        lines.join(" \\\n  ")
    }
}

/// Whether a path holds a step, plain or percent-encoded, that curl would take by itself.
fn has_dot_segment(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.split('/').any(|segment| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(plain.as_str(), "." | "..")
    })
}

/// A text as one word of a shell.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
