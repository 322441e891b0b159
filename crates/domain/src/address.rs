//! Which addresses a request may go to. The engine's guard and the check at saving ask here.

mod literal;
mod ranges;

use crate::url::{HostPort, UrlParts};
use ipnet::IpNet;
use std::net::IpAddr;

pub use literal::literal;

/// Ports from 1024 on at which nothing that takes call data listens, but databases, caches,
/// desktops and management interfaces do.
pub const FORBIDDEN_PORTS: &[u16] = &[
    1433, 1434, // Microsoft SQL Server
    1521, // Oracle
    1883, // MQTT
    2049, // NFS
    2181, // ZooKeeper
    2375, 2376, // Docker
    2379, 2380, // etcd
    3306, // MySQL
    3389, // Remote Desktop
    4369, // Erlang port mapper
    5060, 5061, // SIP
    5432, // PostgreSQL
    5672, // AMQP
    5900, 5901, // VNC
    5984, // CouchDB
    5985, 5986, // Windows Remote Management
    6000, 6001, 6002, 6003, // X11
    6379, // Redis
    6443, // Kubernetes
    6660, 6661, 6662, 6663, 6664, 6665, 6666, 6667, 6668, 6669, 6697, // IRC
    8086, // InfluxDB
    8500, // Consul
    9042, // Cassandra
    9092, // Kafka
    9200, 9300,  // Elasticsearch
    10250, // Kubelet
    11211, // memcached
    26257, // CockroachDB
    27017, 27018, 27019, // MongoDB
];

/// What the operator allows beside the public internet.
#[derive(Debug, Clone, Default)]
pub struct AddressPolicy {
    /// Ranges that are opened although they are not public; no port rule in them.
    pub allowed: Vec<IpNet>,
    /// `HOOKLINE_PUBLIC_URL`; of our own addresses only `/inspect/{token}` below it is allowed.
    pub public_url: String,
}

/// Why a request may not go somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The address is not of the public internet, and no range that holds it is opened.
    #[error("the address {0} is inside a network that is not allowed")]
    Inner(IpAddr),
    /// Nothing that takes call data listens at that port.
    #[error("the port {0} is not allowed")]
    Port(u16),
    /// It is an address of this product itself, and not an inspector.
    #[error("the address is one of Hookline itself")]
    Own,
}

impl AddressPolicy {
    /// Whether a request may be sent to this address; the port is judged by `judge`.
    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        self.is_opened(address) || ranges::is_public(address)
    }

    /// Whether a request may be sent to this address and port.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&self, address: IpAddr, port: u16) -> Result<(), Refusal> {
        if self.is_opened(address) {
            Ok(())
        } else if !ranges::is_public(address) {
            Err(Refusal::Inner(address))
        } else {
            judge_port(port)
        }
    }

    /// What can be said of a URL before its name is looked up: its port, its address where
    /// the host is a literal one in any spelling, and whether it is ours.
    ///
    /// A text that is no URL is not judged here.
    ///
    /// # Errors
    /// Why nothing may be sent there.
    pub fn judge_url(&self, url: &str) -> Result<(), Refusal> {
        let Ok(target) = UrlParts::of(url).and_then(|parts| parts.host_port()) else {
            return Ok(());
        };
        if self.is_own_host(&target) {
            return if self.is_own_inspector(url) {
                Ok(())
            } else {
                Err(Refusal::Own)
            };
        }
        match literal(&target.host) {
            Some(address) => self.judge(address, target.port),
            // The name may turn out to lie in an opened range, where no port is forbidden.
            None if self.allowed.is_empty() => judge_port(target.port),
            None => Ok(()),
        }
    }

    /// Whether a URL is an inspector of this installation: `{public_url}/inspect/{token}`,
    /// with nothing behind the token but a query.
    ///
    /// Whose inspector it is, is not asked: an inspector takes requests of anybody who knows
    /// its token, so a tenant reaches no more by an integration than with any client.
    #[must_use]
    pub fn is_own_inspector(&self, url: &str) -> bool {
        let (Ok(target), Ok(own)) = (UrlParts::of(url), UrlParts::of(&self.public_url)) else {
            return false;
        };
        if !target.has_origin_of(&own) {
            return false;
        }
        let base = own.after().trim_end_matches('/');
        let behind = target.after().strip_prefix(base);
        let Some(rest) = behind.and_then(|rest| rest.strip_prefix("/inspect/")) else {
            return false;
        };
        let token = rest.split(['?', '#']).next().unwrap_or_default();
        !token.is_empty()
            && token
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    }

    /// Whether a URL leads to our own host, whatever its path and spelling. Of a name every
    /// port is ours; of a literal address, which others may share, only the one we are at.
    #[must_use]
    pub fn is_own(&self, url: &str) -> bool {
        UrlParts::of(url)
            .and_then(|parts| parts.host_port())
            .is_ok_and(|target| self.is_own_host(&target))
    }

    /// Our own host and port, as the world reaches us.
    #[must_use]
    pub fn own_host(&self) -> Option<(String, u16)> {
        let own = UrlParts::of(&self.public_url).and_then(|parts| parts.host_port());
        own.ok().map(|own| (own.host, own.port))
    }

    fn is_own_host(&self, target: &HostPort) -> bool {
        self.own_host().is_some_and(|(host, port)| {
            is_same_host(&host, &target.host) && (port == target.port || literal(&host).is_none())
        })
    }

    /// Whether the operator opened a range that holds this address.
    #[must_use]
    pub fn is_opened(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.allowed.iter().any(|range| range.contains(&address))
    }
}

/// Whether two hosts are the same one; all loopback addresses are.
fn is_same_host(one: &str, other: &str) -> bool {
    match (literal(one), literal(other)) {
        (Some(one), Some(other)) => one == other || (one.is_loopback() && other.is_loopback()),
        (None, None) => one
            .trim_end_matches('.')
            .eq_ignore_ascii_case(other.trim_end_matches('.')),
        _ => false,
    }
}

fn judge_port(port: u16) -> Result<(), Refusal> {
    let is_allowed =
        matches!(port, 80 | 443) || (port >= 1_024 && !FORBIDDEN_PORTS.contains(&port));
    if is_allowed {
        Ok(())
    } else {
        Err(Refusal::Port(port))
    }
}

#[cfg(test)]
mod tests;
