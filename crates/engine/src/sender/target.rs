//! From the text of a URL to where the request goes: the host as a URL parser reads it.

use reqwest::Url;

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

/// Reads a URL. What was rendered is spelled so already that the parser leaves it as it is.
pub(super) fn target(text: &str) -> Result<Url, TargetError> {
    let mut url = Url::parse(text.trim()).map_err(|_| TargetError::Unreadable)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(TargetError::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(TargetError::Userinfo);
    }
    if !url.has_host() {
        return Err(TargetError::Unreadable);
    }
    url.set_fragment(None);
    Ok(url)
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
            "https://crm.example/a//b/c?x=y&z=%D0%B0%d0%b1&&=&q={1}|[2]",
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
            let integration = Integration::compile(tenant, id, 1, draft, None).unwrap();
            let shown = domain::request::render(&integration, &Facts::default(), 1);
            let shown = shown.unwrap().url.text();
            assert_eq!(read(&shown), Ok(shown));
        }
        let kept = "https://crm.example/?f=name&r=a\\b^c`d";
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
            "http://[::ffff:7f00:1]/"
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
