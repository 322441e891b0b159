//! How large and how patient an engine is.

use domain::WorkerId;
use std::time::Duration;
use tokio::runtime::Handle;

/// The limits of one engine. Every queue in it has one of these.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// Who claims; new at every start.
    pub worker_id: WorkerId,
    /// Most requests sent whose outcome is not committed: as many duplicates a kill can cause.
    pub unsettled_max: usize,
    /// Most requests in flight at once, over all tenants.
    pub parallel_total: usize,
    /// Most requests in flight at once of one tenant.
    pub parallel_tenant: usize,
    /// Most tests that are sent at once for one tenant; more wait for their turn.
    pub tests_tenant: usize,
    /// Most tests that are sent at once, over all tenants.
    pub tests_total: usize,
    /// Most claimed deliveries in memory; the rest stays in storage.
    pub room: usize,
    /// Most events that wait for the writer; requests beyond it wait before they are queued. A
    /// single larger request is taken alone.
    pub intake_max: usize,
    /// Most events and settlements of one transaction.
    pub batch_max: usize,
    /// How long a stop waits for requests in flight.
    pub grace: Duration,
    /// How long a worker counts as alive after its last heartbeat.
    pub lease: Duration,
    /// How often storage is asked for due deliveries that nobody told of.
    pub poll: Duration,
    /// Where the writer runs; with everything else where none is named. A transaction wakes it
    /// once for each statement, and where requests are many each time in line behind them.
    pub writer_on: Option<Handle>,
    /// From where randomness starts: jitter and the ids of attempts.
    pub seed: u64,
}

impl EngineOptions {
    /// The usual limits for a worker.
    #[must_use]
    pub fn new(worker_id: WorkerId) -> Self {
        Self {
            worker_id,
            unsettled_max: 256,
            parallel_total: 256,
            parallel_tenant: 64,
            tests_tenant: 4,
            tests_total: 32,
            room: 8_192,
            intake_max: 8_192,
            batch_max: 256,
            grace: Duration::from_secs(10),
            lease: Duration::from_secs(30),
            poll: Duration::from_secs(15),
            writer_on: None,
            seed: rand::random(),
        }
    }
}
