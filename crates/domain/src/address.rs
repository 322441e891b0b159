//! Which addresses a request may go to. The engine's guard and the check at saving ask here.

use ipnet::IpNet;
use std::net::IpAddr;

/// What the operator allows beside the public internet.
#[derive(Debug, Clone, Default)]
pub struct AddressPolicy {
    /// Ranges that are opened although they are not public; no port rule in them.
    pub allowed: Vec<IpNet>,
    /// `HOOKLINE_PUBLIC_URL`; of our own addresses only `/inspect/{token}` below it is allowed.
    pub public_url: String,
}

impl AddressPolicy {
    /// Whether a request may be sent to this address.
    #[must_use]
    pub fn allows(&self, _address: IpAddr) -> bool {
        todo!()
    }
}
