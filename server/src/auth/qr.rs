//! A text as a picture that a phone reads: an SVG, dark on light in every theme.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The light edge that readers want around it, in modules.
const EDGE: i32 = 4;

/// The picture; nothing for a text that is too long for one.
#[must_use]
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * EDGE;
    let mut dark = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                let _ = write!(dark, "M{} {}h1v1h-1z", x + EDGE, y + EDGE);
            }
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" \
         shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
         <path fill=\"white\" d=\"M0 0h{size}v{size}H0z\"/><path fill=\"black\" d=\"{dark}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_becomes_a_picture_and_a_book_does_not() {
        let picture = svg("otpauth://totp/Hookline").expect("fits");
        assert!(picture.starts_with("<svg") && picture.ends_with("</svg>"));
        assert_eq!(svg(&"x".repeat(10_000)), None);
    }
}
