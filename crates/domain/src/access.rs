//! Who may do what: the one table that every server function, handler and page asks.

use crate::{Role, StaffRole, catalogue::catalogue};
use Role::{Integrator, Manager, Owner, Viewer};
use StaffRole::{Admin, Support};

catalogue! {
    /// What can be done in a tenant's cabinet.
    pub enum Right {
        /// Reading integrations, log, calls and settings.
        Read = "read",
        /// Seeing whole phone numbers.
        SeeNumbers = "see_numbers",
        /// Changing integrations and sending tests.
        SetUp = "set_up",
        /// Being told a secret that a receiver has to know.
        SeeSecrets = "see_secrets",
        /// Sending a delivery again.
        SendAgain = "send_again",
        /// Making and revoking keys and sources.
        ManageKeys = "manage_keys",
        /// Changing name, zone, country and language of the company.
        ManageCompany = "manage_company",
        /// Reading who did what.
        ReadAudit = "read_audit",
        /// Inviting, changing and removing members.
        ManageMembers = "manage_members",
        /// Saying whether support may look in, and what it may do.
        ManageSupport = "manage_support",
    }
}

/// Whether somebody of the operator who looks into a cabinet has a right there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lent {
    /// From the first look.
    Reading,
    /// Only after stepping up to writing.
    Writing,
    /// It is the tenant's alone.
    Never,
}

impl Right {
    /// The roles that have it.
    #[must_use]
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Read => &[Owner, Manager, Integrator, Viewer],
            Self::SetUp | Self::SeeSecrets => &[Owner, Manager, Integrator],
            Self::SeeNumbers
            | Self::SendAgain
            | Self::ManageKeys
            | Self::ManageCompany
            | Self::ReadAudit => &[Owner, Manager],
            Self::ManageMembers | Self::ManageSupport => &[Owner],
        }
    }

    /// Whether support has it while it looks into a cabinet. Whole numbers are shown one by
    /// one, with an entry in the audit log; secrets never.
    #[must_use]
    pub const fn lent(self) -> Lent {
        match self {
            Self::Read | Self::ReadAudit => Lent::Reading,
            Self::SetUp | Self::SendAgain => Lent::Writing,
            Self::SeeNumbers
            | Self::SeeSecrets
            | Self::ManageKeys
            | Self::ManageCompany
            | Self::ManageMembers
            | Self::ManageSupport => Lent::Never,
        }
    }
}

impl Role {
    /// Whether the role has a right.
    #[must_use]
    pub fn may(self, right: Right) -> bool {
        right.roles().contains(&self)
    }
}

catalogue! {
    /// What a person of the operator can do in the staff portal.
    pub enum StaffRight {
        /// Finding tenants and reading how they stand.
        ReadTenants = "read_tenants",
        /// Looking into a cabinet as the customer.
        LookIn = "look_in",
        /// Reading how engine, database and mail stand.
        ReadSystem = "read_system",
        /// Reading the audit log of all tenants and of the staff.
        ReadAudit = "read_audit",
        /// Holding a tenant's deliveries back, and letting them go.
        Suspend = "suspend",
        /// Adding, changing and removing staff.
        ManageStaff = "manage_staff",
    }
}

impl StaffRight {
    /// The roles that have it.
    #[must_use]
    pub const fn roles(self) -> &'static [StaffRole] {
        match self {
            Self::ReadTenants | Self::LookIn | Self::ReadSystem | Self::ReadAudit => {
                &[Support, Admin]
            }
            Self::Suspend | Self::ManageStaff => &[Admin],
        }
    }
}

impl StaffRole {
    /// Whether the role has a right.
    #[must_use]
    pub fn may(self, right: StaffRight) -> bool {
        right.roles().contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_and_the_admin_may_do_everything() {
        assert!(Right::ALL.iter().all(|&right| Owner.may(right)));
        assert!(StaffRight::ALL.iter().all(|&right| Admin.may(right)));
    }

    #[test]
    fn a_viewer_only_reads() {
        let rights = Right::ALL.iter().filter(|&&right| Viewer.may(right));
        assert_eq!(rights.collect::<Vec<_>>(), [&Right::Read]);
    }

    #[test]
    fn an_integrator_sets_up_and_sees_no_numbers() {
        let rights = Right::ALL.iter().filter(|&&right| Integrator.may(right));
        let rights: Vec<_> = rights.copied().collect();
        assert_eq!(rights, [Right::Read, Right::SetUp, Right::SeeSecrets]);
    }

    #[test]
    fn support_is_lent_no_secrets_and_nothing_about_people() {
        for right in [
            Right::SeeNumbers,
            Right::SeeSecrets,
            Right::ManageKeys,
            Right::ManageMembers,
            Right::ManageSupport,
        ] {
            assert_eq!(right.lent(), Lent::Never, "{right}");
        }
    }
}
