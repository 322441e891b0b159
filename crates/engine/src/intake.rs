//! How events come in: one request of the ingest API, answered after its commit.

/// Why events were not taken. Nothing of the request was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// Storage is away: the same request may be sent again in a moment.
    #[error("storage is not available")]
    Unavailable,
    /// The `Idempotency-Key` was used with another body.
    #[error("the idempotency key was used with another body")]
    KeyReused,
    /// The engine is stopping.
    #[error("the engine is stopping")]
    Stopping,
}
