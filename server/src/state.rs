//! What every handler is given: the store, the engine, the settings and the clock.

use crate::{config::Config, incoming::Incoming};
use engine::{Clock, Engine};
use std::sync::Arc;
use store::Store;

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// All that is kept.
    pub store: Store,
    /// Accepts events and sends deliveries.
    pub engine: Engine,
    /// The operator's settings.
    pub config: Arc<Config>,
    /// Now, for everything that is written with a time.
    pub clock: Arc<dyn Clock>,
    /// What the telephony sent and is not written down yet.
    pub incoming: Incoming,
}

impl AppState {
    /// Now, in milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock.now_ms()
    }
}
