//! Closed sets: an enum, its stored keys and `ALL` from one list.

/// Declares an enum whose variants have a stable text key, with `ALL`, `key`, `from_key`,
/// `Display`, `FromStr` and serde by key. Exhaustive matches over it find what is missing.
macro_rules! catalogue {
    (
        $(#[$doc:meta])*
        $vis:vis enum $name:ident {
            $($(#[$variant_doc:meta])* $variant:ident = $key:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every entry, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The key of every entry, in the same order.
            pub const KEYS: &'static [&'static str] = &[$($key,)*];

            /// The stable text that stands for it in database, API and templates.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The entry with this key, if there is one.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.key())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::catalogue::UnknownKey;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::from_key(text).ok_or_else(|| $crate::catalogue::UnknownKey {
                    expected: Self::KEYS,
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.key())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use catalogue;

/// A text that is no key of a closed set; says which ones are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// Every key of the set.
    pub expected: &'static [&'static str],
}

impl std::fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected one of: {}", self.expected.join(", "))
    }
}

impl std::error::Error for UnknownKey {}
