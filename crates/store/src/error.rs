//! What can go wrong in storage, told by what the caller can do about it.

use domain::FieldError;
use sea_orm::{DbErr, RuntimeErr, SqlErr};
use sqlx::Error as SqlxError;

/// Why storage did not do what was asked. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is not there, or it is another tenant's: the two are never told apart.
    #[error("not found")]
    NotFound,
    /// It is there, but what it needs was deleted.
    #[error("its {what} was deleted")]
    Deleted {
        /// What, such as `integration`.
        what: &'static str,
    },
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

impl StoreError {
    /// Names what is taken, where that is what went wrong.
    pub(crate) fn taken(self, what: &'static str) -> Self {
        match self {
            Self::Taken { .. } => Self::Taken { what },
            other => other,
        }
    }

    /// A text of the database that this program did not write, or cannot read.
    pub(crate) fn unreadable(what: &str, error: impl std::fmt::Display) -> Self {
        Self::Broken(format!("{what} cannot be read: {error}"))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match kind(&error) {
            Kind::Unique => Self::Taken { what: "key" },
            // A row that another one must refer to does not exist.
            Kind::ForeignKey | Kind::Missing => Self::NotFound,
            Kind::Raced | Kind::Away => Self::Unavailable(error.to_string()),
            Kind::Fault => Self::Broken(error.to_string()),
        }
    }
}

/// Whether another process was in the way, so that the same transaction may pass at once.
pub(crate) fn is_raced(error: &DbErr) -> bool {
    matches!(kind(error), Kind::Unique | Kind::Raced)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unique,
    ForeignKey,
    Missing,
    Raced,
    Away,
    Fault,
}

fn kind(error: &DbErr) -> Kind {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => return Kind::Unique,
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Kind::ForeignKey,
        _ => {}
    }
    match error {
        DbErr::ConnectionAcquire(_) => Kind::Away,
        DbErr::RecordNotFound(_) | DbErr::RecordNotUpdated => Kind::Missing,
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => kind_of_driver(error),
        _ => Kind::Fault,
    }
}

fn kind_of_driver(error: &SqlxError) -> Kind {
    match error {
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed
        // The connection broke off within a message, or before its transaction began.
        | SqlxError::Protocol(_)
        | SqlxError::BeginFailed => Kind::Away,
        SqlxError::Database(error) => kind_of_code(
            &error.code().unwrap_or_default(),
            error
                .try_downcast_ref::<sqlx::sqlite::SqliteError>()
                .is_some(),
        ),
        _ => Kind::Fault,
    }
}

/// SQLite's codes carry the kind in their lowest byte; PostgreSQL's in their first two letters.
fn kind_of_code(code: &str, sqlite: bool) -> Kind {
    if sqlite {
        // Busy, locked, out of memory, read-only, input or output, full, cannot open.
        return match code.parse::<u32>().unwrap_or_default() & 0xff {
            5 | 6 | 7 | 8 | 10 | 13 | 14 => Kind::Away,
            _ => Kind::Fault,
        };
    }
    match (code, code.get(..2)) {
        ("40001" | "40P01", _) => Kind::Raced,
        // Lock not available, and a server that became a read-only standby.
        ("55P03" | "25006", _) => Kind::Away,
        // Connection, resources, an operator's hand, the system.
        (_, Some("08" | "53" | "57" | "58")) => Kind::Away,
        _ => Kind::Fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_or_full_database_is_away_and_not_broken() {
        for code in ["5", "517", "6", "13", "778"] {
            assert_eq!(kind_of_code(code, true), Kind::Away, "{code}");
        }
        for code in ["08006", "53100", "57P01", "55P03"] {
            assert_eq!(kind_of_code(code, false), Kind::Away, "{code}");
        }
    }

    #[test]
    fn a_deadlock_may_pass_at_once() {
        assert_eq!(kind_of_code("40P01", false), Kind::Raced);
    }

    #[test]
    fn a_broken_check_is_a_fault() {
        assert_eq!(kind_of_code("275", true), Kind::Fault);
        assert_eq!(kind_of_code("23514", false), Kind::Fault);
    }
}
