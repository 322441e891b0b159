//! Who may do what: the one table that every server function, handler and page asks.

use crate::{Fault, FieldError, Role, StaffRole, catalogue::catalogue};
use Role::{Integrator, Manager, Owner, Viewer};
use StaffRole::{Admin, Support};

catalogue! {
    /// Whether the operator's support may look into a tenant's cabinet.
    pub enum SupportAccess {
        /// With a reason and a ticket; every look is written down.
        Open = "open",
        /// Only after an owner agreed, each time.
        Consent = "consent",
        /// Not at all.
        Closed = "closed",
    }
}

/// For how long support may look in at once, in minutes.
pub const LOOK_MINUTES: [i32; 3] = [15, 30, 60];
/// Longest ticket number, in characters.
pub const TICKET_CHARS_MAX: usize = 40;

/// Whether a text can be the number of a ticket: letters, digits and what joins them.
#[must_use]
pub fn is_ticket(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_#/.".contains(letter);
    !text.is_empty() && text.chars().all(fits) && text.len() <= TICKET_CHARS_MAX
}

/// Longest reason that staff gives for what it does, in characters.
pub const REASON_CHARS_MAX: usize = 300;
/// So many digits in a row may be a phone number, which the audit log never holds.
const NUMBER_DIGITS_MIN: usize = 7;

/// What is wrong with a reason, if anything: it is written into the audit log, which the tenant
/// reads and which holds no phone numbers.
#[must_use]
pub fn reason_fault(reason: &str) -> Option<FieldError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Some(FieldError::new("reason", Fault::Required));
    }
    if reason.chars().count() > REASON_CHARS_MAX {
        let fault = FieldError::new("reason", Fault::TooLong);
        return Some(fault.with("max", REASON_CHARS_MAX));
    }
    holds_number(reason).then(|| FieldError::new("reason", Fault::HoldsNumber))
}

fn holds_number(text: &str) -> bool {
    let between = |letter: char| " -().+\u{a0}".contains(letter);
    text.split(|letter: char| !letter.is_ascii_digit() && !between(letter))
        .any(|run| run.chars().filter(char::is_ascii_digit).count() >= NUMBER_DIGITS_MIN)
}

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
        /// Changing name, zone, country and language of the company, and its projects.
        ManageCompany = "manage_company",
        /// Reading who did what.
        ReadAudit = "read_audit",
        /// Inviting, changing and removing members.
        ManageMembers = "manage_members",
        /// Saying how long data is kept, and erasing or taking out what is kept of a number.
        ManageData = "manage_data",
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
            Self::ManageMembers | Self::ManageData | Self::ManageSupport => &[Owner],
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
            | Self::ManageData
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
        /// Reading who is staff, with which role.
        ReadStaff = "read_staff",
        /// Reading the audit log of all tenants and of the staff.
        ReadAudit = "read_audit",
        /// Holding a tenant's deliveries back, and letting them go.
        Suspend = "suspend",
        /// Making a member an owner, for a tenant whose owner cannot be reached.
        HandOver = "hand_over",
        /// Adding, changing and removing staff.
        ManageStaff = "manage_staff",
    }
}

impl StaffRight {
    /// The roles that have it.
    #[must_use]
    pub const fn roles(self) -> &'static [StaffRole] {
        match self {
            Self::ReadTenants
            | Self::LookIn
            | Self::ReadSystem
            | Self::ReadStaff
            | Self::ReadAudit => &[Support, Admin],
            Self::Suspend | Self::HandOver | Self::ManageStaff => &[Admin],
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
    fn a_reason_holds_words_and_no_number() {
        let fault = |reason: &str| reason_fault(reason).map(|error| error.fault);
        assert_eq!(fault("Ticket 48213: the CRM answers 401"), None);
        assert_eq!(fault(" "), Some(Fault::Required));
        assert_eq!(fault("+380 50 111-22-33 rang"), Some(Fault::HoldsNumber));
        assert_eq!(fault(&"x".repeat(301)), Some(Fault::TooLong));
    }

    #[test]
    fn a_ticket_is_a_number_and_no_sentence() {
        assert!(is_ticket("48213") && is_ticket("SUP-48213"));
        assert!(!is_ticket("") && !is_ticket("see mail") && !is_ticket(&"1".repeat(41)));
    }

    #[test]
    fn support_is_lent_no_secrets_and_nothing_about_people() {
        for right in [
            Right::SeeNumbers,
            Right::SeeSecrets,
            Right::ManageKeys,
            Right::ManageMembers,
            Right::ManageData,
            Right::ManageSupport,
        ] {
            assert_eq!(right.lent(), Lent::Never, "{right}");
        }
    }
}
