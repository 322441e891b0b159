//! Who is asking: passwords, sessions, the sign-in and its throttle.

mod common;
pub mod local_path;
pub mod password;
pub mod session_store;
pub mod sign_in;
pub mod throttle;
pub mod visitor;
