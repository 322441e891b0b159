//! The store keeps the engine's contract of a ledger, on both databases.

use super::{
    databases::{Database, on_both},
    portal_house::NOW,
};
use domain::{
    AddressPolicy, DeliveryId, DeliveryState, DraftSecrets, IntegrationDraft, IntegrationId,
    Language, TenantId,
};
use engine::{Ledger, testing::contract};
use server::{database, ledger::StoreLedger};
use std::sync::Arc;
use store::{Actor, NewTenant, Store};
use tempfile::TempDir;

on_both!(the_store_keeps_the_contract_of_a_ledger);

async fn the_store_keeps_the_contract_of_a_ledger(database: Database) {
    contract::run(|| stage(database)).await;
}

async fn stage(database: Database) -> StoreStage {
    let folder = tempfile::tempdir().unwrap();
    let config = super::api_house::config(folder.path(), database.make(folder.path()).await);
    let store = database::open(&config).await.unwrap();
    StoreStage {
        store,
        policy: config.address_policy(),
        _folder: folder,
    }
}

struct StoreStage {
    store: Store,
    policy: AddressPolicy,
    _folder: TempDir,
}

#[async_trait::async_trait]
impl contract::Stage for StoreStage {
    fn ledger(&self) -> Arc<dyn Ledger> {
        Arc::new(StoreLedger(self.store.clone()))
    }

    async fn add_tenant(&self, drafts: Vec<IntegrationDraft>) -> (TenantId, Vec<IntegrationId>) {
        let new = NewTenant {
            name: "Contract".to_owned(),
            zone: "UTC".to_owned(),
            country: "UA".to_owned(),
            language: Language::En,
        };
        let id = self
            .store
            .create_tenant(&Actor::System, new, NOW)
            .await
            .unwrap()
            .id;
        let tenant = self.store.tenant(id);
        let mut made = Vec::new();
        for draft in drafts {
            let secrets = DraftSecrets::default();
            let row = tenant
                .create_integration(&Actor::System, draft, secrets, &self.policy, NOW)
                .await;
            made.push(row.unwrap().id);
        }
        (id, made)
    }

    async fn set_enabled(&self, tenant: TenantId, integration: IntegrationId, enabled: bool) {
        let tenant = self.store.tenant(tenant);
        tenant
            .set_enabled(&Actor::System, integration, enabled, NOW)
            .await
            .unwrap();
    }

    async fn look(&self, tenant: TenantId, delivery: DeliveryId) -> (DeliveryState, i32) {
        let detail = self
            .store
            .tenant(tenant)
            .get_delivery(delivery)
            .await
            .unwrap();
        (detail.row.state, detail.row.tries)
    }
}
