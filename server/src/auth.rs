//! Who is asking: passwords, sessions, the sign-in and its throttle.

pub mod browser;
mod common;
pub mod local_path;
pub mod password;
pub mod qr;
pub mod session_store;
pub mod sign_in;
pub mod throttle;
pub mod totp;
pub mod visitor;
