//! What the telephony sends: by whom, from where, and why it is refused.

use crate::{
    Fault, FieldError, KeyId, Networks, SourceId, catalogue::catalogue, id::IdError,
    network::NotANetwork,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Longest name of a key or a source, in characters.
pub const SENDER_NAME_CHARS_MAX: usize = 60;
/// Most addresses and networks that a key or a source may come from.
pub const NETWORKS_MAX: usize = 50;

catalogue! {
    /// What a request came with.
    pub enum Sender {
        /// A telephony key.
        Key = "key",
        /// A source of Zadarma.
        Zadarma = "zadarma",
        /// A source of Twilio.
        Twilio = "twilio",
    }
}

impl Sender {
    /// The key or source of this kind with that identity.
    #[must_use]
    pub const fn with_id(self, id: Uuid) -> SenderId {
        match self {
            Self::Key => SenderId::Key(KeyId(id)),
            Self::Zadarma | Self::Twilio => SenderId::Source(SourceId(id)),
        }
    }
}

catalogue! {
    /// Why a request was refused; the keys are those of the API's problems.
    pub enum Refusal {
        /// It is not what its content type says.
        Malformed = "malformed",
        /// Its signature does not fit.
        Signature = "signature",
        /// It comes from an address that is not on the list of its key or source.
        Address = "address",
        /// It is larger than a request may be.
        TooLarge = "body_too_large",
        /// Its content type is another one.
        MediaType = "media_type",
        /// Fields of it cannot be read.
        Fields = "fields",
        /// Its `Idempotency-Key` came with another body before.
        KeyReused = "idempotency_key",
        /// It did not arrive in time.
        TooSlow = "timeout",
    }
}

catalogue! {
    /// For how long the old key or secret goes on after a rotation.
    pub enum Overlap {
        /// One hour.
        Hour = "1h",
        /// A day.
        Day = "24h",
        /// Seven days.
        Week = "7d",
    }
}

impl Overlap {
    /// In milliseconds.
    #[must_use]
    pub const fn ms(self) -> i64 {
        match self {
            Self::Hour => 3_600_000,
            Self::Day => 24 * 3_600_000,
            Self::Week => 7 * 24 * 3_600_000,
        }
    }
}

/// A key or a source: what lets a program of the tenant in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SenderId {
    /// A key of the machine API.
    Key(KeyId),
    /// A telephony platform.
    Source(SourceId),
}

impl SenderId {
    /// Its identity without its kind.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Key(id) => id.0,
            Self::Source(id) => id.0,
        }
    }
}

impl fmt::Display for SenderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(id) => id.fmt(f),
            Self::Source(id) => id.fmt(f),
        }
    }
}

impl FromStr for SenderId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let source = |_error| text.parse().map(Self::Source);
        text.parse().map(Self::Key).or_else(source)
    }
}

impl Serialize for SenderId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SenderId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// What a person says of a key or a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SenderDraft {
    /// By which people know it; empty where a program made it.
    pub name: String,
    /// From where it may be used.
    pub networks: Networks,
}

impl SenderDraft {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every fault, at `name` and `networks`.
    pub fn read(name: &str, networks: &str) -> Result<Self, Vec<FieldError>> {
        let mut faults = Vec::new();
        let name = name.trim();
        if name.is_empty() {
            faults.push(FieldError::new("name", Fault::Required));
        } else if name.chars().count() > SENDER_NAME_CHARS_MAX {
            let fault = FieldError::new("name", Fault::TooLong);
            faults.push(fault.with("max", SENDER_NAME_CHARS_MAX));
        }
        let networks = networks.parse().unwrap_or_else(|NotANetwork(word)| {
            faults.push(FieldError::new("networks", Fault::NetworkInvalid).with("text", word));
            Networks::default()
        });
        if networks.0.len() > NETWORKS_MAX {
            faults.push(FieldError::new("networks", Fault::TooMany).with("max", NETWORKS_MAX));
        }
        if faults.is_empty() {
            let name = name.to_owned();
            Ok(Self { name, networks })
        } else {
            Err(faults)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_read_back_from_its_text() {
        for id in [
            SenderId::Key(KeyId(Uuid::from_u128(1))),
            SenderId::Source(SourceId(Uuid::from_u128(2))),
        ] {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        assert!(
            "int_00000000000000000000000000000001"
                .parse::<SenderId>()
                .is_err()
        );
    }

    #[test]
    fn what_is_said_of_a_sender_is_told_fault_by_fault() {
        let draft = SenderDraft::read(" PBX ", "203.0.113.7").expect("a draft");
        assert_eq!((draft.name.as_str(), draft.networks.0.len()), ("PBX", 1));
        let faults = SenderDraft::read("", "here").expect_err("faults");
        let told: Vec<_> = faults
            .iter()
            .map(|fault| (fault.field.as_str(), fault.fault))
            .collect();
        assert_eq!(
            told,
            [
                ("name", Fault::Required),
                ("networks", Fault::NetworkInvalid)
            ]
        );
    }
}
