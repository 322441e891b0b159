//! Identities: one newtype for each noun, so that none can be taken for another.
//!
//! A key is a UUIDv7 made by the process that owns the clock; in text it carries a prefix
//! (`int_0192f0c4...`), so that a person who sees one in a log knows what it names.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A text is not the identity it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an id that begins with `{prefix}_` and has 32 hexadecimal digits")]
pub struct IdError {
    /// What the text should have begun with.
    pub prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// What its text form begins with, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// When it was made, in milliseconds since 1970; none of one that no clock made.
            #[must_use]
            pub fn made_at(self) -> Option<i64> {
                let (seconds, nanos) = self.0.get_timestamp()?.to_unix();
                let seconds = i64::try_from(seconds).ok()?;
                Some(seconds * 1_000 + i64::from(nanos / 1_000_000))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|hex| hex.len() == 32)
                    .and_then(|hex| Uuid::try_parse(hex).ok())
                    .map(Self)
                    .ok_or(IdError { prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A customer company.
    TenantId = "ten";
    /// A person in a tenant.
    MemberId = "mem";
    /// A person who was asked into a tenant.
    InvitationId = "inv";
    /// The sign-in (e-mail and password) that members and staff share.
    SignInId = "sig";
    /// A person of the operator.
    StaffId = "stf";
    /// What a tenant wants sent, where and when.
    IntegrationId = "int";
    /// One CRM account, shared by integrations.
    ConnectionId = "con";
    /// An erasure of personal data.
    ErasureId = "era";
    /// A time during which an integration did not work.
    IncidentId = "inc";
    /// A time during which support looks into a cabinet.
    ImpersonationId = "imp";
    /// A member who becomes an owner unless an owner refuses.
    HandoverId = "hov";
    /// Many deliveries made at a person's wish.
    JobId = "job";
    /// A view of the log taken out as a file.
    ExportId = "exp";
    /// A site or brand of a tenant.
    ProjectId = "prj";
    /// A view of the log that a member gave a name to.
    SavedViewId = "viw";
    /// A mail that is sent or waits to be.
    MailId = "mai";
    /// A telephony platform that reports events.
    SourceId = "src";
    /// A key of the machine API.
    KeyId = "key";
    /// One call, as Hookline keeps it; the telephony's own name for it is `call_id`.
    CallKey = "cal";
    /// One moment of one call, as it came in.
    EventId = "evt";
    /// One event owed to one integration; also the `webhook-id` of its requests.
    DeliveryId = "dlv";
    /// One try to send.
    AttemptId = "att";
    /// A process that claims deliveries; new at every start.
    WorkerId = "wrk";
    /// An entry of the audit log.
    AuditId = "aud";
    /// A request kept by the inspector.
    InspectedId = "req";
    /// A request of the telephony.
    IncomingId = "rcv";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_writes() {
        let id = IntegrationId(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string(), "int_00000000000000000000000000000007");
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        let millis = 1_700_000_000_123;
        let made = uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid();
        assert_eq!(ExportId(made).made_at(), Some(1_700_000_000_123));
        assert_eq!(ExportId(Uuid::from_u128(7)).made_at(), None);
    }

    #[test]
    fn an_id_of_another_noun_is_refused() {
        let event = EventId(Uuid::from_u128(7)).to_string();
        assert_eq!(
            event.parse::<IntegrationId>(),
            Err(IdError { prefix: "int" })
        );
    }
}
