//! Faults of the secrets that come with a draft. Their texts are in no fault.

use crate::{
    fault::{Fault, FieldError},
    integration::{DraftSecrets, SECRET_BYTES_MAX, SIGNATURE_SECRET},
    request::encoding::has_control,
    template::is_secret_name,
};

/// What a signing secret begins with.
const SIGNATURE_PREFIX: &str = "whsec_";
/// How many bytes a signing secret has.
const SIGNATURE_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Every fault of the secrets, at `secrets.<name>`.
#[must_use]
pub fn validate_secrets(secrets: &DraftSecrets) -> Vec<FieldError> {
    secrets
        .0
        .iter()
        .filter_map(|(name, text)| {
            let field = format!("secrets.{name}");
            if !is_secret_name(name) {
                Some(FieldError::new(field, Fault::SecretName).with("name", name))
            } else if text.is_empty() {
                Some(FieldError::new(field, Fault::Required))
            } else if text.len() > SECRET_BYTES_MAX {
                Some(FieldError::new(field, Fault::TooLong).with("max", SECRET_BYTES_MAX))
            } else if name == SIGNATURE_SECRET && !is_signature(text) {
                Some(FieldError::new(field, Fault::SignatureSecret))
            } else if has_control(text) {
                Some(FieldError::new(field, Fault::LineBreak))
            } else {
                None
            }
        })
        .collect()
}

/// Whether a text is `whsec_` and base64 of enough bytes.
fn is_signature(text: &str) -> bool {
    text.strip_prefix(SIGNATURE_PREFIX)
        .and_then(base64_bytes)
        .is_some_and(|bytes| SIGNATURE_BYTES.contains(&bytes))
}

/// How many bytes a text of standard base64 with its padding stands for.
fn base64_bytes(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let is_base64 = text.len().is_multiple_of(4) && padding <= 2 && digits.bytes().all(is_digit);
    is_base64.then(|| digits.len() * 3 / 4)
}
