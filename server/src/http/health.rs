//! Signs of life: for the process, and for what it needs to work.

use crate::state::AppState;
use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde::Serialize;

/// What the server is doing, for those who watch it. Holds no names and no addresses.
#[derive(Debug, Serialize)]
struct Health {
    ok: bool,
    database: bool,
    engine: engine::Figures,
    /// SQL statements since the start.
    statements: u64,
}

/// `/healthz`: the process answers. `/readyz`: it can take events.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
}

async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Health>) {
    let database = state.store.ping().await.is_ok();
    let engine = state.engine.figures();
    let ok = database && !engine.storage_away;
    let status = if ok {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(Health {
            ok,
            database,
            engine,
            statements: state.store.statements(),
        }),
    )
}
