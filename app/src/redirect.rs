//! Leads whoever asked for a page to another one.

/// Answers with a redirect, whatever the client says that it accepts: Leptos's own redirect takes
/// one that does not ask for HTML for a call of a function, and answers it with an empty 200.
#[cfg(feature = "ssr")]
pub fn lead_to(path: &str) {
    use http::{HeaderValue, StatusCode, header};
    let response = leptos::prelude::use_context::<leptos_axum::ResponseOptions>();
    if let (Some(response), Ok(place)) = (response, HeaderValue::from_str(path)) {
        response.insert_header(header::LOCATION, place);
        response.set_status(StatusCode::FOUND);
    }
}

/// In the browser the router leads.
#[cfg(not(feature = "ssr"))]
pub const fn lead_to(_path: &str) {}
