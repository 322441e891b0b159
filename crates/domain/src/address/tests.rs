//! Facts about addresses.

use super::*;
use proptest::prelude::*;

fn allows(address: &str) -> bool {
    AddressPolicy::default().allows(address.parse().unwrap())
}

#[test]
fn inner_addresses_are_refused() {
    for address in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001:2::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:0:1234::f5ff:fffe",
        "3fff::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
    ] {
        assert!(!allows(address), "{address}");
    }
}

#[test]
fn public_addresses_are_allowed() {
    for address in [
        "1.1.1.1",
        "8.8.8.8",
        "11.0.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ] {
        assert!(allows(address), "{address}");
    }
}

#[test]
fn a_literal_is_known_in_every_spelling() {
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "0x7F000001",
        "017700000001",
        "127.0.0.1.",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
    ] {
        assert_eq!(literal(host), Some("127.0.0.1".parse().unwrap()), "{host}");
    }
    for host in ["[::1]", "::1", "[0:0:0:0:0:0:0:1]"] {
        assert_eq!(literal(host), Some("::1".parse().unwrap()), "{host}");
    }
    for host in [
        "example.com",
        "1.2.3.4.5",
        "256.1.1.1.x",
        "4294967296",
        "1.2.3.256",
        "08.1",
        "",
        ".",
        "1..2",
        "+1",
        "deadbeef",
    ] {
        assert_eq!(literal(host), None, "{host}");
    }
}

#[test]
fn a_port_of_a_database_is_refused() {
    let policy = AddressPolicy::default();
    let address: IpAddr = "8.8.8.8".parse().unwrap();
    for port in [80, 443, 1024, 3000, 8080, 8443, 65535] {
        assert_eq!(policy.judge(address, port), Ok(()), "{port}");
    }
    for port in [0, 22, 25, 1023, 3306, 5432, 6379, 27017] {
        assert_eq!(
            policy.judge(address, port),
            Err(Refusal::Port(port)),
            "{port}"
        );
    }
}

fn opened(range: &str) -> AddressPolicy {
    AddressPolicy {
        allowed: vec![range.parse().unwrap()],
        public_url: "http://127.0.0.1:3000".into(),
    }
}

#[test]
fn an_opened_range_has_no_port_rule() {
    let policy = opened("127.0.0.0/8");
    assert_eq!(policy.judge_url("http://127.0.0.1:5432/"), Ok(()));
    assert_eq!(policy.judge_url("http://[::ffff:127.0.0.1]:5432/"), Ok(()));
    assert!(policy.judge_url("http://10.0.0.1/").is_err());
    assert_eq!(policy.judge_url("http://crm.local:81/"), Ok(()));
    let closed = AddressPolicy::default();
    assert_eq!(
        closed.judge_url("http://crm.local:81/"),
        Err(Refusal::Port(81))
    );
}

#[test]
fn of_our_own_addresses_only_inspectors_are_allowed() {
    for policy in [opened("127.0.0.0/8"), opened("10.0.0.0/8")] {
        for url in [
            "http://127.0.0.1:3000/inspect/abc",
            "http://127.0.0.1:3000/inspect/abc?answer=503&x=/..",
        ] {
            assert_eq!(policy.judge_url(url), Ok(()), "{url}");
        }
        for url in [
            "http://127.0.0.1:3000/",
            "http://127.0.0.1:3000/inspect/",
            "http://127.0.0.1:3000/inspect/abc/",
            "http://127.0.0.1:3000/inspect/../api",
            "http://127.0.0.1:3000/inspect/%2e%2e",
            "http://127.0.0.1:3000/api/v1/events",
            "http://localhost:3000/inspect/abc",
            "http://2130706433:3000/",
            "http://127.0.0.2:3000/",
            "http://[::1]:3000/",
        ] {
            assert_eq!(policy.judge_url(url), Err(Refusal::Own), "{url}");
        }
    }
}

#[test]
fn our_own_name_is_known_in_any_case() {
    let policy = AddressPolicy {
        allowed: Vec::new(),
        public_url: "https://hookline.example/".into(),
    };
    assert!(policy.is_own("https://HOOKLINE.example.:443/x"));
    for url in [
        "http://HOOKLINE.example./",
        "https://hookline.example:8443/x",
        "http://hookline.example/inspect/a-B_9",
        "https://hookline.example./inspect/a-B_9",
        "https://hookline.example:8443/inspect/a-B_9",
    ] {
        assert_eq!(policy.judge_url(url), Err(Refusal::Own), "{url}");
    }
    for url in [
        "https://hookline.example/inspect/a-B_9",
        "https://Hookline.example:443/inspect/a-B_9?x",
    ] {
        assert_eq!(policy.judge_url(url), Ok(()), "{url}");
    }
    assert!(!policy.is_own("https://crm.hookline.example/x"));
    assert!(!policy.is_own_inspector("https://hookline.example.org/inspect/a"));
}

proptest! {
    #[test]
    fn a_literal_is_what_the_url_standard_reads(host in "[0-9xa-f.]{1,14}") {
        let standard = url::Url::parse(&format!("http://{host}/"))
            .ok()
            .and_then(|url| match url.host() {
                Some(url::Host::Ipv4(address)) => Some(IpAddr::V4(address)),
                _ => None,
            });
        prop_assert_eq!(literal(&host), standard);
    }

    #[test]
    fn judging_never_panics(url in ".*") {
        let policy = opened("127.0.0.0/8");
        let _ = (policy.judge_url(&url), policy.is_own(&url), literal(&url));
    }
}
