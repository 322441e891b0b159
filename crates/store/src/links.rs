//! Links that are sent by mail and open something once: random, and kept as a hash only.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Randomness of a link, in bytes.
const LINK_BYTES: usize = 32;

/// A link that was just made.
pub(crate) struct Link {
    /// What the reader of the mail brings back.
    pub(crate) token: String,
    /// What the database keeps of it.
    pub(crate) hash: Vec<u8>,
}

/// A new link.
pub(crate) fn make() -> Link {
    let token = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; LINK_BYTES]>());
    Link {
        hash: hash(&token),
        token,
    }
}

/// What the database knows a link by.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_known_by_its_hash_alone() {
        let link = make();
        assert_eq!(link.hash, hash(&link.token));
        assert_ne!(link.hash, make().hash);
    }
}
