//! What mends a failure: the words of the buttons that lead to the set-up.

use crate::i18n::{Key, text};
use domain::explain::Explanation;

/// What is to be changed about a failure.
#[must_use]
pub fn mending(explanation: Explanation) -> Key {
    remedy(explanation).unwrap_or(text::OVERVIEW_CHECK_IT)
}

/// The same where the set-up is at fault; nothing where it is not, or time alone mends it.
#[must_use]
pub const fn remedy(explanation: Explanation) -> Option<Key> {
    match explanation {
        Explanation::KeyRefused
        | Explanation::Forbidden
        | Explanation::Secret
        | Explanation::Token => Some(text::OVERVIEW_UPDATE_KEY),
        Explanation::NotFound
        | Explanation::Gone
        | Explanation::Redirect
        | Explanation::Dns
        | Explanation::Address => Some(text::OVERVIEW_CORRECT_ADDRESS),
        Explanation::MethodRefused => Some(text::OVERVIEW_CHANGE_METHOD),
        Explanation::RefusedByAnswer
        | Explanation::BadRequest
        | Explanation::FormatRefused
        | Explanation::TooLarge
        | Explanation::ValueRefused
        | Explanation::Refused
        | Explanation::Unexpected
        | Explanation::Protocol
        | Explanation::Render => Some(text::OVERVIEW_CHECK_IT),
        Explanation::Accepted
        | Explanation::Doubtful
        | Explanation::Later
        | Explanation::PaymentRequired
        | Explanation::RequestTimeout
        | Explanation::Conflict
        | Explanation::TooMany
        | Explanation::ReceiverBroken
        | Explanation::ReceiverDown
        | Explanation::Connect
        | Explanation::Tls
        | Explanation::CertificateExpired
        | Explanation::CertificateName
        | Explanation::CertificateUnknown
        | Explanation::Timeout
        | Explanation::Broken
        | Explanation::Late => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_time_mends_has_no_remedy_and_can_be_checked() {
        assert_eq!(remedy(Explanation::ReceiverDown), None);
        assert_eq!(remedy(Explanation::Timeout), None);
        let check = text::OVERVIEW_CHECK_IT;
        assert_eq!(mending(Explanation::ReceiverDown), check);
        assert_eq!(mending(Explanation::ValueRefused), check);
    }

    #[test]
    fn a_wrong_address_is_corrected() {
        let word = Some(text::OVERVIEW_CORRECT_ADDRESS);
        assert_eq!(remedy(Explanation::NotFound), word);
    }
}
