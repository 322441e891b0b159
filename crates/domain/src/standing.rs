//! How a call stands with the CRM: what a person asks first about a day of calls.

use crate::catalogue::catalogue;

catalogue! {
    /// Where the data of a call is. Each call stands in one place; the first that fits counts.
    pub enum CallStanding {
        /// Something of it goes nowhere unless a person does something.
        NeedsYou = "needs_you",
        /// Something of it is on its way or is tried again.
        Waiting = "waiting",
        /// At least one CRM has it, and nothing is left to do.
        Arrived = "arrived",
        /// No CRM has it, and nothing is on its way.
        Nowhere = "nowhere",
    }
}
