//! What JSON a connection is made of.

use crate::http::{
    grammar::{Field, Shape, optional, required},
    integrations::grammar::{AUTH, HEADER, KEY, LIMITS},
};

/// The body of a connection.
pub const CONNECTION: &[Field] = &[
    required("name", Shape::Text),
    required("url", Shape::Text),
    optional("headers", Shape::List(&Shape::Object(HEADER))),
    optional("key", Shape::Object(KEY)),
    optional("auth", AUTH),
    optional("limits", Shape::Object(LIMITS)),
    optional("secrets", Shape::Texts),
];
