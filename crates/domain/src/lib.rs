//! Hookline's nouns and pure rules: no I/O, no clock, no async.
//!
//! Compiles to wasm: the browser's preview and the engine run the same code. What it returns
//! for people are codes with arguments; the sentences are in `app/locales`.

pub mod access;
pub mod address;
pub mod answer;
pub mod call;
mod catalogue;
mod clock;
pub mod condition;
pub mod connection;
pub mod contract;
pub mod delivery;
pub mod email;
pub mod event;
pub mod explain;
pub mod export;
pub mod fault;
pub mod format;
pub mod health;
pub mod hours;
pub mod id;
pub mod incoming;
pub mod integration;
pub mod job;
pub mod key_end;
pub mod language;
pub mod lift;
pub mod moment;
pub mod network;
pub mod notice;
pub mod number;
pub mod order;
pub mod ownership;
pub mod parameter;
pub mod plan;
pub mod preset;
pub mod project;
pub mod receivers;
pub mod recording;
pub mod request;
pub mod retry;
pub mod sample;
pub mod scope;
pub mod signing;
pub mod silence;
pub mod simulation;
pub mod standing;
pub mod step;
pub mod template;
pub mod tenant;
mod url;
pub mod validate;
pub mod value;

pub use access::{Right, StaffRight, SupportAccess};
pub use address::AddressPolicy;
pub use call::Call;
pub use catalogue::UnknownKey;
pub use connection::{Connection, ConnectionDraft};
pub use delivery::{
    Attempt, Cause, Claim, DeliveryState, EventSnapshot, Outcome, Settlement, Timings,
};
pub use event::{CallEvent, Digest, Owed, Receipt};
pub use export::{ExportFormat, ExportState, SHEET_ROWS_MAX};
pub use fault::{Fault, FieldError};
pub use hours::WorkingHours;
pub use id::{
    AttemptId, AuditId, CallKey, ConnectionId, DeliveryId, ErasureId, EventId, ExportId,
    HandoverId, IdError, ImpersonationId, IncidentId, IncomingId, InspectedId, IntegrationId,
    InvitationId, JobId, KeyId, MailId, MemberId, ProjectId, SavedViewId, SignInId, SourceId,
    StaffId, TenantId, WorkerId,
};
pub use incoming::{Overlap, Refusal, Sender, SenderDraft, SenderId};
pub use integration::{DraftSecrets, Integration, IntegrationDraft, Method};
pub use job::{JobKind, JobState, Kept};
pub use language::Language;
pub use moment::{Class, Moment};
pub use network::Networks;
pub use ownership::Slots;
pub use parameter::Parameter;
pub use plan::Setup;
pub use project::{Project, ProjectDraft};
pub use receivers::Receivers;
pub use request::{OutgoingRequest, PlainRequest, RenderError};
pub use standing::CallStanding;
pub use tenant::{Adapter, KeyScope, Role, StaffRole, Suspension, Tenant};
pub use value::{Decimal, Facts, Phone, Time, Value};
