//! `/live/deliveries`: tells a page that the log looks other than it did, by server-sent events.
//!
//! What is sent says only that it is time to look again: the rows come through the page's own
//! question, which asks who is asking each time.

mod watchers;

pub use watchers::{WATCHERS_OF_TENANT_MAX, Watchers};

use super::portal_state::PortalState;
use app::session::Visitor;
use axum::{
    Extension, Router,
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures::{Stream, StreamExt as _, stream};
use http::StatusCode;
use std::{convert::Infallible, time::Duration};
use store::TenantStore;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};
use watchers::Place;

/// How often the log is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long one answer goes on: the browser then asks again, and is asked who it is.
const GOES_ON_FOR: Duration = Duration::from_secs(600);
/// How often something is said where nothing happens, so that no proxy takes it for dead.
const ALIVE_EVERY: Duration = Duration::from_secs(15);

/// The route.
pub fn routes() -> Router<PortalState> {
    Router::new().route("/live/deliveries", get(deliveries))
}

async fn deliveries(
    State(state): State<PortalState>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    let Some(seat) = visitor.seat() else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let Some(place) = state.watchers.enter(seat.tenant.id) else {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    };
    let tenant = state.app.store.tenant(seat.tenant.id);
    let changes = changes(tenant, place);
    Sse::new(changes)
        .keep_alive(KeepAlive::new().interval(ALIVE_EVERY))
        .into_response()
}

/// What one page is told.
struct Watch {
    tenant: TenantStore,
    place: Place,
    clock: Interval,
    until: Instant,
    mark: Option<u64>,
}

impl Watch {
    /// Waits until the log looks other than before; `None` where it is time to end.
    async fn changed(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                () = self.place.ended() => return None,
                () = tokio::time::sleep_until(self.until) => return None,
                _ = self.clock.tick() => {}
            }
            match self.tenant.log_mark().await {
                Ok(mark) => {
                    let before = self.mark.replace(mark);
                    if before.is_some_and(|before| before != mark) {
                        return Some(Event::default().event("changed").data("log"));
                    }
                }
                // The page asks again, and hears then whether it is better.
                Err(error) => {
                    tracing::debug!(%error, "a page cannot be told what happens");
                    return None;
                }
            }
        }
    }
}

fn changes(tenant: TenantStore, place: Place) -> impl Stream<Item = Result<Event, Infallible>> {
    let mut clock = interval(LOOK_EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let watch = Watch {
        tenant,
        place,
        clock,
        until: Instant::now() + GOES_ON_FOR,
        mark: None,
    };
    stream::unfold(watch, |mut watch| async move {
        let event = watch.changed().await?;
        Some((Ok(event), watch))
    })
    .fuse()
}
