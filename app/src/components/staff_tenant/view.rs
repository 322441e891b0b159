//! What the operator's page of a tenant shows.

use crate::{
    components::{hours::Hour, integrations::api::IntegrationLine, staff::standing::TenantState},
    stamp::Stamp,
    told::Told,
};
use domain::{
    HandoverId, ImpersonationId, IntegrationId, MemberId, Moment, Role, SupportAccess, TenantId,
};
use serde::{Deserialize, Serialize};

/// A tenant as the operator sees it. No phone number is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantView {
    /// Which.
    pub id: TenantId,
    /// As it calls itself.
    pub name: String,
    /// Its time zone.
    pub zone: String,
    /// Its country.
    pub country: String,
    /// When it was made.
    pub created: Stamp,
    /// How it stands.
    pub state: TenantState,
    /// Since when and why its deliveries are held back.
    pub suspended: Option<(Stamp, String)>,
    /// Whether the person may suspend it.
    pub may_suspend: bool,
    /// Delivered in the last 24 hours.
    pub delivered: i64,
    /// Ended otherwise in the last 24 hours.
    pub failed: i64,
    /// Not final yet.
    pub open: i64,
    /// The last 48 hours.
    pub hours: Vec<Hour>,
    /// What fails now.
    pub failing: Vec<FailingLine>,
    /// Its integrations.
    pub integrations: Vec<IntegrationLine>,
    /// Its people.
    pub members: Vec<PersonLine>,
    /// The events that came in last.
    pub events: Vec<EventLine>,
    /// Whether support may look into its cabinet.
    pub access: SupportAccess,
    /// The look that this person asked for and did not enter yet.
    pub asked: Option<AskedLook>,
    /// What it has, and how much of it there may be.
    pub limits: Limits,
    /// Whether the person may make somebody an owner.
    pub may_hand_over: bool,
    /// Who becomes an owner unless one refuses.
    pub handover: Option<HandoverLine>,
}

/// A member who becomes an owner unless an owner refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverLine {
    /// Which.
    pub id: HandoverId,
    /// Who.
    pub email: String,
    /// Why.
    pub reason: String,
    /// From when on it can be done.
    pub due: Stamp,
    /// Whether that time has come.
    pub is_due: bool,
}

/// A look into the cabinet that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedLook {
    /// Which.
    pub id: ImpersonationId,
    /// The ticket that it is for.
    pub ticket: String,
    /// When it was asked for.
    pub asked: Stamp,
    /// Whether the tenant agreed.
    pub may_enter: bool,
}

/// An open incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailingLine {
    /// Of which integration.
    pub integration_id: IntegrationId,
    /// What that is called.
    pub name: String,
    /// Why it fails, and what there is to do.
    pub told: Told,
    /// Since when.
    pub since: Stamp,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    /// Which.
    pub id: MemberId,
    /// Their e-mail.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Since when.
    pub since: Stamp,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLine {
    /// When it was accepted.
    pub accepted: Stamp,
    /// The moment.
    pub moment: Moment,
    /// The telephony's name of the call.
    pub call_id: String,
    /// Whether it is a test.
    pub is_test: bool,
}

/// What a tenant has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Most requests in flight at once.
    pub parallel: usize,
    /// Keys that are not revoked.
    pub keys: usize,
    /// Telephony platforms.
    pub sources: usize,
}
