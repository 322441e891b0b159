//! What tests of the engine and of its ledgers are made of: storage in memory, a clock turned
//! by hand, a sender that follows a script, and the contract that every ledger keeps.

mod clock;
pub mod contract;
mod memory;
mod sample;
mod script;

pub use clock::ManualClock;
pub use memory::{MemoryLedger, Seen, UNWRITABLE};
pub use sample::{connection, draft, event};
pub use script::{Reply, ScriptedSender, accepted, answered, unanswered};
