//! Paths of this site that a form may name as the place to go to next; nothing else is gone to.

use url::Url;

/// Longest path, in bytes.
pub const LOCAL_PATH_BYTES_MAX: usize = 2_048;
/// Stands for this site when a path is read as a browser would read it.
const HERE: &str = "http://here.invalid";

/// The text as a path of this site, or nothing where it could lead anywhere else.
///
/// It is read the way a browser reads it, which takes `\` for `/`, drops tabs and line breaks,
/// and follows `//host` to that host.
#[must_use]
pub fn local_path(text: &str) -> Option<String> {
    let plain = text.len() <= LOCAL_PATH_BYTES_MAX
        && text.starts_with('/')
        && !text.contains('\\')
        && !text.chars().any(char::is_control);
    if !plain {
        return None;
    }
    let here = Url::parse(HERE).ok()?;
    let there = here.join(text).ok()?;
    if there.origin() != here.origin() || there.path().starts_with("//") {
        return None;
    }
    let query = there
        .query()
        .map_or_else(String::new, |query| format!("?{query}"));
    Some(format!("{}{query}", there.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_site_stays_as_it_is() {
        for path in ["/", "/deliveries?state=failed&phone=%2B380", "/calls/a%2Fb"] {
            assert_eq!(local_path(path).as_deref(), Some(path));
        }
    }

    #[test]
    fn whatever_leads_elsewhere_is_refused() {
        for path in [
            "",
            "deliveries",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/.//evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/a\r\nset-cookie: x=y",
        ] {
            assert_eq!(local_path(path), None, "{path}");
        }
    }

    #[test]
    fn letters_of_other_alphabets_are_written_for_a_header() {
        assert_eq!(
            local_path("/calls?search=дзвінок").as_deref(),
            Some("/calls?search=%D0%B4%D0%B7%D0%B2%D1%96%D0%BD%D0%BE%D0%BA")
        );
    }
}
