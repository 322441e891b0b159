//! What the engine is doing right now, for health and measurements.

/// A look at the engine at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Figures {
    /// Claimed deliveries that wait in memory.
    pub queued: usize,
    /// Requests that were sent and whose answer is not read yet.
    pub in_flight: usize,
    /// Requests that were sent and whose outcome is not committed yet; those in flight included.
    pub unsettled: usize,
    /// How long the oldest delivery in memory has been due, in milliseconds; 0 if none waits.
    pub oldest_waiting_ms: i64,
    /// Deliveries settled since the engine started, of any outcome.
    pub settled: u64,
    /// Whether the last write to storage failed and is being repeated.
    pub storage_away: bool,
}
