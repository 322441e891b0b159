//! Finding the addresses of a name: the hosts file first, as the system does, then DNS.

use hickory_resolver::{
    Hosts, TokioResolver,
    config::ResolveHosts,
    net::NetError,
    proto::{
        op::Query,
        rr::{Name, RecordType},
    },
};
use std::net::IpAddr;

/// Finds the addresses of names.
#[async_trait::async_trait]
pub(super) trait Names: Send + Sync {
    /// Every address of a name, IPv4 first.
    async fn find(&self, host: &str) -> Result<Vec<IpAddr>, NetError>;
}

/// Looks names up as the system does, with a cache.
pub(super) struct SystemNames {
    hosts: Hosts,
    dns: TokioResolver,
}

impl SystemNames {
    /// Reads the system's settings and its hosts file.
    pub fn of_system() -> Result<Self, NetError> {
        let mut builder = TokioResolver::builder_tokio()?;
        // Looked up here: a name that stands in the file is not asked of DNS in any family.
        builder.options_mut().use_hosts_file = ResolveHosts::Never;
        Ok(Self {
            hosts: Hosts::from_system().unwrap_or_default(),
            dns: builder.build()?,
        })
    }

    fn in_hosts_file(&self, name: &Name) -> Vec<IpAddr> {
        [RecordType::A, RecordType::AAAA]
            .into_iter()
            .filter_map(|family| {
                let query = Query::query(name.clone(), family);
                self.hosts.lookup_static_host(&query)
            })
            .flat_map(|lookup| {
                let addresses: Vec<IpAddr> = lookup
                    .answers()
                    .iter()
                    .filter_map(|record| record.data.ip_addr())
                    .collect();
                addresses
            })
            .collect()
    }
}

#[async_trait::async_trait]
impl Names for SystemNames {
    async fn find(&self, host: &str) -> Result<Vec<IpAddr>, NetError> {
        let mut name = Name::from_utf8(host)?;
        let listed = self.in_hosts_file(&name);
        if !listed.is_empty() {
            return Ok(listed);
        }
        // A name with a dot is whole: no suffix of the operator's network is tried on it.
        if host.contains('.') {
            name.set_fqdn(true);
        }
        let found = self.dns.lookup_ip(name).await?;
        let mut addresses: Vec<IpAddr> = found.iter().collect();
        addresses.sort_by_key(IpAddr::is_ipv6);
        Ok(addresses)
    }
}
