//! Rows as they are stored; none leaves this crate. Calls and deliveries are not among them:
//! their tables are read and written by statements of their own, many rows at a time.

pub(crate) mod api_key;
pub(crate) mod attempt;
pub(crate) mod audit;
pub(crate) mod connection;
pub(crate) mod connection_version;
pub(crate) mod event;
pub(crate) mod inspected;
pub(crate) mod inspector;
pub(crate) mod integration;
pub(crate) mod integration_version;
pub(crate) mod invitation;
pub(crate) mod member;
pub(crate) mod secret;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_in_failure;
pub(crate) mod source;
pub(crate) mod staff;
pub(crate) mod staff_audit;
pub(crate) mod tenant;
pub(crate) mod worker;
