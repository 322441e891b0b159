//! The dispatch engine: accepts events, owes deliveries, sends them fairly, settles them.
//!
//! Knows nothing of SQL, pages or HTTP servers. Time, randomness, sending and storage are
//! passed in, so that a seed replays a run.

pub mod chance;
pub mod clock;
mod core;
mod dispatch;
mod due;
mod engine;
mod figures;
mod heartbeat;
mod intake;
pub mod ledger;
mod loader;
mod mask;
mod options;
mod outlet;
mod prepare;
mod scheduler;
pub mod sender;
mod steps;
mod test_places;
#[cfg(any(test, feature = "testing"))]
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "A test that goes wrong here should stop."
)]
pub mod testing;
mod writer;

pub use self::core::IntakeError;
pub use chance::Chance;
pub use clock::{Clock, SystemClock};
pub use engine::{Engine, TestExchange, TestOutcome};
pub use figures::Figures;
pub use ledger::{
    AcceptError, Acceptance, Accepted, Batch, Committed, Idempotency, Ledger, LedgerError, Renewal,
    Settled, Standing, TestRecord, Token, Tokens, Want,
};
pub use options::EngineOptions;
pub use sender::{HttpOptions, HttpSender, PreparedRequest, Sender, SenderError};

#[cfg(test)]
mod tests;
