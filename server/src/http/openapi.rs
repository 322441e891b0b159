//! The machine API's routes with their documentation, which cannot differ: both are made of
//! the same list.

mod answers;

use super::{
    connections, deliveries, events, incidents,
    ingest::{twilio, zadarma},
    integrations, jobs,
    problem::ApiError,
    projects, source_ips,
};
use crate::state::AppState;
use axum::{
    Json, Router,
    http::{HeaderValue, header},
    routing::{any, get},
};
use serde_json::Value;
use std::sync::LazyLock;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Where the documentation is.
pub const OPENAPI_PATH: &str = "/api/v1/openapi.json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hookline",
        description = "Report call events, and manage what is sent for them. Every answer that is not a success is `application/problem+json` with a `code` of a closed list.",
        license(name = "MIT OR Apache-2.0")
    ),
    modifiers(&Keys)
)]
struct Documentation;

struct Keys;

impl Modify for Keys {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        for (name, what) in [
            ("ingest", "A key of the scope `ingest`"),
            ("manage", "A key of the scope `manage`"),
        ] {
            let bearer = HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some(what))
                .build();
            components.add_security_scheme(name, SecurityScheme::Http(bearer));
        }
    }
}

fn documented() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Documentation::openapi())
        .routes(routes!(events::report))
        .routes(routes!(zadarma::echo, zadarma::notify))
        .routes(routes!(twilio::notify))
        .merge(set_up())
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::get))
        .routes(routes!(deliveries::send_again))
        .routes(routes!(deliveries::arrived))
        .routes(routes!(incidents::list))
        .routes(routes!(source_ips::list))
        .routes(routes!(jobs::list, jobs::create))
        .routes(routes!(jobs::get, jobs::change))
}

/// What a tenant wants sent, and to whom.
fn set_up() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(integrations::list, integrations::create))
        .routes(routes!(
            integrations::get,
            integrations::change,
            integrations::delete
        ))
        .routes(routes!(integrations::test))
        .routes(routes!(integrations::rotation::rotate))
        .routes(routes!(integrations::versions::list))
        .routes(routes!(connections::list, connections::create))
        .routes(routes!(
            connections::get,
            connections::change,
            connections::delete
        ))
        .routes(routes!(projects::list, projects::create))
        .routes(routes!(projects::change, projects::delete))
        .routes(routes!(projects::merge))
}

/// The documentation of every route, as programs and the page of it read it.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    // What it is made of are texts and numbers, which are JSON.
    serde_json::to_value(document()).unwrap_or_default()
});

/// The documentation of every route.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = documented().into_openapi();
    answers::complete(&mut document);
    document
}

/// Every route below `/api`; what is not there is told as a problem, not as a page.
pub fn router() -> Router<AppState> {
    let (router, _) = documented().split_for_parts();
    router
        .route(OPENAPI_PATH, get(|| async { Json(&*DOCUMENT) }))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .method_not_allowed_fallback(|| async { ApiError::MethodWrong })
        .route("/api/{*rest}", any(|| async { ApiError::NotFound("path") }))
}
