//! The guard: a request never reaches an address inside the operator's network.
//!
//! A name is resolved once, every address it has is judged, one bad refuses all, and only
//! judged addresses are connected to. A URL is judged before each request as well, because a
//! kept connection asks no resolver.

use super::names::Names;
use domain::{AddressPolicy, Cause, address::Refusal};
use reqwest::Url;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    sync::Arc,
    time::Duration,
};

/// Asks which way leads somewhere; nothing is sent to it.
const PROBE_PORT: u16 = 9;
/// For so long our own name is looked up; a delivery must not wait for it.
const OWN_NAME_TIMEOUT: Duration = Duration::from_secs(1);

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
#[error("{detail}")]
pub(super) struct ConnectError {
    pub cause: Cause,
    pub detail: String,
}

impl ConnectError {
    pub fn new(cause: Cause, detail: impl Into<String>) -> Self {
        Self {
            cause,
            detail: detail.into(),
        }
    }
}

/// Judges URLs and addresses.
#[derive(Clone)]
pub(super) struct Guard {
    policy: AddressPolicy,
    own: Vec<SocketAddr>,
    names: Arc<dyn Names>,
    is_of_this_machine: fn(IpAddr) -> bool,
}

impl Guard {
    pub fn new(policy: AddressPolicy, own: Vec<SocketAddr>, names: Arc<dyn Names>) -> Self {
        Self {
            policy,
            own,
            names,
            is_of_this_machine,
        }
    }

    /// Judges what can be judged of a request without its addresses.
    pub fn judge(&self, target: &Url) -> Result<(), Refusal> {
        self.policy.judge_url(target.as_str())
    }

    /// Judges a host that is an address: the client asks no resolver for it.
    pub async fn judge_literal(&self, target: &Url) -> Result<(), ConnectError> {
        let host = target.host_str().unwrap_or_default();
        match literal(host) {
            Some(_) => self.addresses(target).await.map(drop),
            None => Ok(()),
        }
    }

    /// The addresses that may be connected to for a URL: all that its host has.
    pub async fn addresses(&self, target: &Url) -> Result<Vec<SocketAddr>, ConnectError> {
        let Some((host, port)) = host_and_port(target) else {
            return Err(ConnectError::new(Cause::Protocol, "the URL has no host"));
        };
        let found = match literal(host) {
            Some(address) => vec![address],
            None => self.find(host).await?,
        };
        if found.is_empty() {
            return Err(ConnectError::new(Cause::Dns, "the name has no address"));
        }
        if !self.policy.is_own_inspector(target.as_str()) {
            let own = self.public_addresses(port).await;
            for address in &found {
                self.judge_address(*address, port, &own)
                    .map_err(|refusal| ConnectError::new(Cause::Address, refusal.to_string()))?;
            }
        }
        Ok(found
            .into_iter()
            .map(|address| SocketAddr::new(address, port))
            .collect())
    }

    async fn find(&self, host: &str) -> Result<Vec<IpAddr>, ConnectError> {
        self.names
            .find(host)
            .await
            .map_err(|error| ConnectError::new(Cause::Dns, error.to_string()))
    }

    /// Our own addresses as the world reaches us at a port; none where our name is not found,
    /// or not soon.
    async fn public_addresses(&self, port: u16) -> Vec<IpAddr> {
        match self.policy.own_host() {
            Some((host, own_port)) if own_port == port => match domain::address::literal(&host) {
                Some(address) => vec![address],
                None => tokio::time::timeout(OWN_NAME_TIMEOUT, self.names.find(&host))
                    .await
                    .ok()
                    .and_then(Result::ok)
                    .unwrap_or_default(),
            },
            _ => Vec::new(),
        }
    }

    fn judge_address(&self, address: IpAddr, port: u16, own: &[IpAddr]) -> Result<(), Refusal> {
        let is_public = own
            .iter()
            .any(|own| own.to_canonical() == address.to_canonical());
        if is_public || self.own.iter().any(|own| reaches(*own, address, port)) {
            return Err(Refusal::Own);
        }
        self.policy.judge(address, port)?;
        // From here no firewall stands before what else listens on this machine, be its address a
        // public one.
        if !self.policy.is_opened(address) && (self.is_of_this_machine)(address.to_canonical()) {
            return Err(Refusal::Own);
        }
        Ok(())
    }
}

/// Whether a connection to `address` and `port` arrives at the listener `own`.
fn reaches(own: SocketAddr, address: IpAddr, port: u16) -> bool {
    let address = address.to_canonical();
    own.port() == port
        && (own.ip().to_canonical() == address
            || address.is_unspecified()
            || (own.ip().is_unspecified() && is_of_this_machine(address)))
}

/// Only to an address of this machine does the way begin at that address. Whether it can be bound
/// to would tell nothing where the system lets any be bound.
fn is_of_this_machine(address: IpAddr) -> bool {
    let any: IpAddr = match address {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let begins_at = || {
        let socket = UdpSocket::bind((any, 0))?;
        socket.connect((address, PROBE_PORT))?;
        socket.local_addr()
    };
    address.is_loopback() || begins_at().is_ok_and(|begins_at| begins_at.ip() == address)
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

fn host_and_port(target: &Url) -> Option<(&str, u16)> {
    Some((target.host_str()?, target.port_or_known_default()?))
}

#[cfg(test)]
mod tests {
    use super::{super::names::SystemNames, *};

    fn guard(allowed: &[&str], own: &[&str]) -> Guard {
        guard_at("http://hooks.example:3000", allowed, own)
    }

    fn guard_at(public_url: &str, allowed: &[&str], own: &[&str]) -> Guard {
        let policy = AddressPolicy {
            allowed: allowed.iter().map(|net| net.parse().unwrap()).collect(),
            public_url: public_url.to_owned(),
        };
        let own = own.iter().map(|own| own.parse().unwrap()).collect();
        Guard::new(policy, own, Arc::new(SystemNames::of_system().unwrap()))
    }

    async fn cause(guard: &Guard, url: &str) -> Option<Cause> {
        let target = super::super::target::target(url).unwrap();
        if guard.judge(&target).is_err() {
            return Some(Cause::Address);
        }
        guard
            .addresses(&target)
            .await
            .err()
            .map(|error| error.cause)
    }

    #[tokio::test]
    async fn inner_addresses_are_refused_in_every_spelling() {
        let guard = guard(&[], &[]);
        for host in [
            "127.0.0.1",
            "2130706433",
            "0177.0.0.1",
            "0x7f.1",
            "[::1]",
            "[::ffff:10.0.0.1]",
            "169.254.169.254",
            "localhost",
            "0.0.0.0",
        ] {
            let url = format!("http://{host}/");
            assert_eq!(cause(&guard, &url).await, Some(Cause::Address), "{host}");
        }
    }

    #[tokio::test]
    async fn an_opened_range_is_let_through_whatever_the_port() {
        let guard = guard(&["127.0.0.0/8"], &[]);
        assert_eq!(cause(&guard, "http://127.0.0.1:6379/").await, None);
        assert_eq!(cause(&guard, "http://localhost:81/").await, None);
        assert_eq!(
            cause(&guard, "http://10.0.0.1/").await,
            Some(Cause::Address)
        );
    }

    #[tokio::test]
    async fn our_own_listener_is_refused_even_inside_an_opened_range() {
        let guard = guard(&["127.0.0.0/8"], &["0.0.0.0:3000"]);
        assert_eq!(
            cause(&guard, "http://127.0.0.1:3000/inspect/a").await,
            Some(Cause::Address)
        );
        assert_eq!(cause(&guard, "http://127.0.0.1:3001/").await, None);
    }

    #[tokio::test]
    async fn a_public_address_of_this_machine_is_refused_at_every_port_unless_it_is_opened() {
        for (allowed, expected) in [(&[][..], Some(Cause::Address)), (&["8.8.4.0/24"][..], None)] {
            let mut guard = guard(allowed, &["127.0.0.1:3000"]);
            guard.is_of_this_machine = |address| address == IpAddr::from([8, 8, 4, 4]);
            for url in ["http://8.8.4.4:9090/", "https://[::ffff:8.8.4.4]/"] {
                assert_eq!(cause(&guard, url).await, expected, "{url} {allowed:?}");
            }
            assert_eq!(cause(&guard, "http://8.8.8.8:9090/").await, None);
        }
    }

    #[test]
    fn only_what_is_reached_without_leaving_is_of_this_machine() {
        for (address, expected) in [
            ("127.0.0.1", true),
            ("127.1.2.3", true),
            ("::1", true),
            ("192.0.2.1", false),
            ("2001:db8::1", false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(is_of_this_machine(address), expected, "{address}");
        }
    }

    #[tokio::test]
    async fn our_public_address_is_refused_under_every_name_for_it() {
        let guard = guard_at("http://8.8.8.8:3000", &["127.0.0.0/8"], &[]);
        let target = |url| super::super::target::target(url).unwrap();
        for url in ["http://8.8.8.8:3000/", "http://[::ffff:8.8.8.8]:3000/"] {
            let refused = guard.addresses(&target(url)).await;
            assert_eq!(refused.unwrap_err().cause, Cause::Address, "{url}");
        }
        for url in ["http://8.8.8.8:3001/", "http://8.8.8.8:3000/inspect/abc"] {
            assert!(guard.addresses(&target(url)).await.is_ok(), "{url}");
        }
    }

    #[test]
    fn our_own_name_is_ours_at_every_port() {
        let guard = guard(&[], &[]);
        for url in [
            "http://HOOKS.example./",
            "https://hooks.example/inspect/abc",
            "http://hooks.example:8080/",
        ] {
            let target = super::super::target::target(url).unwrap();
            assert_eq!(guard.judge(&target), Err(Refusal::Own), "{url}");
        }
    }

    #[test]
    fn of_our_own_host_only_an_inspector_may_be_sent_to() {
        let guard = guard(&[], &[]);
        let judged = |path: &str| {
            let url = format!("http://hooks.example:3000{path}");
            guard.judge(&super::super::target::target(&url).unwrap())
        };
        assert_eq!(judged("/inspect/abc?x=1"), Ok(()));
        for path in [
            "/",
            "/api/v1/events",
            "/inspect/../api",
            "/inspect/a/../../api",
        ] {
            assert_eq!(judged(path), Err(Refusal::Own), "{path}");
        }
    }
}
