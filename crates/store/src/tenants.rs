//! The customer companies.

use crate::{Actor, Store, StoreError, TenantStore};
use domain::{Language, Tenant, TenantId};

/// A customer company that does not exist yet.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// As it calls itself.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// ISO 3166 country by which national numbers are read.
    pub country: String,
    /// The language of mails to nobody in particular.
    pub language: Language,
}

impl Store {
    /// Makes a tenant.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn create_tenant(&self, _new: NewTenant, _now: i64) -> Result<Tenant, StoreError> {
        todo!()
    }

    /// Tenants whose name contains the text, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_tenants(
        &self,
        _search: &str,
        _limit: u64,
    ) -> Result<Vec<Tenant>, StoreError> {
        todo!()
    }

    /// One tenant, if there is one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_tenant(&self, _id: TenantId) -> Result<Option<Tenant>, StoreError> {
        todo!()
    }

    /// How many tenants there are.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn count_tenants(&self) -> Result<u64, StoreError> {
        todo!()
    }
}

impl TenantStore {
    /// The tenant itself.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get(&self) -> Result<Tenant, StoreError> {
        todo!()
    }

    /// Changes the settings of the tenant.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn update(
        &self,
        _actor: &Actor,
        _name: &str,
        _zone: &str,
        _country: &str,
        _language: Language,
        _now: i64,
    ) -> Result<Tenant, StoreError> {
        todo!()
    }
}
