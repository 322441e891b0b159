//! What the settings show.

use crate::{components::rotation::ReplacedLine, stamp::Stamp};
use domain::{Adapter, KeyId, KeyScope, Language, SourceId};
use serde::{Deserialize, Serialize};

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// The company.
    pub company: Company,
    /// When it works.
    pub hours: HoursView,
    /// Its sites or brands, by name.
    pub projects: Vec<ProjectLine>,
    /// Every time zone that can be chosen.
    pub zones: Vec<String>,
    /// The keys of the machine API, newest first; none for a role that may not manage them.
    pub keys: Vec<KeyLine>,
    /// The text of a key that was just made where no script runs.
    pub new_key: Option<String>,
    /// The telephony platforms that report events.
    pub sources: Vec<SourceLine>,
    /// Where a request can be looked at instead of being sent to a CRM.
    pub inspector_url: String,
    /// Where the telephony sends events, without an adapter.
    pub events_url: String,
}

/// The company as the form edits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// As it calls itself.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// ISO 3166 country.
    pub country: String,
    /// The language of mails to nobody in particular.
    pub language: Language,
}

/// A site or brand, as its form edits it; an empty text says nothing of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectLine {
    /// Which.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// ISO 3166 country.
    pub country: String,
    /// What events call it and what was merged into it, where that is something else.
    pub told: String,
}

/// When the company works, as the form edits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursView {
    /// Beginning and end of each day, such as `09:00`, Monday first; empty on a day off.
    pub week: Vec<(String, String)>,
    /// Days off beside those of the week, one a line.
    pub holidays: String,
}

/// A key of the machine API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLine {
    /// Which.
    pub id: KeyId,
    /// How it is called, from where it may be used, and when it was.
    pub sender: SenderLine,
    /// What it opens.
    pub scope: KeyScope,
    /// Its beginning, by which a person knows it again.
    pub hint: String,
    /// When it was made.
    pub created: Stamp,
    /// When it was revoked.
    pub revoked: Option<Stamp>,
}

/// A telephony platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLine {
    /// Which.
    pub id: SourceId,
    /// How it is called, from where it may come, and when it did.
    pub sender: SenderLine,
    /// Whose payloads it sends.
    pub adapter: Adapter,
    /// The address to put into the telephony.
    pub url: String,
    /// When it was made.
    pub created: Stamp,
}

/// What keys and platforms share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderLine {
    /// As people call it; empty where a program made it.
    pub name: String,
    /// The addresses that it may come from; empty for all.
    pub networks: String,
    /// When it was last used.
    pub used: Option<Stamp>,
    /// The key or secret before it, while that goes on.
    pub replaced: Option<ReplacedLine>,
}
