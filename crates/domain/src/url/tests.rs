//! Facts about URLs.
