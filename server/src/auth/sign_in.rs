//! One try to sign in: throttled, the same answer and time for a wrong e-mail and a wrong
//! password.

use super::{password::Passwords, throttle};
use engine::Clock;
use store::{SignIn, Store, StoreError};

/// Seconds after which a sign-in that found no place may be tried again.
pub const BUSY_RETRY_AFTER_S: i64 = 5;

/// What a try to sign in needs.
#[derive(Clone, Copy)]
pub struct Door<'a> {
    /// Where sign-ins and failures are kept.
    pub store: &'a Store,
    /// Where tries wait for their turn.
    pub passwords: &'a Passwords,
    /// By which failures are dated.
    pub clock: &'a dyn Clock,
    /// The cookie by which the browser is known, if it has one: who signed in with it before is
    /// not slowed down by the failures of others.
    pub device: Option<&'a str>,
}

/// Why a try did not open the door.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No such pair of e-mail and password; which of them is wrong is not told.
    #[error("no such pair of e-mail and password")]
    WrongPair,
    /// Too many failures from this address.
    #[error("too many failures from this address")]
    Throttled {
        /// After how many milliseconds to come back.
        wait_ms: i64,
    },
    /// Too many people sign in at this moment.
    #[error("too many sign-ins at once")]
    Busy,
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Door<'_> {
    /// Checks e-mail and password for somebody at `address` (see [`throttle::counted`]).
    ///
    /// # Errors
    /// A refusal counts as a failure of the address only where the pair was wrong.
    pub async fn knock(
        &self,
        email: &str,
        password: String,
        address: &str,
    ) -> Result<SignIn, Refused> {
        self.not_throttled(address).await?;
        let found = self.store.find_sign_in(email.trim()).await?;
        let account = throttle::account(email);
        self.wait_for_account(&account, found.as_ref()).await?;
        let turn = self.passwords.turn().await.ok_or(Refused::Busy)?;
        // Others from the same address may have failed while this one waited.
        self.not_throttled(address).await?;
        let kept = found
            .as_ref()
            .and_then(|sign_in| sign_in.password_hash.clone());
        let matched = turn.matches(password, kept).await;
        if let (Some(sign_in), true) = (found, matched) {
            return Ok(sign_in);
        }
        let now = self.clock.now_ms();
        self.store.note_sign_in_failure(address, now).await?;
        self.store.note_sign_in_failure(&account, now).await?;
        Err(Refused::WrongPair)
    }

    /// Slows down a browser that an account does not know, where many tries failed lately.
    async fn wait_for_account(
        &self,
        account: &str,
        found: Option<&SignIn>,
    ) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let since = now - throttle::WINDOW_MS;
        let failures = self.store.sign_in_failures(account, since).await?.len();
        let delay_ms = throttle::delay_ms(failures);
        if delay_ms == 0 {
            return Ok(());
        }
        if let (Some(device), Some(sign_in)) = (self.device, found)
            && self.store.knows_device(sign_in.id, device).await?
        {
            return Ok(());
        }
        self.clock.sleep_until(now + delay_ms).await;
        Ok(())
    }

    async fn not_throttled(&self, address: &str) -> Result<(), Refused> {
        let now = self.clock.now_ms();
        match throttle::wait_ms(self.store, address, now).await? {
            None => Ok(()),
            Some(wait_ms) => Err(Refused::Throttled { wait_ms }),
        }
    }
}
