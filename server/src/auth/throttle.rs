//! How many failed sign-ins an address is allowed. Only failures count, and they are kept in the
//! database, so that neither a restart nor another process forgets them.

use sha2::{Digest, Sha256};
use std::net::{IpAddr, Ipv6Addr};
use store::{NotedTry, Store, StoreError};

/// Failed sign-ins of one address within the window; further ones are refused unseen.
pub const FAILURES_MAX: usize = 10;
/// How long a failure counts, in milliseconds.
pub const WINDOW_MS: i64 = 15 * 60 * 1_000;
/// How much of an IPv6 address counts: whoever has one has the 2^64 below it.
const IPV6_NETWORK_BITS: u32 = 64;

/// By what an address is counted: an IPv4 address by itself, an IPv6 one by its network.
#[must_use]
pub fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = u128::from(address) >> IPV6_NETWORK_BITS << IPV6_NETWORK_BITS;
            format!("{}/{IPV6_NETWORK_BITS}", Ipv6Addr::from(network))
        }
    }
}

/// Failures of one account within the window after which a browser that it does not know waits
/// before each try. It is a delay and no lock: nobody can keep a customer out.
pub const ACCOUNT_FAILURES_FREE: usize = 10;
/// How much longer each further failure makes it, in milliseconds.
const ACCOUNT_DELAY_MS: i64 = 1_000;
/// The longest delay, in milliseconds.
const ACCOUNT_DELAY_MS_MAX: i64 = 8_000;

/// By what an account is counted, whether it exists or not: not by the e-mail itself.
#[must_use]
pub fn account(email: &str) -> String {
    let hash = Sha256::digest(email.trim().to_lowercase());
    let hex = hash.iter().map(|byte| format!("{byte:02x}"));
    format!("account {}", hex.collect::<String>())
}

/// How long a browser that the account does not know waits before its password is looked at.
#[must_use]
pub fn delay_ms(failures: usize) -> i64 {
    let surplus = failures.saturating_sub(ACCOUNT_FAILURES_FREE);
    let surplus = i64::try_from(surplus).unwrap_or(ACCOUNT_DELAY_MS_MAX);
    (surplus * ACCOUNT_DELAY_MS).min(ACCOUNT_DELAY_MS_MAX)
}

/// How long the address has to wait, in milliseconds; none where it may try.
///
/// # Errors
/// Where the database does not answer.
pub async fn wait_ms(store: &Store, address: &str, now: i64) -> Result<Option<i64>, StoreError> {
    let failures = store.sign_in_failures(address, now - WINDOW_MS).await?;
    Ok(wait_after(&failures, now))
}

/// The same from the times of the failures within the window, oldest first.
fn wait_after(failures: &[i64], now: i64) -> Option<i64> {
    let surplus = failures.len().checked_sub(FAILURES_MAX)?;
    let leaves_at = failures.get(surplus)? + WINDOW_MS;
    (leaves_at > now).then_some(leaves_at - now)
}

/// A try that counts as a failure until it is taken back.
#[derive(Debug)]
pub struct Counted(Vec<NotedTry>);

impl Counted {
    /// It did not fail, or was not looked at.
    ///
    /// # Errors
    /// Where the database does not answer; then it stays a failure.
    pub async fn take_back(self, store: &Store) -> Result<(), StoreError> {
        for noted in self.0 {
            store.take_back_try(noted).await?;
        }
        Ok(())
    }
}

/// Whether a try may be looked at.
#[derive(Debug)]
pub enum Begun {
    /// It may, and counts as a failure until it is taken back.
    Counted(Counted),
    /// Not before so many milliseconds are over.
    TooOften {
        /// How many.
        wait_ms: i64,
    },
}

/// Counts a try as failed before it is looked at. Whoever counts behind reads everybody that
/// counted before, so that of any number sent at once, to several processes too, no more are
/// looked at than may fail.
///
/// # Errors
/// Where the database does not answer.
pub async fn begin(store: &Store, counted_by: &[&str], now: i64) -> Result<Begun, StoreError> {
    for counted in counted_by {
        if let Some(wait_ms) = wait_ms(store, counted, now).await? {
            return Ok(Begun::TooOften { wait_ms });
        }
    }
    let mut own = Counted(Vec::with_capacity(counted_by.len()));
    for counted in counted_by {
        own.0.push(store.note_try(counted, now).await?);
    }
    for counted in counted_by {
        let failures = store.sign_in_failures(counted, now - WINDOW_MS).await?;
        if let Some(wait_ms) = wait_beside(&failures, now) {
            own.take_back(store).await?;
            return Ok(Begun::TooOften { wait_ms });
        }
    }
    Ok(Begun::Counted(own))
}

/// How long to wait after the failures beside the own one, which is among them.
fn wait_beside(failures: &[i64], now: i64) -> Option<i64> {
    let (_, others) = failures.split_last()?;
    wait_after(others, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_failures_leave_the_door_open() {
        assert_eq!(wait_after(&[0; FAILURES_MAX - 1], 1), None);
    }

    #[test]
    fn the_tenth_failure_closes_it_until_the_first_is_forgotten() {
        let failures: Vec<i64> = (0..10).map(|minute| minute * 60_000).collect();
        assert_eq!(wait_after(&failures, 10 * 60_000), Some(5 * 60_000));
        assert_eq!(wait_after(&failures, WINDOW_MS), None);
    }

    #[test]
    fn more_failures_than_allowed_wait_for_the_one_that_makes_room() {
        let failures: Vec<i64> = (0..12).map(|minute| minute * 60_000).collect();
        assert_eq!(wait_after(&failures, 12 * 60_000), Some(5 * 60_000));
    }

    #[test]
    fn the_own_try_is_none_of_those_before_it() {
        assert_eq!(wait_beside(&[0; FAILURES_MAX], 1), None);
        let more = [0; FAILURES_MAX + 1];
        assert_eq!(wait_beside(&more, 1), Some(WINDOW_MS - 1));
    }

    #[test]
    fn an_account_is_slowed_down_and_never_locked() {
        assert_eq!(delay_ms(ACCOUNT_FAILURES_FREE), 0);
        assert_eq!(delay_ms(ACCOUNT_FAILURES_FREE + 2), 2_000);
        assert_eq!(delay_ms(usize::MAX), ACCOUNT_DELAY_MS_MAX);
        assert_eq!(
            account(" Olena@Shop.example"),
            account("olena@shop.example")
        );
        assert!(!account("olena@shop.example").contains("olena"));
    }

    #[test]
    fn an_ipv6_network_is_counted_as_one() {
        let counted_text = |text: &str| counted(text.parse().expect("an address"));
        assert_eq!(
            counted_text("2001:db8:1:2:3:4:5:6"),
            counted_text("2001:db8:1:2::9")
        );
        assert_eq!(counted_text("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
