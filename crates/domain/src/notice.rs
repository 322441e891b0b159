//! What a person is told by mail. The words are in `app/locales` under `mail.<key>`.

use crate::catalogue::catalogue;

/// Single failures are gathered for so long, where a tenant says nothing else, in milliseconds.
pub const GATHER_MS: i64 = 900_000;
/// Those that came too late to matter for so long, in milliseconds.
pub const GATHER_EXPIRED_MS: i64 = 24 * 3_600_000;

catalogue! {
    /// What a mail tells.
    pub enum Notice {
        /// An integration begins to fail.
        IncidentOpened = "incident_opened",
        /// It still does, a day later.
        IncidentDaily = "incident_daily",
        /// It is switched off in a day if it goes on so.
        SwitchOffSoon = "switch_off_soon",
        /// It was switched off.
        SwitchedOff = "switched_off",
        /// It works again.
        Recovered = "recovered",
        /// Deliveries ended badly while the integration as a whole worked.
        Failures = "failures",
        /// A telephony key or platform brings no calls, although it usually would.
        CallsStopped = "calls_stopped",
        /// It brings calls again.
        CallsResumed = "calls_resumed",
        /// What a paused integration holds is lost in a week.
        HeldLostSoon = "held_lost_soon",
        /// A key of a CRM ends soon.
        KeyEnds = "key_ends",
        /// A person is invited into a tenant.
        Invited = "invited",
        /// A person wants to set a new password.
        PasswordReset = "password_reset",
        /// A person wants to be reached at a new e-mail address, which is asked whether it is
        /// theirs.
        EmailConfirm = "email_confirm",
        /// A person is reached at another e-mail address from now on; the old one is told.
        EmailChanged = "email_changed",
        /// Somebody signed in from where nobody did before.
        NewDevice = "new_device",
        /// Support asks to look into the cabinet, and sees nothing before an owner agrees.
        SupportAsks = "support_asks",
        /// Support began to look into the cabinet.
        SupportLooks = "support_looks",
        /// The operator wants to make a member an owner; an owner can refuse.
        OwnershipAsked = "ownership_asked",
        /// The operator holds back what the tenant sends.
        TenantSuspended = "tenant_suspended",
        /// What the tenant sends goes out again.
        TenantResumed = "tenant_resumed",
    }
}

impl Notice {
    /// Whether its link opens something for whoever follows it: nobody but the recipient is
    /// shown it.
    #[must_use]
    pub const fn opens(self) -> bool {
        match self {
            Self::Invited | Self::PasswordReset | Self::EmailConfirm => true,
            Self::IncidentOpened
            | Self::IncidentDaily
            | Self::SwitchOffSoon
            | Self::SwitchedOff
            | Self::Recovered
            | Self::Failures
            | Self::CallsStopped
            | Self::CallsResumed
            | Self::HeldLostSoon
            | Self::KeyEnds
            | Self::EmailChanged
            | Self::NewDevice
            | Self::SupportAsks
            | Self::SupportLooks
            | Self::OwnershipAsked
            | Self::TenantSuspended
            | Self::TenantResumed => false,
        }
    }

    /// Whether it is for the person it is sent to and for nobody else, so that no other gets it
    /// where it cannot be delivered.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        match self {
            Self::IncidentOpened
            | Self::IncidentDaily
            | Self::SwitchOffSoon
            | Self::SwitchedOff
            | Self::Recovered
            | Self::Failures
            | Self::CallsStopped
            | Self::CallsResumed
            | Self::HeldLostSoon
            | Self::KeyEnds
            | Self::TenantSuspended
            | Self::TenantResumed => false,
            Self::Invited
            | Self::PasswordReset
            | Self::EmailConfirm
            | Self::EmailChanged
            | Self::NewDevice
            | Self::SupportAsks
            | Self::SupportLooks
            | Self::OwnershipAsked => true,
        }
    }
}
