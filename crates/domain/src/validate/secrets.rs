//! Faults of the secrets that come with a draft. Their texts are in no fault.

use crate::{
    fault::{Fault, FieldError},
    integration::{DraftSecrets, SECRET_BYTES_MAX, SECRETS_MAX, is_signing_secret},
    request::encoding::has_control,
    signing::signing_key,
    template::is_secret_name,
};

/// The fault of more secrets than there may be, those that were there before included.
#[must_use]
pub fn too_many_secrets(names: &[String]) -> Option<FieldError> {
    let fault = || FieldError::new("secrets", Fault::TooMany).with("max", SECRETS_MAX);
    (names.len() > SECRETS_MAX).then(fault)
}

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
            } else if is_signing_secret(name) && signing_key(text).is_none() {
                Some(FieldError::new(field, Fault::SignatureSecret))
            } else if has_control(text) {
                Some(FieldError::new(field, Fault::LineBreak))
            } else {
                None
            }
        })
        .collect()
}
