//! The one rule for the text of a signing secret, at saving and at sending.

use crate::catalogue::catalogue;
use std::ops::RangeInclusive;

/// What a signing secret begins with.
const PREFIX: &str = "whsec_";
/// How many bytes the key has.
const KEY_BYTES: RangeInclusive<usize> = 24..=64;

/// How far the time of a stamp may lie from that of its arrival, in milliseconds: what the
/// libraries of receivers allow.
pub const STAMP_AGE_MS_MAX: i64 = 300_000;

catalogue! {
    /// What a check of a request's stamp says.
    pub enum Verdict {
        /// It is Hookline's, and of now.
        Right = "right",
        /// There is none.
        Unsigned = "unsigned",
        /// It names a delivery of ours, whose integration has no such secret.
        Wrong = "wrong",
        /// It is Hookline's, but came too late or too early.
        Stale = "stale",
        /// It names no delivery of this company.
        Unknown = "unknown",
        /// Only a part of the body was kept, which cannot be checked.
        Cut = "cut",
    }
}

/// The key that a signing secret spells: `whsec_` and standard base64, with its padding, of 24
/// to 64 bytes. `None` for any other text; left-over bits must be zero, since the libraries of
/// receivers disagree about them.
#[must_use]
pub fn signing_key(secret: &str) -> Option<Vec<u8>> {
    secret
        .strip_prefix(PREFIX)
        .and_then(base64)
        .filter(|key| KEY_BYTES.contains(&key.len()))
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for digit in digits.bytes() {
        bits = bits << 6 | u32::from(value(digit)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    (bits == 0).then_some(bytes)
}

const fn value(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_with_and_without_padding() {
        let whole = signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!((whole.len(), whole[0], whole[23]), (24, 0x31, 0xb0));
        for (padded, length) in [("==", 25), ("=", 26)] {
            let digits = 36 - padded.len();
            let secret = format!("whsec_{}{padded}", "A".repeat(digits));
            assert_eq!(signing_key(&secret), Some(vec![0; length]));
        }
    }

    #[test]
    fn whatever_a_library_might_refuse_is_no_key() {
        let zeros = "A".repeat(33);
        for secret in [
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(),
            "whsec_c2hvcnQ=".to_owned(),
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS".to_owned(),
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-".to_owned(),
            format!("whsec_{zeros}B=="),
            format!("whsec_{zeros}AB="),
            format!("whsec_{zeros}==="),
            format!("whsec_{}", "A".repeat(88)),
        ] {
            assert_eq!(signing_key(&secret), None, "{secret}");
        }
    }
}
