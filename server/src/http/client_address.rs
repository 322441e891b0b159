//! The address a request comes from, behind proxies that the operator trusts.

use crate::state::AppState;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

/// Most hops of `X-Forwarded-For` that are looked at, from the right.
pub const HOPS_MAX: usize = 32;

/// The client's address, as an extractor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Only a router without a listener, as in tests, has no peer.
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Ok(Self(client_address(
            &parts.headers,
            peer,
            &state.config.trusted_proxies,
        )))
    }
}

/// The rightmost hop that is no trusted proxy: what stands left of it may be made up.
#[must_use]
pub fn client_address(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut nearest = peer.to_canonical();
    let lines = headers.get_all("x-forwarded-for").iter().rev();
    let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',').map(str::trim));
    for hop in hops.take(HOPS_MAX) {
        if !is_trusted(nearest) {
            break;
        }
        match address_of(hop) {
            Some(address) => nearest = address,
            None => break,
        }
    }
    nearest
}

/// A hop as proxies write it: an address, with or without a port.
fn address_of(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let address = bare
        .parse()
        .or_else(|_error| hop.parse().map(|hop: SocketAddr| hop.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(forwarded: &[&str], peer: &str, trusted: &str) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted
            .split(',')
            .filter_map(|net| net.parse().ok())
            .collect();
        client_address(&headers, peer.parse().unwrap(), &trusted).to_string()
    }

    #[test]
    fn without_trusted_proxies_the_header_is_not_believed() {
        assert_eq!(seen(&["203.0.113.9"], "10.0.0.1", ""), "10.0.0.1");
    }

    #[test]
    fn the_rightmost_hop_that_is_not_trusted_is_the_client() {
        let forwarded = ["1.1.1.1, 203.0.113.9, 10.0.0.2"];
        assert_eq!(seen(&forwarded, "10.0.0.1", "10.0.0.0/8"), "203.0.113.9");
        assert_eq!(
            seen(&["1.1.1.1", "203.0.113.9"], "10.0.0.1", "10.0.0.0/8"),
            "203.0.113.9"
        );
    }

    #[test]
    fn a_hop_that_is_no_address_ends_the_search() {
        assert_eq!(
            seen(&["1.1.1.1, unknown"], "10.0.0.1", "10.0.0.0/8"),
            "10.0.0.1"
        );
    }

    #[test]
    fn ports_and_mapped_addresses_are_understood() {
        assert_eq!(
            seen(&["203.0.113.9:4711"], "::ffff:10.0.0.1", "10.0.0.0/8"),
            "203.0.113.9"
        );
        assert_eq!(
            seen(&["[2001:db8::1]:80"], "10.0.0.1", "10.0.0.0/8"),
            "2001:db8::1"
        );
    }
}
