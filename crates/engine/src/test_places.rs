//! Places for tests, which go past the queue and its limits: so many of a tenant at once, and so
//! many of all. Others wait for their turn, those of one tenant behind each other.

use domain::TenantId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Where tests wait for their turn.
pub(crate) struct TestPlaces {
    of_tenant_max: usize,
    all: Arc<Semaphore>,
    tenants: Mutex<HashMap<TenantId, Arc<Semaphore>>>,
}

/// A place of a test; the next one has it once it is dropped.
pub(crate) struct TestPlace {
    _of_tenant: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl TestPlaces {
    /// So many of a tenant, and so many of all.
    pub fn new(of_tenant_max: usize, of_all_max: usize) -> Self {
        Self {
            of_tenant_max: of_tenant_max.max(1),
            all: Arc::new(Semaphore::new(of_all_max.max(1))),
            tenants: Mutex::new(HashMap::new()),
        }
    }

    /// Waits for a place. None only where the places are closed, which they never are.
    pub async fn enter(&self, tenant: TenantId) -> Option<TestPlace> {
        let own = self.of(tenant);
        let of_tenant = own.acquire_owned().await.ok()?;
        // Behind its own: whoever waits for one of all holds back nobody but its own tenant.
        let of_all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(TestPlace {
            _of_tenant: of_tenant,
            _of_all: of_all,
        })
    }

    fn of(&self, tenant: TenantId) -> Arc<Semaphore> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        // Those that no test holds or waits for.
        tenants.retain(|_, places| Arc::strong_count(places) > 1);
        let places = tenants
            .entry(tenant)
            .or_insert_with(|| Arc::new(Semaphore::new(self.of_tenant_max)));
        Arc::clone(places)
    }
}
