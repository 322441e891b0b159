//! The customer company, and the roles of the people who come to it.

use crate::{Language, TenantId, catalogue::catalogue, hours::WorkingHours};
use serde::{Deserialize, Serialize};

/// A customer company with the settings that its numbers and times are read by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// Who it is.
    pub id: TenantId,
    /// As the company calls itself.
    pub name: String,
    /// IANA time zone, such as `Europe/Kyiv`.
    pub zone: String,
    /// ISO 3166 country by which national phone numbers are read, such as `UA`.
    pub country: String,
    /// The language of mails to nobody in particular.
    pub language: Language,
    /// Grows with each change of its integrations; a cached set-up is stale below it.
    pub revision: i64,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Whether the operator holds its deliveries back; its events are still taken.
    pub suspended: Option<Suspension>,
    /// When it works; none until it says so.
    pub hours: Option<WorkingHours>,
}

/// A time during which a tenant's deliveries are held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Since when, in milliseconds since 1970.
    pub since: i64,
    /// Why, as the tenant is told.
    pub reason: String,
}

catalogue! {
    /// What a member may do in a tenant.
    pub enum Role {
        /// Everything, members and deletion included.
        Owner = "owner",
        /// Integrations, sending again, keys.
        Manager = "manager",
        /// Sets up and tests, sees masked numbers, until an end date.
        Integrator = "integrator",
        /// Reads.
        Viewer = "viewer",
    }
}

impl Role {
    /// Whether a membership with this role may have an end.
    #[must_use]
    pub const fn may_end(self) -> bool {
        matches!(self, Self::Integrator)
    }
}

catalogue! {
    /// What a person of the operator may do.
    pub enum StaffRole {
        /// Sees tenants and looks into a cabinet as the customer.
        Support = "support",
        /// Everything.
        Admin = "admin",
    }
}

catalogue! {
    /// What a key of the machine API opens.
    pub enum KeyScope {
        /// Reporting events.
        Ingest = "ingest",
        /// Managing integrations and reading deliveries.
        Manage = "manage",
    }
}

catalogue! {
    /// The telephony platforms whose own payloads are understood.
    pub enum Adapter {
        /// Zadarma's PBX notifications.
        Zadarma = "zadarma",
        /// Twilio's status callbacks.
        Twilio = "twilio",
    }
}
