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
        lines.push(match (masked.method, &masked.body) {
            (Method::Get, None) => format!("curl {}", quoted(&masked.url)),
            (method, _) => format!("curl -X {method} {}", quoted(&masked.url)),
        });
        for (name, value) in &masked.headers {
            lines.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
        }
        if let Some(body) = &masked.body {
            lines.push(format!("--data-raw {}", quoted(body)));
        }
        lines.join(" \\\n  ")
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
