//! Passwords: Argon2id, a bounded number at a time, and the same work for an e-mail that nobody has.

use super::common;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use rand::RngExt as _;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory that one hash takes, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Hashes at work at once: each takes a processor and `MEMORY_KIB`.
pub const HASHES_AT_ONCE_MAX: usize = 2;
/// Sign-ins that may wait for their turn; more are turned away at once.
pub const HASHES_WAITING_MAX: usize = 64;
/// Longest password, in bytes.
pub const PASSWORD_BYTES_MAX: usize = 1_024;
/// Shortest password that may be set, in characters.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Length of a password made here: 62^20 are beyond guessing.
const GENERATED_CHARS: usize = 20;

/// A hash with our parameters that belongs to nobody; no password is known to match it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keQ$\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short to withstand guessing.
    #[error("the password must have at least {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    /// Longer than anything a person types.
    #[error("the password may have at most {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
    /// Among the first that a guesser tries.
    #[error("the password is one that many people have")]
    Common,
    /// The hash could not be computed: no memory or no randomness.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
}

/// Hashes a password for keeping. Takes tens of milliseconds of a processor.
///
/// # Errors
/// Where it is too short, too long, common, or the machine has no randomness.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(PasswordError::TooShort);
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(PasswordError::TooLong);
    }
    if common::is_common(password) {
        return Err(PasswordError::Common);
    }
    let hashed: Result<PasswordHash, _> = hasher()
        .map_err(|error| PasswordError::Hash(error.to_string()))?
        .hash_password(password.as_bytes());
    hashed
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError::Hash(error.to_string()))
}

/// A random password of letters and digits.
#[must_use]
pub fn generate() -> String {
    rand::rng()
        .sample_iter(rand::distr::Alphanumeric)
        .take(GENERATED_CHARS)
        .map(char::from)
        .collect()
}

/// Whether a password matches a kept hash. Without a hash the same work is done in vain; each
/// time it is done is counted.
fn matches(password: &str, kept: Option<&str>, hashed: &AtomicU64) -> bool {
    let verify = |hash: &str| {
        let (Ok(hash), Ok(hasher)) = (PasswordHash::new(hash), hasher()) else {
            return false;
        };
        let verified = hasher.verify_password(password.as_bytes(), &hash);
        hashed.fetch_add(1, Ordering::Relaxed);
        verified.is_ok()
    };
    let matched = verify(kept.unwrap_or(NOBODY));
    matched && kept.is_some()
}

fn hasher() -> Result<Argon2<'static>, argon2::Error> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Where sign-ins wait for their turn.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
    hashed: Arc<AtomicU64>,
}

/// A turn at checking one password; the next sign-in waits until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
    hashed: Arc<AtomicU64>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(HASHES_AT_ONCE_MAX)),
            places: Arc::new(Semaphore::new(HASHES_AT_ONCE_MAX + HASHES_WAITING_MAX)),
            hashed: Arc::default(),
        }
    }
}

impl Passwords {
    /// Waits for a turn; none where too many wait already.
    ///
    /// The caller counts failures while it holds the turn, so that a thousand guesses sent at
    /// once are counted one after another.
    pub async fn turn(&self) -> Option<Turn> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.ok()?;
        Some(Turn {
            _turn: turn,
            _place: place,
            hashed: Arc::clone(&self.hashed),
        })
    }

    /// Hashes a password for keeping when its turn comes; none where too many wait already.
    ///
    /// # Errors
    /// Those of [`hash`].
    pub async fn hash(&self, password: String) -> Option<Result<String, PasswordError>> {
        let _turn = self.turn().await?;
        let hashed = tokio::task::spawn_blocking(move || hash(&password)).await;
        Some(hashed.unwrap_or_else(|error| Err(PasswordError::Hash(error.to_string()))))
    }

    /// How many passwords were hashed for comparison since the start.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::Relaxed)
    }
}

impl Turn {
    /// Whether the password matches, taking the same time for an e-mail that nobody has.
    pub async fn matches(&self, password: String, kept: Option<String>) -> bool {
        if password.len() > PASSWORD_BYTES_MAX {
            return false;
        }
        let hashed = Arc::clone(&self.hashed);
        tokio::task::spawn_blocking(move || matches(&password, kept.as_deref(), &hashed))
            .await
            .unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let kept = hash("correct horse battery").expect("hashes");
        let hashed = AtomicU64::default();
        assert!(matches("correct horse battery", Some(&kept), &hashed));
        assert!(!matches("correct horse batterz", Some(&kept), &hashed));
    }

    #[test]
    fn nobody_has_no_password_and_costs_the_same() {
        let nobody = PasswordHash::new(NOBODY).expect("reads");
        let ours: PasswordHash = hasher()
            .expect("our parameters are valid")
            .hash_password(b"anything at all")
            .expect("hashes");
        assert_eq!(nobody.algorithm, ours.algorithm);
        assert_eq!(nobody.params.to_string(), ours.params.to_string());
        assert!(!matches("", None, &AtomicU64::default()));
    }

    #[test]
    fn a_short_password_is_refused() {
        assert_eq!(hash("short"), Err(PasswordError::TooShort));
        assert_eq!(hash(&"x".repeat(2_000)), Err(PasswordError::TooLong));
    }

    #[test]
    fn generated_passwords_differ_and_can_be_set() {
        let password = generate();
        assert_ne!(password, generate());
        assert!(hash(&password).is_ok());
    }

    #[tokio::test]
    async fn more_sign_ins_than_may_wait_are_turned_away() {
        let passwords = Passwords::default();
        let held = Arc::clone(&passwords.places)
            .try_acquire_many_owned((HASHES_AT_ONCE_MAX + HASHES_WAITING_MAX) as u32);
        assert!(passwords.turn().await.is_none());
        drop(held);
        assert!(passwords.turn().await.is_some());
    }
}
