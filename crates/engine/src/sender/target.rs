//! From the text of a URL to where the request goes: the host as a URL parser reads it, path
//! and query byte for byte as the customer wrote them.

use http::Uri;
use std::borrow::Cow;
use url::{Host, Url};

/// Why a URL cannot be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum TargetError {
    /// It is not a URL.
    #[error("the URL cannot be read")]
    Unreadable,
    /// Neither http nor https.
    #[error("the scheme is neither http nor https")]
    Scheme,
    /// A name or password stands before the host.
    #[error("a name or password stands before the host")]
    Userinfo,
}

/// Reads a URL.
pub(super) fn target(text: &str) -> Result<Uri, TargetError> {
    let text = text.trim();
    let url = Url::parse(text).map_err(|_| TargetError::Unreadable)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(TargetError::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(TargetError::Userinfo);
    }
    let host = match url.host() {
        Some(Host::Domain(name)) => Cow::Borrowed(name),
        Some(Host::Ipv4(address)) => Cow::Owned(address.to_string()),
        Some(Host::Ipv6(address)) => Cow::Owned(format!("[{address}]")),
        None => return Err(TargetError::Unreadable),
    };
    let authority = match url.port() {
        Some(port) => Cow::Owned(format!("{host}:{port}")),
        None => host,
    };
    Uri::builder()
        .scheme(url.scheme())
        .authority(authority.as_ref())
        .path_and_query(path_and_query(text).as_ref())
        .build()
        .map_err(|_| TargetError::Unreadable)
}

/// What stands behind the host, without the fragment. A parser would spell some of it anew
/// (quotes, dots), and a receiver that checks a signature over its query would notice.
fn path_and_query(text: &str) -> Cow<'_, str> {
    let behind_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
    let start = behind_scheme
        .find(['/', '?', '#'])
        .unwrap_or(behind_scheme.len());
    let rest = behind_scheme.get(start..).unwrap_or_default();
    let rest = rest.split('#').next().unwrap_or_default();
    let rooted = if rest.starts_with('/') {
        Cow::Borrowed(rest)
    } else {
        Cow::Owned(format!("/{rest}"))
    };
    let query = rooted.find('?').unwrap_or(rooted.len());
    let stands = |(at, byte)| may_stand(byte, at > query);
    if rooted.bytes().enumerate().all(stands) {
        return rooted;
    }
    let bytes = rooted.bytes().enumerate();
    Cow::Owned(
        bytes
            .map(|(at, byte)| encoded(byte, stands((at, byte))))
            .collect(),
    )
}

/// Whether a byte may stand in a request line as it is: all that was rendered may.
fn may_stand(byte: u8, is_query: bool) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'<' | b'>' | b'"')
        && (is_query || !matches!(byte, b'\\' | b'^' | b'`'))
}

fn encoded(byte: u8, stands: bool) -> Cow<'static, str> {
    if stands {
        Cow::Owned(char::from(byte).to_string())
    } else {
        Cow::Owned(format!("%{byte:02X}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Facts, Integration, IntegrationId, TenantId};
    use uuid::Uuid;

    fn read(text: &str) -> Result<String, TargetError> {
        target(text).map(|uri| uri.to_string())
    }

    #[test]
    fn path_and_query_stay_byte_for_byte() {
        for text in [
            "https://crm.example/index.php?param1=abc&param2=def",
            "https://crm.example/a/../b/./c?x='y'&z=%D0%B0%d0%b1&&=&q={1}|[2]",
            "http://crm.example:8080/?a=b?c=d/e",
            "https://crm.example/a%2Fb;v=1?at=12:00@x",
        ] {
            assert_eq!(read(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_rendered_is_what_is_sent() {
        let every: String = (' '..='~').filter(|byte| !"{#".contains(*byte)).collect();
        for url in [
            "https://crm.example/index.php?f=name='a'&r=a\\b^c`d|{e}[f]~!$".to_owned(),
            format!("https://crm.example/p{every}?q={every}{{ї"),
        ] {
            let draft = crate::testing::draft(&url, domain::Moment::AfterCall);
            let (tenant, id) = (TenantId(Uuid::nil()), IntegrationId(Uuid::nil()));
            let integration = Integration::compile(tenant, id, 1, draft).unwrap();
            let shown = domain::request::render(&integration, &Facts::default(), 1);
            let shown = shown.unwrap().url.text();
            assert_eq!(read(&shown), Ok(shown));
        }
        let kept = "https://crm.example/?f=name='a'&r=a\\b^c`d";
        assert_eq!(read(kept).as_deref(), Ok(kept));
    }

    #[test]
    fn a_bare_host_gets_the_root() {
        assert_eq!(read("https://crm.example").unwrap(), "https://crm.example/");
        assert_eq!(
            read("https://crm.example?a=b#c").unwrap(),
            "https://crm.example/?a=b"
        );
    }

    #[test]
    fn what_cannot_stand_in_a_request_is_percent_encoded() {
        assert_eq!(
            read("https://crm.example/дія?q=a b").unwrap(),
            "https://crm.example/%D0%B4%D1%96%D1%8F?q=a%20b"
        );
    }

    #[test]
    fn hosts_are_read_as_the_address_they_mean() {
        assert_eq!(read("http://2130706433/").unwrap(), "http://127.0.0.1/");
        assert_eq!(read("http://0x7f.1/").unwrap(), "http://127.0.0.1/");
        assert_eq!(
            read("http://[::FFFF:7f00:1]/").unwrap(),
            "http://[::ffff:127.0.0.1]/"
        );
        assert_eq!(
            read("http://КРМ.example/").unwrap(),
            "http://xn--j1ael.example/"
        );
    }

    #[test]
    fn a_name_before_the_host_is_refused() {
        let faults = [
            ("https://me:secret@crm.example/", TargetError::Userinfo),
            ("https://crm.example@evil.example/", TargetError::Userinfo),
            ("ftp://crm.example/", TargetError::Scheme),
            ("crm.example", TargetError::Unreadable),
        ];
        for (text, fault) in faults {
            assert_eq!(read(text), Err(fault), "{text}");
        }
    }
}
