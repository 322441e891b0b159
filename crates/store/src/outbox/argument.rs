//! The names of what a mail names. Times are milliseconds since 1970.

/// The integration that it tells of.
pub const INTEGRATION: &str = "integration";
/// The incident that it tells of.
pub const INCIDENT: &str = "incident";
/// A delivery that shows what it tells.
pub const SAMPLE: &str = "sample";
/// When it began.
pub const SINCE: &str = "since";
/// The key or platform that it tells of.
pub const SENDER: &str = "sender";
/// So many hours.
pub const HOURS: &str = "hours";
/// So many events.
pub const EVENTS: &str = "events";
/// How many deliveries are held.
pub const HELD: &str = "held";
/// To whom a mail should have gone that could not be delivered.
pub const BOUNCED: &str = "bounced";
/// The path to which its button leads. It opens something, so that it is sealed while the mail
/// waits, and forgotten once it is sent.
pub const LINK: &str = "link";
/// The connection that it tells of.
pub const CONNECTION: &str = "connection";
/// The name of the secret that it tells of.
pub const KEY: &str = "key";
/// Until when the link or a key works, or until when what is held is kept.
pub const UNTIL: &str = "until";
/// The role that an invited person gets.
pub const ROLE: &str = "role";
/// The e-mail address that a person is reached at from now on.
pub const EMAIL: &str = "email";
/// When somebody signed in.
pub const AT: &str = "at";
/// With what somebody signed in, such as `Firefox, Linux`.
pub const DEVICE: &str = "device";
/// From which network address somebody signed in.
pub const ADDRESS: &str = "address";
/// The ticket for which support looks in.
pub const TICKET: &str = "ticket";
/// For how many minutes it looks in.
pub const MINUTES: &str = "minutes";
/// Why the operator did it, in its own words.
pub const REASON: &str = "reason";
