//! Secrets at rest: XChaCha20-Poly1305, bound to the row they stand in.
//!
//! A sealed secret is a byte that names the key, a random nonce, and the cipher text. Tenant,
//! table, row and column are authenticated with it, so that a sealed secret copied into
//! another row cannot be opened there.

use crate::StoreError;
use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Generate, Payload},
};
use domain::TenantId;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroize;

/// Which key seals: there is one, until keys are rotated.
pub(crate) const KEY_ID: u8 = 1;
const NONCE_BYTES: usize = 24;

/// Where a secret stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Whose it is.
    pub(crate) tenant: TenantId,
    /// The integration or source that owns it.
    pub(crate) owner: Uuid,
    /// Its name there.
    pub(crate) name: &'a str,
}

impl Place<'_> {
    fn bound(&self) -> Vec<u8> {
        let mut bound = self.tenant.0.as_bytes().to_vec();
        bound.extend_from_slice(b"secret.sealed");
        bound.extend_from_slice(self.owner.as_bytes());
        bound.extend_from_slice(self.name.as_bytes());
        bound
    }
}

/// Seals and opens.
pub(crate) struct Sealer {
    cipher: XChaCha20Poly1305,
    marking: [u8; 32],
}

impl Sealer {
    pub(crate) fn new(mut key: [u8; 32]) -> Self {
        let cipher = XChaCha20Poly1305::new(&Key::from(key));
        let marking = Sha256::new()
            .chain_update(b"hookline audit")
            .chain_update(key)
            .finalize()
            .into();
        key.zeroize();
        Self { cipher, marking }
    }

    /// With what the audit log was marked before it had a key of its own.
    pub(crate) const fn marking(&self) -> [u8; 32] {
        self.marking
    }

    /// What is stored for a plain text at a place.
    pub(crate) fn seal(&self, place: Place<'_>, plain: &str) -> Result<Vec<u8>, StoreError> {
        let nonce = XNonce::generate();
        let bound = place.bound();
        let payload = Payload {
            msg: plain.as_bytes(),
            aad: &bound,
        };
        let cipher_text = self
            .cipher
            .encrypt(&nonce, payload)
            .map_err(|_| StoreError::Broken("a secret could not be sealed".to_owned()))?;
        Ok([&[KEY_ID], nonce.as_slice(), &cipher_text].concat())
    }

    /// The plain text of what is stored at a place.
    pub(crate) fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<String, StoreError> {
        let refused =
            || StoreError::Broken("a secret was sealed with another key or elsewhere".to_owned());
        let (key_id, rest) = sealed.split_first().ok_or_else(refused)?;
        let (nonce, cipher_text) = rest.split_at_checked(NONCE_BYTES).ok_or_else(refused)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| refused())?;
        if *key_id != KEY_ID {
            return Err(refused());
        }
        let bound = place.bound();
        let payload = Payload {
            msg: cipher_text,
            aad: &bound,
        };
        let plain = self
            .cipher
            .decrypt(&nonce, payload)
            .map_err(|_| refused())?;
        String::from_utf8(plain).map_err(|_| refused())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(owner: u128, name: &str) -> Place<'_> {
        Place {
            tenant: TenantId(Uuid::from_u128(1)),
            owner: Uuid::from_u128(owner),
            name,
        }
    }

    #[test]
    fn a_sealed_secret_opens_in_its_own_row_alone() {
        let sealer = Sealer::new([7; 32]);
        let sealed = sealer.seal(place(2, "key"), "open sesame").unwrap();
        assert_eq!(
            sealer.open(place(2, "key"), &sealed).unwrap(),
            "open sesame"
        );
        assert!(sealer.open(place(3, "key"), &sealed).is_err());
        assert!(sealer.open(place(2, "signature"), &sealed).is_err());
        assert!(Sealer::new([8; 32]).open(place(2, "key"), &sealed).is_err());
    }

    #[test]
    fn sealing_twice_gives_two_texts() {
        let sealer = Sealer::new([7; 32]);
        let first = sealer.seal(place(2, "key"), "open sesame").unwrap();
        assert_ne!(first, sealer.seal(place(2, "key"), "open sesame").unwrap());
    }

    #[test]
    fn a_cut_text_is_refused() {
        assert!(
            Sealer::new([7; 32])
                .open(place(2, "key"), &[1, 2, 3])
                .is_err()
        );
    }
}
