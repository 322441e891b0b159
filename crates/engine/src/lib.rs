//! The dispatch engine: accepts events, owes deliveries, sends them fairly, settles them.
//!
//! Knows nothing of SQL, pages or HTTP servers. Time, randomness, sending and storage are
//! passed in, so that a seed replays a run.

pub mod ledger;

pub use ledger::{
    AcceptError, Acceptance, Accepted, Batch, Committed, Idempotency, Ledger, LedgerError, Settled,
    TestRecord,
};
