//! One function for each kind of setting: its text in, its meaning or a sentence out.

use super::secret_key::SecretKey;
use ipnet::IpNet;
use jiff::{Span, SpanRelativeTo};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};
use url::Url;

/// Address and port to listen on.
pub fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_error| {
        format!("`{text}` is not an address with a port; write one such as 127.0.0.1:3000")
    })
}

/// The public address of a server for which none is set.
pub fn public_url_of(listen: SocketAddr) -> String {
    let host = if listen.ip().is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        listen.ip()
    };
    format!("http://{}", SocketAddr::new(host, listen.port()))
}

/// The address under which the server is reached, without a slash at its end.
pub fn public_url(text: &str) -> Result<String, String> {
    let advice = "write one such as https://hookline.example.com";
    let url = Url::parse(text).map_err(|_error| format!("`{text}` is not a URL; {advice}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(format!(
            "`{text}` does not begin with http:// or https:// and a host; {advice}"
        ));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!(
            "`{text}` has a path or query; the server lives at the root: {advice}"
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("the URL has a name or password in it; {advice}"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A list of networks.
pub fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts.map(network).collect()
}

fn network(text: &str) -> Result<IpNet, String> {
    let single = || text.parse::<IpAddr>().map(IpNet::from).ok();
    text.parse().ok().or_else(single).ok_or_else(|| {
        format!("`{text}` is not a network; write CIDRs such as 10.0.0.0/8,127.0.0.1/32")
    })
}

/// The URL of the database: which of the two it is, and that it names something.
pub fn database_url(text: &str) -> Result<String, String> {
    let advice = "write sqlite:data/hookline.db or postgres://user:password@host/name";
    let named = ["sqlite:", "postgres://", "postgresql://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    match named.map(|rest| rest.trim_start_matches('/')) {
        None => Err(format!(
            "it begins neither with sqlite: nor with postgres://; {advice}"
        )),
        Some("") => Err(format!("it names no database; {advice}")),
        Some(name) if name.contains(":memory:") => {
            Err(format!("a database in memory would lose events; {advice}"))
        }
        Some(_) => Ok(text.to_owned()),
    }
}

/// The key that seals secrets.
pub fn secret_key(text: &str) -> Result<SecretKey, String> {
    SecretKey::from_hex(text.trim()).ok_or_else(|| {
        "it is not 64 hexadecimal digits; make one with `openssl rand -hex 32`".to_owned()
    })
}

/// The mail server.
pub fn smtp_url(text: &str) -> Result<String, String> {
    let advice = "write one such as smtps://user:password@mail.example.com:465";
    let url = Url::parse(text).map_err(|_error| format!("it is not a URL; {advice}"))?;
    if !matches!(url.scheme(), "smtp" | "smtps") || url.host().is_none() {
        return Err(format!(
            "it does not begin with smtp:// or smtps:// and a host; {advice}"
        ));
    }
    Ok(text.to_owned())
}

/// How long an integration may do nothing but fail. Less than an hour would switch off what a
/// receiver's restart broke.
pub fn switch_off_after(text: &str) -> Result<Duration, String> {
    let advice = "write an hour or more, such as `5 days` or `12 hours`";
    let span: Span = text
        .parse()
        .map_err(|_error| format!("`{text}` is not a time; {advice}"))?;
    let time = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .ok()
        .and_then(|time| Duration::try_from(time).ok());
    time.filter(|time| *time >= Duration::from_secs(3_600))
        .ok_or_else(|| format!("`{text}` is too short or has no fixed length; {advice}"))
}

/// A file that has to be there.
pub fn existing_file(text: &str) -> Result<std::path::PathBuf, String> {
    let path = std::path::PathBuf::from(text);
    match std::fs::File::open(&path) {
        Ok(_file) => Ok(path),
        Err(error) => Err(format!(
            "the file {text} cannot be read ({error}); name a PEM file"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_loses_its_last_slash_and_may_have_no_path() {
        assert_eq!(
            public_url("https://a.example/"),
            Ok("https://a.example".to_owned())
        );
        assert!(public_url("https://a.example/portal").is_err());
        assert!(public_url("ftp://a.example").is_err());
        assert!(public_url("a.example").is_err());
    }

    #[test]
    fn a_server_that_listens_everywhere_is_reached_at_home() {
        let listen: SocketAddr = "0.0.0.0:3000".parse().unwrap();
        assert_eq!(public_url_of(listen), "http://127.0.0.1:3000");
    }

    #[test]
    fn networks_are_read_with_and_without_a_mask() {
        assert_eq!(
            networks("10.0.0.0/8, 127.0.0.1").map(|all| all.len()),
            Ok(2)
        );
        assert_eq!(networks("").map(|all| all.len()), Ok(0));
        assert!(networks("10.0.0.0/40").is_err());
    }

    #[test]
    fn a_time_is_read_in_words_and_may_not_be_short() {
        let hours = |hours: u64| Ok(Duration::from_secs(hours * 3_600));
        assert_eq!(switch_off_after("5 days"), hours(120));
        assert_eq!(switch_off_after("1h"), hours(1));
        for wrong in ["5", "soon", "59 minutes", "-2 days", "1 month"] {
            assert!(switch_off_after(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_database_in_memory_is_refused() {
        assert!(database_url("sqlite::memory:").is_err());
        assert!(database_url("sqlite:").is_err());
        assert!(database_url("mysql://a/b").is_err());
        assert!(database_url("postgres://a@b/c").is_ok());
    }
}
