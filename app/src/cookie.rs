//! Small choices of a person that the first paint needs whoever they are: kept in cookies by the
//! browser, and read by the server.

use leptos::prelude::*;

const YEAR_S: u32 = 31_536_000;

/// The text that is kept under a name.
#[cfg(feature = "ssr")]
#[must_use]
pub fn find(name: &str) -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    let cookies = parts.headers.get(http::header::COOKIE)?.to_str().ok()?;
    value(cookies, name)
}

/// Keeps a text under a name for a year; an empty one is forgotten. Neither may hold a semicolon.
pub fn keep(name: &str, text: &str) {
    let age = if text.is_empty() { 0 } else { YEAR_S };
    let cookie = format!("{name}={text}; path=/; max-age={age}; samesite=lax");
    // A browser that keeps none shows the page as it is for everybody.
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &cookie.into());
}

#[cfg(feature = "ssr")]
fn value(cookies: &str, name: &str) -> Option<String> {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then(|| value.to_owned()))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let cookies = "my_theme=light; theme=dark; log=a.b";
        assert_eq!(value(cookies, "theme").as_deref(), Some("dark"));
        assert_eq!(value(cookies, "log").as_deref(), Some("a.b"));
        assert_eq!(value(cookies, "heme"), None);
    }
}
