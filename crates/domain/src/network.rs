//! Lists of addresses and networks, as people type them.

use ipnet::IpNet;
use std::{fmt, net::IpAddr, str::FromStr};

/// Addresses and networks from which requests may come. An empty list lets everybody in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(pub Vec<IpNet>);

/// A word that is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a network")]
pub struct NotANetwork(pub String);

impl Networks {
    /// Whether a request may come from there.
    #[must_use]
    pub fn allow(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.is_empty() || self.0.iter().any(|network| network.contains(&address))
    }

    /// As they are typed into a firewall: a single address without its length.
    #[must_use]
    pub fn written(&self) -> Vec<String> {
        self.0.iter().map(written).collect()
    }
}

fn written(network: &IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() {
        network.addr().to_string()
    } else {
        network.to_string()
    }
}

impl FromStr for Networks {
    type Err = NotANetwork;

    /// Takes them apart at commas, semicolons, blanks and line ends.
    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let words = text.split(|letter: char| letter.is_whitespace() || ",;".contains(letter));
        let words = words.filter(|word| !word.is_empty());
        words.map(network).collect::<Result<_, _>>().map(Self)
    }
}

fn network(word: &str) -> Result<IpNet, NotANetwork> {
    let single = |_error| word.parse::<IpAddr>().map(IpNet::from);
    let network = word.parse::<IpNet>().or_else(single);
    network
        .map(|network| network.trunc())
        .map_err(|_error| NotANetwork(word.to_owned()))
}

impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(text: &str) -> Networks {
        text.parse().expect("networks")
    }

    #[test]
    fn a_list_is_read_as_people_write_it() {
        let listed = networks("203.0.113.7, 198.51.100.9/24\n2001:db8::1; 10.0.0.0/8 ");
        assert_eq!(
            listed.to_string(),
            "203.0.113.7, 198.51.100.0/24, 2001:db8::1, 10.0.0.0/8"
        );
        assert_eq!(networks(&listed.to_string()), listed);
        let wrong = "203.0.113.7, crm.example".parse::<Networks>();
        assert_eq!(wrong, Err(NotANetwork("crm.example".to_owned())));
        assert!("10.0.0.0/40".parse::<Networks>().is_err());
    }

    #[test]
    fn only_listed_addresses_are_let_in_and_all_where_none_is_listed() {
        let allows =
            |list: &str, address: &str| networks(list).allow(address.parse().expect("an address"));
        assert!(allows("", "203.0.113.7"));
        assert!(allows("203.0.113.0/24", "203.0.113.7"));
        assert!(allows("203.0.113.0/24", "::ffff:203.0.113.7"));
        assert!(!allows("203.0.113.0/24", "203.0.114.7"));
        assert!(!allows("203.0.113.0/24", "2001:db8::1"));
    }
}
