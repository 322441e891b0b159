//! What the page of a call shows.

use crate::{
    components::{calls::api::CallLine, deliveries::line::DeliveryLine},
    stamp::Stamp,
};
use domain::{DeliveryId, Facts, IntegrationId, Moment, condition::Condition};
use serde::{Deserialize, Serialize};

/// A call with all that happened at its moments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    /// As the list shows it.
    pub line: CallLine,
    /// What is known of it, numbers masked where the role does not see them.
    pub facts: Facts,
    /// Its events, oldest first.
    pub events: Vec<EventView>,
    /// What was sent, oldest first.
    pub deliveries: Vec<DeliveryLine>,
    /// Every integration, and why it was sent nothing where it was not.
    pub verdicts: Vec<VerdictView>,
}

/// An event of the call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// The moment.
    pub moment: Moment,
    /// When it happened.
    pub occurred: Stamp,
    /// What it told that was not known before, or was otherwise; numbers masked.
    pub learnt: Facts,
    /// What was sent of it, oldest first.
    pub deliveries: Vec<DeliveryId>,
    /// The integrations that did not want it.
    pub unmet: Vec<UnmetView>,
}

/// Why an integration did not want an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmetView {
    /// Which integration.
    pub integration_id: IntegrationId,
    /// What it is called now.
    pub name: String,
    /// Its first condition that did not hold.
    pub condition: Option<Condition>,
    /// What the call had there, as plain text.
    pub value: String,
}

/// An integration and what became of the call there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictView {
    /// Which.
    pub integration_id: IntegrationId,
    /// What it is called.
    pub name: String,
    /// When it fires.
    pub moment: Moment,
    /// Why nothing was sent to it; none where something was.
    pub why_not: Option<WhyNot>,
}

/// Why an integration was sent nothing of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyNot {
    /// The call did not come to its moment.
    NeverCame,
    /// A condition did not hold.
    Unmet(UnmetView),
    /// It was made later, at this time.
    MadeLater(Stamp),
    /// It was changed since, at this time: as it was then, it fired at another moment.
    ChangedLater(Stamp),
    /// Nothing that is kept says why.
    Unknown,
}
