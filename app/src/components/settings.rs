//! The parts of the settings.

pub mod api;
pub mod company;
mod country;
pub mod hours;
pub mod inspector;
pub mod keys;
pub mod notifications;
pub mod notifications_api;
pub mod once;
pub mod project_end;
pub mod projects;
pub mod sender;
#[cfg(feature = "ssr")]
mod server;
pub mod sources;
pub mod view;
