//! What tenants want sent: integrations, their versions and secrets.

use crate::{Actor, StoreError, TenantStore};
use domain::{
    AddressPolicy, DeliveryId, DeliveryState, DraftSecrets, IntegrationDraft, IntegrationId,
    Method, Moment,
};

/// An integration as it stands now.
#[derive(Debug, Clone)]
pub struct IntegrationRow {
    /// Which.
    pub id: IntegrationId,
    /// Its current version; the first is 1.
    pub version: i32,
    /// The words of that version.
    pub draft: IntegrationDraft,
    /// The names of its secrets, sorted.
    pub secret_names: Vec<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When its current version was made, in milliseconds since 1970.
    pub updated_at: i64,
    /// Who made its current version, in the text form of [`Actor`].
    pub author: String,
}

/// An integration as the list shows one.
#[derive(Debug, Clone)]
pub struct IntegrationCard {
    /// Which.
    pub id: IntegrationId,
    /// Its current version.
    pub version: i32,
    /// As the customer calls it.
    pub name: String,
    /// Where it sends, with references in place of secrets.
    pub url: String,
    /// With which method.
    pub method: Method,
    /// When it fires.
    pub moment: Moment,
    /// Whether it sends.
    pub enabled: bool,
    /// Its last deliveries, newest first.
    pub recent: Vec<RecentDelivery>,
    /// Delivered in the last 24 hours, tests not counted.
    pub delivered_24h: i64,
    /// Ended in any other way in the last 24 hours, tests not counted.
    pub failed_24h: i64,
    /// Not final yet.
    pub open: i64,
}

/// A delivery as a mark on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecentDelivery {
    /// Which.
    pub id: DeliveryId,
    /// Where it stands.
    pub state: DeliveryState,
    /// Milliseconds since 1970.
    pub accepted_at: i64,
}

impl TenantStore {
    /// Makes an integration, its first version and its secrets; makes the `signature` secret
    /// where it signs and none was given.
    ///
    /// # Errors
    /// `Invalid` with every fault of the draft, `NotFound` without the tenant.
    pub async fn create_integration(
        &self,
        _actor: &Actor,
        _draft: IntegrationDraft,
        _secrets: DraftSecrets,
        _policy: &AddressPolicy,
        _now: i64,
    ) -> Result<IntegrationRow, StoreError> {
        todo!()
    }

    /// Makes a new version. Only secrets that come with it change; an empty one is removed.
    ///
    /// # Errors
    /// `Invalid`, `NotFound`, and `Conflict` where the current version is not the expected one.
    pub async fn update_integration(
        &self,
        _actor: &Actor,
        _id: IntegrationId,
        _expected_version: Option<i32>,
        _draft: IntegrationDraft,
        _secrets: DraftSecrets,
        _policy: &AddressPolicy,
        _now: i64,
    ) -> Result<IntegrationRow, StoreError> {
        todo!()
    }

    /// Starts or pauses it: a new version, unless it stands so already.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_enabled(
        &self,
        _actor: &Actor,
        _id: IntegrationId,
        _enabled: bool,
        _now: i64,
    ) -> Result<IntegrationRow, StoreError> {
        todo!()
    }

    /// Makes a paused copy with the same secrets and a signature secret of its own.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn duplicate_integration(
        &self,
        _actor: &Actor,
        _id: IntegrationId,
        _name: &str,
        _now: i64,
    ) -> Result<IntegrationRow, StoreError> {
        todo!()
    }

    /// Takes it away; what is still open becomes cancelled, what is in the log stays.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delete_integration(
        &self,
        _actor: &Actor,
        _id: IntegrationId,
        _now: i64,
    ) -> Result<(), StoreError> {
        todo!()
    }

    /// One integration that is not deleted.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_integration(&self, _id: IntegrationId) -> Result<IntegrationRow, StoreError> {
        todo!()
    }

    /// The integrations that are not deleted, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_integrations(&self) -> Result<Vec<IntegrationRow>, StoreError> {
        todo!()
    }

    /// The integrations with what became of their deliveries, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_integration_cards(
        &self,
        _now: i64,
    ) -> Result<Vec<IntegrationCard>, StoreError> {
        todo!()
    }

    /// The words of a version, of deleted integrations too.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_version(
        &self,
        _id: IntegrationId,
        _version: i32,
    ) -> Result<Option<IntegrationDraft>, StoreError> {
        todo!()
    }

    /// The plain text of a secret.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_secret(&self, _id: IntegrationId, _name: &str) -> Result<String, StoreError> {
        todo!()
    }
}
