//! What the page of the people shows.

use crate::stamp::Stamp;
use domain::{HandoverId, IntegrationId, InvitationId, MemberId, Role};
use serde::{Deserialize, Serialize};

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleView {
    /// The people in the tenant.
    pub members: Vec<MemberLine>,
    /// Those who were asked in and have not come; none for a role that may not ask.
    pub invitations: Vec<InvitationLine>,
    /// Who becomes an owner at the operator's wish, from when on, and why; none for a role that
    /// may not refuse.
    pub handover: Option<HandoverView>,
    /// The link of an invitation that was just made where no script runs, to be handed over.
    pub link: Option<String>,
}

/// A member who becomes an owner unless an owner refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverView {
    /// Which.
    pub id: HandoverId,
    /// Who.
    pub email: String,
    /// Why.
    pub reason: String,
    /// From when on it can be done.
    pub due: Stamp,
}

/// A person in the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    /// Which.
    pub id: MemberId,
    /// Their e-mail.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// The last day of the membership, such as `2026-12-31`; empty for one without an end.
    pub last_day: String,
    /// Whether that day is over.
    pub is_over: bool,
    /// Whether they see whole phone numbers although their role does not.
    pub numbers: bool,
    /// Since when.
    pub since: Stamp,
    /// Whether it is the one who asks.
    pub is_self: bool,
}

/// A person who was asked in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Which.
    pub id: InvitationId,
    /// Their e-mail.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Until when the link opens.
    pub until: Stamp,
}

/// What hangs on a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TiesView {
    /// Integrations whose failures are told to them by name.
    pub alerts: Vec<(IntegrationId, String)>,
    /// The beginnings of keys that they made.
    pub keys: Vec<String>,
    /// Whether they are the one owner.
    pub is_last_owner: bool,
}
