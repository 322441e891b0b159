//! Codes of an authenticator app: six digits of half a minute (RFC 6238), and recovery codes for
//! whoever has lost it.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// How long one code stands, in milliseconds.
const STEP_MS: i64 = 30_000;
/// Codes of so many steps before and after are taken, for clocks that are off.
const STEPS_OFF: i64 = 1;
/// Length of the secret, in bytes; that of SHA-1, as the RFC wants it.
const SECRET_BYTES: usize = 20;
/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;
/// Randomness of a recovery code, in bytes; 16 letters and digits.
const RECOVERY_BYTES: usize = 10;
/// How the app names the account's place.
const ISSUER: &str = "Hookline";

/// A new secret.
#[must_use]
pub fn secret() -> [u8; SECRET_BYTES] {
    rand::random()
}

/// A secret as a person types it into an app.
#[must_use]
pub fn written(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// What the picture says to the app.
#[must_use]
pub fn address(secret: &[u8], email: &str) -> String {
    let label: String = form_urlencoded::byte_serialize(email.as_bytes()).collect();
    let secret = written(secret);
    format!("otpauth://totp/{ISSUER}:{label}?secret={secret}&issuer={ISSUER}")
}

/// The step whose code was typed, if it is one of those around `now_ms`.
#[must_use]
pub fn step_of(secret: &[u8], typed: &str, now_ms: i64) -> Option<i64> {
    let typed = plain(typed);
    let now = now_ms.div_euclid(STEP_MS);
    (now - STEPS_OFF..=now + STEPS_OFF).find(|step| {
        let code = code(secret, *step);
        code.as_bytes().ct_eq(typed.as_bytes()).into()
    })
}

/// The code of a step.
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else {
        return String::new();
    };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = hash.last().map_or(0, |byte| usize::from(byte & 0x0f));
    let part = hash.iter().skip(at).take(4);
    let number = part.fold(0_u32, |number, byte| (number << 8) | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// New recovery codes, such as `k3f7-2mqa-x5te-9bcd`.
#[must_use]
pub fn recovery_codes() -> Vec<String> {
    let code = |_| {
        let random: [u8; RECOVERY_BYTES] = rand::random();
        let letters = BASE32_NOPAD.encode(&random).to_lowercase();
        let groups: Vec<&str> = (0..letters.len())
            .step_by(4)
            .filter_map(|at| letters.get(at..at + 4))
            .collect();
        groups.join("-")
    };
    (0..RECOVERY_CODES).map(code).collect()
}

/// A recovery code as it was made, however it was typed; nothing where it cannot be one.
#[must_use]
pub fn recovery_code(typed: &str) -> Option<String> {
    let letters = plain(typed);
    if letters.len() != RECOVERY_BYTES * 8 / 5 || !letters.is_ascii() {
        return None;
    }
    let groups: Vec<&str> = (0..letters.len())
        .step_by(4)
        .filter_map(|at| letters.get(at..at + 4))
        .collect();
    Some(groups.join("-"))
}

fn plain(typed: &str) -> String {
    typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret and the times of RFC 6238, appendix B, with the last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (at_s, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, at_s / 30), expected, "{at_s}");
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step() {
        let secret = secret();
        let now = 1_772_871_785_208;
        let step = now / STEP_MS;
        let found = |step| step_of(&secret, &code(&secret, step), now);
        assert_eq!(found(step), Some(step));
        assert_eq!(found(step - 1), Some(step - 1));
        assert_eq!(found(step + 1), Some(step + 1));
        assert_eq!(found(step - 2), None);
        assert_eq!(step_of(&secret, "", now), None);
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let codes = recovery_codes();
        assert_eq!(codes.len(), RECOVERY_CODES);
        for code in codes {
            let typed = code.to_uppercase().replace('-', " ");
            assert_eq!(recovery_code(&typed), Some(code));
        }
        assert_eq!(recovery_code("123456"), None);
    }

    #[test]
    fn the_app_is_told_whose_account_it_is() {
        assert_eq!(
            address(&[0; 5], "olena+crm@shop.example"),
            "otpauth://totp/Hookline:olena%2Bcrm%40shop.example?secret=AAAAAAAA&issuer=Hookline"
        );
    }
}
