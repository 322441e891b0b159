//! What the overview shows.

use super::bars::Bar;
use crate::{components::integrations::standing::Standing, stamp::Stamp, told::Told};
use domain::{Cause, ConnectionId, DeliveryId, IntegrationId, Moment};
use serde::{Deserialize, Serialize};

/// How far back something lost is told: a period of the log, to which the figures lead.
pub(super) const LOST_PERIOD: &str = "week";

/// The day in figures, and the last hours as a strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Live {
    /// Calls that began today.
    pub total: i64,
    /// Those that a CRM has.
    pub arrived: i64,
    /// Those of which something is on its way.
    pub waiting: i64,
    /// Those that wait for a person.
    pub needs_you: i64,
    /// Those that no CRM has.
    pub nowhere: i64,
    /// The steps of the strip, the oldest first.
    pub bars: Vec<Bar>,
    /// Where the axis is marked: hundredths of its length, and the clock.
    pub axis: Vec<(i64, String)>,
}

/// Everything else on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The first steps, until all are taken.
    pub steps: Option<Steps>,
    /// The telephony that brings no calls, although it usually would.
    pub silent: Vec<SilentLine>,
    /// What nothing happens to unless a person does something; of a project, where it keeps or
    /// lost something of that.
    pub needs: Vec<Need>,
    /// What ended without arriving, by integration.
    pub lost: Vec<LostLine>,
    /// Whether there is more of it than was looked at.
    pub lost_is_cut: bool,
    /// What ended in the last day, by moment.
    pub volume: Vec<MomentVolume>,
    /// The project that the figures are about: its id, empty for all.
    pub project: String,
    /// What can be chosen as the project: id and name.
    pub projects: Vec<(String, String)>,
    /// The integrations by name.
    pub integrations: Vec<IntegrationLine>,
}

/// A telephony key or platform that brings no calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilentLine {
    /// What it is called.
    pub name: String,
    /// Since when.
    pub since: Stamp,
    /// Hours since then in which it usually brings something.
    pub hours: i64,
    /// How many events it usually brings in them.
    pub events: i64,
}

/// Which of the first steps are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// The telephony has a key.
    pub has_key: bool,
    /// There is an integration.
    pub has_integration: bool,
    /// A call has come, made up or real.
    pub has_call: bool,
}

/// An integration that needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Which.
    pub id: IntegrationId,
    /// What it is called.
    pub name: String,
    /// Where its key lies, if it belongs to a connection.
    pub connection: Option<ConnectionId>,
    /// Deliveries that wait for it, of the project.
    pub open: i64,
    /// Those of all projects: switching it on is about them.
    pub held: i64,
    /// What is wrong with it.
    pub kind: NeedKind,
}

/// Why an integration needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NeedKind {
    /// It fails.
    Failing {
        /// Since when.
        since: Stamp,
        /// Why the try failed that showed it.
        cause: Cause,
        /// The status of its answer.
        status: Option<u16>,
        /// The same in words.
        told: Told,
        /// The delivery that showed it.
        sample: DeliveryId,
    },
    /// It was switched off because it did nothing but fail.
    SwitchedOff,
    /// It is paused and holds what came.
    Held,
}

/// What an integration lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostLine {
    /// Which.
    pub id: IntegrationId,
    /// What it is called.
    pub name: String,
    /// Whether nobody knows that they did not arrive: they were not answered.
    pub unanswered: bool,
    /// So many requests, each a row of the log.
    pub requests: i64,
    /// Whether there may be more: only so many are looked at.
    pub is_cut: bool,
    /// The first and the last of them.
    pub between: (Stamp, Stamp),
    /// Why the last one failed, in a sentence.
    pub why: Option<String>,
}

/// What ended in the last day of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentVolume {
    /// Which.
    pub moment: Moment,
    /// Its hours, the oldest first.
    pub bars: Vec<Bar>,
    /// Delivered.
    pub delivered: i64,
    /// Ended otherwise.
    pub failed: i64,
}

/// An integration as a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationLine {
    /// Which.
    pub id: IntegrationId,
    /// What it is called.
    pub name: String,
    /// When it fires.
    pub moment: Moment,
    /// How it stands.
    pub standing: Standing,
    /// Since when it fails, if it does.
    pub failing_since: Option<String>,
    /// Delivered in the last 24 hours, of the project.
    pub delivered: i64,
    /// Ended otherwise in the last 24 hours, of the project.
    pub failed: i64,
    /// How long its receiver usually takes, in milliseconds.
    pub usually_ms: Option<i64>,
}
