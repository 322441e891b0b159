//! `GET /api/v1/source-ips`: from where requests leave this service, for receivers that list whom
//! they let in. Anybody may ask.

use crate::state::AppState;
use axum::{Json, extract::State};
use ipnet::IpNet;
use serde::Serialize;
use utoipa::ToSchema;

/// From where requests leave this service.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceAddresses {
    /// Addresses and networks; empty where the operator publishes none.
    addresses: Vec<String>,
}

/// Lists them.
#[utoipa::path(
    get, path = "/api/v1/source-ips", tag = "service",
    summary = "List the addresses from which requests leave",
    responses((status = 200, body = SourceAddresses))
)]
pub async fn list(State(state): State<AppState>) -> Json<SourceAddresses> {
    Json(SourceAddresses {
        addresses: written(&state.config.source_addresses),
    })
}

/// As they are typed into a firewall: a single address without its length.
#[must_use]
pub fn written(networks: &[IpNet]) -> Vec<String> {
    let one = |network: &IpNet| {
        if network.prefix_len() == network.max_prefix_len() {
            network.addr().to_string()
        } else {
            network.to_string()
        }
    };
    networks.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_address_has_no_length() {
        let networks = ["203.0.113.7/32", "198.51.100.0/24", "2001:db8::1/128"];
        let networks = networks.map(|network| network.parse().expect("a network"));
        assert_eq!(
            written(&networks),
            ["203.0.113.7", "198.51.100.0/24", "2001:db8::1"]
        );
    }
}
