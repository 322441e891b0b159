//! Hosts that are addresses, in any spelling that a resolver or URL parser takes for one.

use std::net::{IpAddr, Ipv4Addr};

/// The address that a host spells: dotted, short (`127.1`), decimal (`2130706433`), octal
/// (`0177.0.0.1`), hexadecimal (`0x7f.1`), IPv6 in brackets or bare, and `localhost` with
/// the names below it. `None` for a name that has to be looked up.
#[must_use]
pub fn literal(host: &str) -> Option<IpAddr> {
    let bare = host
        .strip_prefix('[')
        .and_then(|inside| inside.strip_suffix(']'));
    if let Some(inside) = bare {
        return inside.parse().ok().map(IpAddr::V6);
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let name = host.to_ascii_lowercase();
    if name == "localhost" || name.ends_with(".localhost") {
        return Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    ipv4(&name)
        .map(IpAddr::V4)
        .or_else(|| name.parse().ok().map(IpAddr::V6))
}

/// One to four numbers; the last fills the bytes that are left.
fn ipv4(host: &str) -> Option<Ipv4Addr> {
    let numbers: Vec<u64> = host.split('.').map(number).collect::<Option<_>>()?;
    let (&last, leading) = numbers.split_last()?;
    let left = 4_usize
        .checked_sub(leading.len())
        .filter(|&left| left > 0)?;
    let mut address = 0_u64;
    for &byte in leading {
        address = address << 8 | u64::from(u8::try_from(byte).ok()?);
    }
    let bits = 8 * left;
    if last >> bits != 0 {
        return None;
    }
    u32::try_from(address << bits | last)
        .ok()
        .map(Ipv4Addr::from)
}

/// A number in decimal, octal (`0...`) or hexadecimal (`0x...`); a bare `0x` is zero.
fn number(text: &str) -> Option<u64> {
    let (digits, radix) = if let Some(hex) = text.strip_prefix("0x") {
        (hex, 16)
    } else if let Some(octal) = text.strip_prefix('0').filter(|octal| !octal.is_empty()) {
        (octal, 8)
    } else {
        (text, 10)
    };
    match digits {
        "" if radix == 16 => Some(0),
        // Other than the parser of numbers, no sign may stand here.
        _ if digits.starts_with('+') => None,
        _ => u64::from_str_radix(digits, radix).ok(),
    }
}
