//! All SQL: domain types in, domain types out. SQLite and PostgreSQL behind one surface.
//!
//! Everything that belongs to a tenant is reached through [`Store::tenant`]; the functions of
//! [`Store`] itself are the few that look across tenants.

mod actor;
mod audit;
mod calls;
mod deliveries;
mod error;
mod inspector;
mod integrations;
mod keys;
mod ledger;
mod members;
mod page;
mod sessions;
mod sources;
mod staff;
mod tenants;

pub use actor::Actor;
pub use audit::AuditRow;
pub use calls::{CallDetail, CallRow, EventRow, KnownCall, Unmet};
pub use deliveries::{AttemptRow, DeliveryDetail, DeliveryFilter, DeliveryRow, StateFilter};
pub use error::StoreError;
pub use inspector::{INSPECTED_KEPT_MAX, InspectedRequest};
pub use integrations::{IntegrationCard, IntegrationRow, RecentDelivery};
pub use keys::{ApiKey, KeyRow};
pub use ledger::{AcceptFault, AcceptanceIn, AcceptedOut, CommittedOut, SettledIn, TestIn};
pub use members::{MemberRow, Membership, SignIn};
pub use page::Page;
pub use sessions::SessionRow;
pub use sources::{Source, SourceRow};
pub use tenants::NewTenant;

use domain::TenantId;
use sea_orm::DatabaseConnection;
use std::sync::Arc;

/// What it takes to open the storage.
pub struct StoreOptions {
    /// `sqlite:path` or `postgres://...`.
    pub url: String,
    /// The key that seals secrets at rest.
    pub key: [u8; 32],
}

/// The storage of a whole installation. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    #[expect(dead_code, reason = "the pools follow")]
    inner: Arc<()>,
}

/// What belongs to one tenant; another tenant's things are not found through it.
#[derive(Clone)]
pub struct TenantStore {
    #[expect(dead_code, reason = "the queries follow")]
    store: Store,
    #[expect(dead_code, reason = "the queries follow")]
    id: TenantId,
}

impl Store {
    /// Opens the pools; creates the file of a SQLite database, but no tables.
    ///
    /// # Errors
    /// `Unavailable` where the database cannot be reached.
    pub async fn connect(_options: &StoreOptions) -> Result<Self, StoreError> {
        todo!()
    }

    /// The connection that writes, for the migrations alone.
    #[must_use]
    pub fn writer(&self) -> &DatabaseConnection {
        todo!()
    }

    /// Whether this is SQLite, where one process owns the file.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        todo!()
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// `Unavailable` where it gives none.
    pub async fn ping(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// How much room the database takes, in bytes.
    ///
    /// # Errors
    /// `Unavailable` where it cannot be asked.
    pub async fn size_bytes(&self) -> Result<i64, StoreError> {
        todo!()
    }

    /// What belongs to a tenant. Cheap; asks nothing.
    #[must_use]
    pub fn tenant(&self, id: TenantId) -> TenantStore {
        TenantStore {
            store: self.clone(),
            id,
        }
    }

    /// How many SQL statements the writer has sent since the start, for measurements.
    #[must_use]
    pub fn statements(&self) -> u64 {
        todo!()
    }
}
