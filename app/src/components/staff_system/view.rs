//! What the page on how the installation stands shows.

use crate::{components::hours::Hour, stamp::Stamp};
use domain::{Cause, Class, TenantId, WorkerId};
use serde::{Deserialize, Serialize};

/// How the installation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemView {
    /// When it was asked.
    pub at: Stamp,
    /// The engine of the process that answered.
    pub engine: EngineLine,
    /// What is open, by class.
    pub queue: Vec<QueueLine>,
    /// Whether there is more than is counted.
    pub queue_cut: bool,
    /// The processes that send.
    pub workers: Vec<WorkerLine>,
    /// The receivers that take longest.
    pub slowest: Vec<ReceiverLine>,
    /// What fails, over all tenants.
    pub incidents: Vec<IncidentLine>,
    /// The last 48 hours of all tenants.
    pub hours: Vec<Hour>,
    /// How much room the database takes.
    pub database_bytes: i64,
    /// Which database it is.
    pub database: String,
    /// The mail outbox.
    pub mail: MailLine,
}

/// The engine of one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineLine {
    /// Deliveries in memory.
    pub queued: usize,
    /// Requests whose answer is not read yet.
    pub in_flight: usize,
    /// Most of them at once.
    pub parallel: usize,
    /// Settled since the process started.
    pub settled: u64,
    /// Whether storage is away.
    pub storage_away: bool,
}

/// The open deliveries of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueLine {
    /// Live or durable.
    pub class: Class,
    /// All of them.
    pub open: i64,
    /// In the hands of a worker.
    pub claimed: i64,
    /// Due now.
    pub due: i64,
    /// Held.
    pub held: i64,
    /// How long the oldest has been due, in milliseconds.
    pub oldest_ms: Option<i64>,
}

/// A process that sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerLine {
    /// Which.
    pub id: WorkerId,
    /// Whether it gives signs of life.
    pub alive: bool,
    /// Its slots of ownership.
    pub slots: i64,
    /// The deliveries that it holds.
    pub claims: i64,
}

/// A receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiverLine {
    /// Whose.
    pub tenant_id: TenantId,
    /// What the tenant is called.
    pub tenant: String,
    /// What the integration is called.
    pub name: String,
    /// How long its answers take on average, in milliseconds.
    pub took_ms: i64,
}

/// An open incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentLine {
    /// Whose.
    pub tenant_id: TenantId,
    /// What the tenant is called.
    pub tenant: String,
    /// What the integration is called.
    pub name: String,
    /// Why it fails.
    pub cause: Cause,
    /// The status of the answer.
    pub code: Option<u16>,
    /// Since when.
    pub since: Stamp,
}

/// How many mails stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLine {
    /// Not sent yet.
    pub waiting: i64,
    /// Taken by the mail server.
    pub sent: i64,
    /// Refused for good.
    pub failed: i64,
    /// How long the oldest has been due, in milliseconds.
    pub oldest_ms: Option<i64>,
}

/// How much the database grew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrowthView {
    /// Over so many days, and by how much.
    pub grown: Vec<GrownLine>,
    /// How much room is left on its disk, in bytes, where that is known.
    pub free_bytes: Option<i64>,
    /// For so many days that is enough, if it goes on to grow as it did.
    pub enough_days: Option<i64>,
    /// How much room it took on each day that is known, oldest first.
    pub days: Vec<DayLine>,
    /// The first day that is drawn, counted since 1970.
    pub first_day: i64,
    /// What that day is called.
    pub from: String,
    /// So many days are drawn, today the last.
    pub places: i64,
}

/// What the database grew by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrownLine {
    /// Over so many days.
    pub days: i64,
    /// By so many bytes; nothing where its size then is not known.
    pub bytes: Option<i64>,
}

/// How much room the database took on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLine {
    /// Which, counted since 1970.
    pub day: i64,
    /// What it is called.
    pub name: String,
    /// How much, in bytes.
    pub bytes: i64,
}
