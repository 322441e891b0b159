//! What stands in a text area when the page comes: Leptos writes it as it is, since scripts and
//! styles want that, and a text that holds the end of the area would break out of it.

/// The text as it has to stand in the page that the server writes.
#[cfg(feature = "ssr")]
#[must_use]
pub fn area_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The text as it is: the browser puts it in as text.
#[cfg(not(feature = "ssr"))]
#[must_use]
pub fn area_text(text: &str) -> String {
    text.to_owned()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use leptos::prelude::*;

    #[test]
    fn nothing_breaks_out_of_a_text_area() {
        let text = "</textarea><b>&amp;</b>";
        let html = view! { <textarea>{area_text(text)}</textarea> }.to_html();
        assert_eq!(
            html,
            "<textarea>&lt;/textarea>&lt;b>&amp;amp;&lt;/b></textarea>"
        );
    }
}
