//! A failure in plain words: a code with arguments, for what happened and what to do.
//!
//! The sentences are in `app/locales` under `explain.<code>.what` and `explain.<code>.do`.

use crate::{catalogue::catalogue, delivery::Cause};
use std::collections::BTreeMap;

catalogue! {
    /// What happened, told apart by what there is to do about it. The argument is `status`
    /// wherever there was an answer.
    pub enum Explanation {
        /// The receiver took it.
        Accepted = "accepted",
        /// The receiver took it by its status, but its answer reads like an error.
        Doubtful = "doubtful",
        /// Its answer asks to try later.
        Later = "later",
        /// Its answer refuses the request.
        RefusedByAnswer = "refused_by_answer",
        /// 400: it does not understand the request.
        BadRequest = "bad_request",
        /// 401: it does not accept the key.
        KeyRefused = "key_refused",
        /// 402: it wants to be paid.
        PaymentRequired = "payment_required",
        /// 403: the key may not do this.
        Forbidden = "forbidden",
        /// 404: nothing is at that address.
        NotFound = "not_found",
        /// 405: it wants another method.
        MethodRefused = "method_refused",
        /// 406 or 415: it wants another body format.
        FormatRefused = "format_refused",
        /// 408: it waited too long for the request.
        RequestTimeout = "request_timeout",
        /// 409: what should be made is there already.
        Conflict = "conflict",
        /// 410: the address was given up.
        Gone = "gone",
        /// 413, 414 or 431: the request is too large.
        TooLarge = "too_large",
        /// 422: it does not accept a value.
        ValueRefused = "value_refused",
        /// 425 or 429: too many requests.
        TooMany = "too_many",
        /// Any other 4xx.
        Refused = "refused",
        /// 500 or any other 5xx: it broke while working.
        ReceiverBroken = "receiver_broken",
        /// 502, 503 or 504: it is down or overloaded.
        ReceiverDown = "receiver_down",
        /// A 2xx that the success rule does not list, or a status outside of 1xx to 5xx.
        Unexpected = "unexpected",
        /// 3xx: it points elsewhere.
        Redirect = "redirect",
        /// Its name has no address.
        Dns = "dns",
        /// The address lies in an inner network.
        Address = "address",
        /// It takes no connections.
        Connect = "connect",
        /// No safe connection could be made.
        Tls = "tls",
        /// The time of its certificate is over.
        CertificateExpired = "certificate_expired",
        /// Its certificate is made for another name.
        CertificateName = "certificate_name",
        /// Its certificate comes from an unknown authority.
        CertificateUnknown = "certificate_unknown",
        /// It did not answer in time.
        Timeout = "timeout",
        /// It hung up in the middle.
        Broken = "broken",
        /// What it answered is not HTTP.
        Protocol = "protocol",
        /// The request grew too large to be sent.
        Render = "render",
        /// A secret that the request needs was removed.
        Secret = "secret",
        /// No token to sign in with was given.
        Token = "token",
        /// It was too late to send.
        Late = "late",
    }
}

impl Explanation {
    /// Whether the key is at fault, which lies with the connection where there is one.
    #[must_use]
    pub const fn is_of_key(self) -> bool {
        matches!(
            self,
            Self::KeyRefused | Self::Forbidden | Self::Secret | Self::Token
        )
    }
}

/// A failure ready to be put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Which sentences tell it.
    pub explanation: Explanation,
    /// What the sentences name.
    pub arguments: BTreeMap<String, String>,
}

impl Explained {
    /// The key of the sentence that says what happened.
    #[must_use]
    pub fn what_key(&self) -> String {
        format!("explain.{}.what", self.explanation)
    }

    /// The key of the sentence that says what to do.
    #[must_use]
    pub fn do_key(&self) -> String {
        format!("explain.{}.do", self.explanation)
    }
}

/// What a try that ended so means to a person.
#[must_use]
pub fn explain(cause: Cause, status: Option<u16>) -> Explained {
    let explanation = match cause {
        Cause::Accepted => Explanation::Accepted,
        Cause::Doubtful => Explanation::Doubtful,
        Cause::Later => Explanation::Later,
        Cause::Refused => Explanation::RefusedByAnswer,
        Cause::Status => of_status(status.unwrap_or_default()),
        Cause::Redirect => Explanation::Redirect,
        Cause::Dns => Explanation::Dns,
        Cause::Address => Explanation::Address,
        Cause::Connect => Explanation::Connect,
        Cause::Tls => Explanation::Tls,
        Cause::CertificateExpired => Explanation::CertificateExpired,
        Cause::CertificateName => Explanation::CertificateName,
        Cause::CertificateUnknown => Explanation::CertificateUnknown,
        Cause::Timeout => Explanation::Timeout,
        Cause::Broken => Explanation::Broken,
        Cause::Protocol => Explanation::Protocol,
        Cause::Render => Explanation::Render,
        Cause::Secret => Explanation::Secret,
        Cause::Token => Explanation::Token,
        Cause::Late => Explanation::Late,
    };
    let status = status.map(|status| ("status".to_owned(), status.to_string()));
    Explained {
        explanation,
        arguments: status.into_iter().collect(),
    }
}

const fn of_status(status: u16) -> Explanation {
    match status {
        300..=399 => Explanation::Redirect,
        400..=499 => of_refusal(status),
        502..=504 => Explanation::ReceiverDown,
        500 | 501 | 505..=599 => Explanation::ReceiverBroken,
        _ => Explanation::Unexpected,
    }
}

/// What a 4xx means.
const fn of_refusal(status: u16) -> Explanation {
    match status {
        400 => Explanation::BadRequest,
        401 => Explanation::KeyRefused,
        402 => Explanation::PaymentRequired,
        403 => Explanation::Forbidden,
        404 => Explanation::NotFound,
        405 => Explanation::MethodRefused,
        406 | 415 => Explanation::FormatRefused,
        408 => Explanation::RequestTimeout,
        409 => Explanation::Conflict,
        410 => Explanation::Gone,
        413 | 414 | 431 => Explanation::TooLarge,
        422 => Explanation::ValueRefused,
        425 | 429 => Explanation::TooMany,
        _ => Explanation::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_key_is_told_from_a_wrong_address() {
        let code = |status| explain(Cause::Status, Some(status)).explanation.key();
        for (status, expected) in [
            (200, "unexpected"),
            (401, "key_refused"),
            (403, "forbidden"),
            (404, "not_found"),
            (410, "gone"),
            (418, "refused"),
            (429, "too_many"),
            (500, "receiver_broken"),
            (503, "receiver_down"),
            (999, "unexpected"),
        ] {
            assert_eq!(code(status), expected, "{status}");
        }
    }

    #[test]
    fn an_explanation_names_its_sentences_and_status() {
        let explained = explain(Cause::Status, Some(401));
        assert_eq!(explained.what_key(), "explain.key_refused.what");
        assert_eq!(explained.do_key(), "explain.key_refused.do");
        assert_eq!(explained.arguments["status"], "401");
        assert!(explain(Cause::Dns, None).arguments.is_empty());
    }

    #[test]
    fn every_cause_and_status_has_an_explanation_of_its_own_or_shares_one() {
        let mut found: std::collections::BTreeSet<_> = Cause::ALL
            .iter()
            .map(|&cause| explain(cause, None).explanation)
            .collect();
        found.extend((100..=600).map(|status| explain(Cause::Status, Some(status)).explanation));
        assert_eq!(found.len(), Explanation::ALL.len());
    }
}
