//! What can go wrong in storage, told by what the caller can do about it.

use domain::FieldError;

/// Why storage did not do what was asked. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is not there, or it is another tenant's: the two are never told apart.
    #[error("not found")]
    NotFound,
    /// Somebody changed it since it was read.
    #[error("it was changed in between")]
    Conflict,
    /// Something that must be unique is taken.
    #[error("the {what} is taken already")]
    Taken {
        /// What, such as `email`.
        what: &'static str,
    },
    /// A draft with faults, each at its field.
    #[error("{} fields cannot be taken as they are", .0.len())]
    Invalid(Vec<FieldError>),
    /// The database is away, full or busy: the same may work later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// It cannot work later either: a fault in the program or in the data.
    #[error("the database refused: {0}")]
    Broken(String),
}
