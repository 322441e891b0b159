//! The request as HTTP/1.1 writes it, in pieces that can be coloured.

use super::{OutgoingRequest, Piece, Rich};
use crate::url::target_offset;

impl OutgoingRequest {
    /// The request line, the headers and the body, with plain line ends. What the connection
    /// adds by itself, such as `content-length`, is not shown.
    #[must_use]
    pub fn http_text(&self) -> Rich {
        let (origin, target) = self.url.split_at(target_offset(&self.url));
        let origin = origin.text();
        let host = origin.split_once("://").map_or("", |(_, host)| host);
        // What stands behind `#` never leaves the client.
        let target_text = target.text();
        let sent = target_text.find('#').unwrap_or(target_text.len());
        let mut text = Rich::default();
        text.push(Piece::structure(format!("{} ", self.method)));
        text.append(target.split_at(sent).0);
        text.push(Piece::structure(" HTTP/1.1\n"));
        text.push(Piece::name("host"));
        text.push(Piece::structure(": "));
        text.push(Piece::constant(host));
        for (name, value) in &self.headers {
            text.push(Piece::structure("\n"));
            text.push(Piece::name(name));
            text.push(Piece::structure(": "));
            text.append(value.clone());
        }
        if let Some(body) = &self.body {
            text.push(Piece::structure("\n\n"));
            text.append(body.clone());
        }
        text
    }
}
