//! One function for each kind of setting: its text in, its meaning or a sentence out.

use super::secret_key::SecretKey;
use domain::{Networks, network::NotANetwork};
use jiff::{Span, SpanRelativeTo};
use lettre::{Address, message::Mailbox};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};
use url::{Host, Url};

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
pub fn networks(text: &str) -> Result<Networks, String> {
    let read = text.parse();
    read.map_err(|fault: NotANetwork| {
        format!("{fault}; write CIDRs such as 10.0.0.0/8,127.0.0.1/32")
    })
}

/// The URL of the database: which of the two it is, and that it names something that lasts.
pub fn database_url(text: &str) -> Result<String, String> {
    let advice = "write sqlite:data/hookline.db or postgres://user:password@host/name";
    let postgres = ["postgres://", "postgresql://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    let problem = match (text.strip_prefix("sqlite:"), postgres) {
        (Some(file), _) => sqlite_problem(file),
        (None, Some(rest)) => rest
            .trim_start_matches('/')
            .is_empty()
            .then_some("it names no database"),
        (None, None) => Some("it begins neither with sqlite: nor with postgres://"),
    };
    match problem {
        None => Ok(text.to_owned()),
        Some(problem) => Err(format!("{problem}; {advice}")),
    }
}

/// Why a SQLite database would keep nothing.
fn sqlite_problem(file: &str) -> Option<&'static str> {
    let (path, query) = file.split_once('?').unwrap_or((file, ""));
    let mode = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "mode")
        .map(|(_, mode)| mode.into_owned())
        .last();
    if path.contains(":memory:") || mode.as_deref() == Some("memory") {
        Some("a database in memory would lose events")
    } else if mode.as_deref() == Some("ro") {
        Some("nothing can be written to a database with mode=ro")
    } else if path.is_empty() || path.ends_with('/') {
        Some("it names no file")
    } else {
        None
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
    let tls = url.query_pairs().find(|(name, _)| name == "tls");
    match tls.as_ref().map(|(_, how)| how.as_ref()) {
        None | Some("required" | "opportunistic") => Ok(text.to_owned()),
        Some(how) => Err(format!(
            "`tls={how}` means nothing; write tls=required or tls=opportunistic, or begin with smtps://"
        )),
    }
}

/// The name under which mails come, where no address is set.
const SENDER: &str = "Hookline";

/// The address from which mails come.
pub fn mail_from(text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|_error| {
        format!(
            "`{text}` is not an e-mail address; write one such as hookline@example.com or \
             Hookline <hookline@example.com>"
        )
    })
}

/// The address from which mails come of a server that is reached at this URL. One that is reached
/// by a number is somebody's own machine, and mail comes from names.
pub fn sender_at(public_url: &str) -> Result<Mailbox, String> {
    let url = Url::parse(public_url).ok();
    let host = match url.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => "localhost".to_owned(),
        None => String::new(),
    };
    let address = Address::new(SENDER.to_lowercase(), host);
    address
        .map(|address| Mailbox::new(Some(SENDER.to_owned()), address))
        .map_err(|_error| {
            format!("nothing can be sent from {public_url}; write one such as hookline@example.com")
        })
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

/// A file of roots that has to be there.
pub fn certificates(text: &str) -> Result<PathBuf, String> {
    let advice = "name a PEM file of the certificates that are to be trusted";
    let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(text).and_then(Iterator::collect);
    match found {
        Ok(found) if found.is_empty() => Err(format!(
            "the file {text} holds no certificate that begins with -----BEGIN CERTIFICATE-----; {advice}"
        )),
        Ok(_) => Ok(PathBuf::from(text)),
        Err(error) => Err(format!(
            "the file {text} cannot be read ({error}); {advice}"
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
            networks("10.0.0.0/8, 127.0.0.1").map(|all| all.0.len()),
            Ok(2)
        );
        assert_eq!(networks("").map(|all| all.0.len()), Ok(0));
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
    fn a_database_that_keeps_nothing_is_refused() {
        for url in [
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite:file::memory:?cache=shared",
            "sqlite:data/a.db?mode=memory",
            "sqlite:data/a.db?cache=private&mode=memory",
            "sqlite:data/a.db?mode=ro",
            "sqlite:",
            "sqlite://",
            "sqlite:///",
            "sqlite:data/",
            "sqlite:?mode=rwc",
            "mysql://a/b",
            "postgres://",
            "postgres:///",
        ] {
            let told = database_url(url).unwrap_err();
            assert!(
                told.ends_with("postgres://user:password@host/name"),
                "{told}"
            );
        }
        for url in [
            "postgres://a@b/c",
            "sqlite:data/a.db",
            "sqlite:///data/a.db?mode=rwc",
        ] {
            assert_eq!(database_url(url).as_deref(), Ok(url));
        }
    }

    #[test]
    fn a_protection_that_mail_does_not_know_is_refused() {
        assert!(smtp_url("smtp://mail.example?tls=required").is_ok());
        assert!(smtp_url("smtps://mail.example").is_ok());
        let told = smtp_url("smtp://mail.example?tls=bogus").unwrap_err();
        assert!(told.contains("write tls=required"), "{told}");
    }

    #[test]
    fn mails_come_from_the_host_of_the_server_or_from_what_is_set() {
        for (url, address) in [
            ("https://calls.example", "Hookline <hookline@calls.example>"),
            ("http://127.0.0.1:3000", "Hookline <hookline@localhost>"),
            ("http://[::1]:3000", "Hookline <hookline@localhost>"),
            ("http://localhost:3000", "Hookline <hookline@localhost>"),
        ] {
            let sender = sender_at(url).map(|sender| sender.to_string());
            assert_eq!(sender.as_deref(), Ok(address), "{url}");
        }
        let set = mail_from("Calls <calls@shop.example>").map(|sender| sender.to_string());
        assert_eq!(set.as_deref(), Ok("Calls <calls@shop.example>"));
        assert!(mail_from("calls").is_err());
    }

    #[test]
    fn a_file_of_roots_holds_certificates() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let text = path.to_string_lossy();
        assert!(certificates(&text).unwrap_err().contains("cannot be read"));
        std::fs::write(&path, "root").unwrap();
        let told = certificates(&text).unwrap_err();
        assert!(
            told.contains("-----BEGIN CERTIFICATE-----; name a PEM file"),
            "{told}"
        );
    }
}
