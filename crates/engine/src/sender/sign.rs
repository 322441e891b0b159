//! The signature after Standard Webhooks, so that its libraries verify it.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::signing::signing_key;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Why nothing can be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignerError {
    /// The integration signs but has no secret.
    #[error("the signing secret does not exist")]
    Missing,
    /// There is one, but storage cannot open it.
    #[error("the signing secret cannot be opened: it was sealed with another key")]
    Unreadable,
    /// The secret is not one that could be saved.
    #[error("the signing secret is not `whsec_` followed by base64 of 24 to 64 bytes")]
    Malformed,
}

/// Signs with one secret, or with two while they are rotated.
pub(crate) struct Signer {
    current: Hmac<Sha256>,
    old: Option<Hmac<Sha256>>,
}

impl Signer {
    /// A signer of the current secret, and of the one that was current before.
    pub fn new(current: Option<&str>, old: Option<&str>) -> Result<Self, SignerError> {
        Ok(Self {
            current: key(current.ok_or(SignerError::Missing)?)?,
            old: old.map(key).transpose()?,
        })
    }

    /// The value of `webhook-signature`: `v1,` and base64 of HMAC-SHA256 over
    /// `id.timestamp.body`; two of them, separated by a space, while secrets are rotated.
    pub fn sign(&self, id: &str, timestamp: &str, body: &str) -> String {
        let sign = |key: &Hmac<Sha256>| {
            let mut mac = key.clone();
            for part in [id, ".", timestamp, ".", body] {
                mac.update(part.as_bytes());
            }
            format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
        };
        let current = sign(&self.current);
        match &self.old {
            None => current,
            Some(old) => format!("{current} {}", sign(old)),
        }
    }
}

/// Whether one of the signatures that a receiver got is that of this secret.
#[must_use]
pub fn signature_fits(secret: &str, id: &str, timestamp: &str, body: &str, got: &str) -> bool {
    let signer = Signer::new(Some(secret), None);
    signer.is_ok_and(|signer| {
        let right = signer.sign(id, timestamp, body);
        got.split(' ').any(|signature| signature == right)
    })
}

fn key(secret: &str) -> Result<Hmac<Sha256>, SignerError> {
    let bytes = signing_key(secret).ok_or(SignerError::Malformed)?;
    Hmac::new_from_slice(&bytes).map_err(|_| SignerError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::DraftSecrets;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIMESTAMP: &str = "1614265330";
    const BODY: &str = r#"{"test": 2432232314}"#;
    /// The example of the Standard Webhooks specification.
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn the_example_of_the_specification_is_signed_alike() {
        let signer = Signer::new(Some(SECRET), None).unwrap();
        assert_eq!(signer.sign(ID, TIMESTAMP, BODY), SIGNATURE);
    }

    #[test]
    fn two_secrets_give_two_signatures_while_they_are_rotated() {
        let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let signer = Signer::new(Some(other), Some(SECRET)).unwrap();
        let signatures = signer.sign(ID, TIMESTAMP, BODY);
        let (new, old) = signatures.split_once(' ').unwrap();
        assert_eq!(old, SIGNATURE);
        assert!(new.starts_with("v1,") && new != old);
    }

    #[test]
    fn a_receiver_trusts_the_right_signature_alone() {
        let got = format!("v1,AAAA {SIGNATURE}");
        assert!(signature_fits(SECRET, ID, TIMESTAMP, BODY, &got));
        assert!(!signature_fits(SECRET, ID, TIMESTAMP, "{}", &got));
        assert!(!signature_fits("whsec_***", ID, TIMESTAMP, BODY, &got));
    }

    #[test]
    fn a_missing_secret_is_told_from_a_malformed_one() {
        assert_eq!(Signer::new(None, None).err(), Some(SignerError::Missing));
        let malformed = Signer::new(Some("whsec_***"), None);
        assert_eq!(malformed.err(), Some(SignerError::Malformed));
    }

    #[test]
    fn what_can_be_saved_can_be_signed_with_and_nothing_else() {
        let digits = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        for secret in [
            format!("whsec_{digits}"),
            format!("whsec_{digits}Aw=="),
            format!("whsec_{digits}AxQ="),
            format!("whsec_{digits}AB=="),
            format!("whsec_{digits}AxR="),
            format!("whsec_{digits}AA"),
            digits.to_owned(),
            "whsec_c2hvcnQ=".to_owned(),
        ] {
            let named = [("signature".to_owned(), secret.clone())];
            let faults = domain::validate::validate_secrets(&DraftSecrets(named.into()));
            let signer = Signer::new(Some(&secret), None);
            assert_eq!(signer.is_ok(), faults.is_empty(), "{secret}");
        }
    }
}
