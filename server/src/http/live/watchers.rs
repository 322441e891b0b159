//! The pages that watch the log: so many at once, and all until the server ends.

use domain::TenantId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio_util::sync::CancellationToken;

/// Pages of one tenant that watch at once.
pub const WATCHERS_OF_TENANT_MAX: usize = 20;
/// Pages of all tenants that watch at once.
const WATCHERS_MAX: usize = 500;

/// Who watches.
#[derive(Clone, Default)]
pub struct Watchers {
    watching: Arc<Mutex<HashMap<TenantId, usize>>>,
    ending: CancellationToken,
}

/// A place among them; given back when it goes.
pub(super) struct Place {
    watchers: Watchers,
    tenant: TenantId,
}

impl Watchers {
    /// Nobody yet; all end with `ending`.
    #[must_use]
    pub fn until(ending: CancellationToken) -> Self {
        Self {
            watching: Arc::default(),
            ending,
        }
    }

    /// A place for a page of a tenant; none where all are taken.
    pub(super) fn enter(&self, tenant: TenantId) -> Option<Place> {
        let mut watching = self.watching.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = watching.values().sum();
        let of_tenant = watching.entry(tenant).or_default();
        if all >= WATCHERS_MAX || *of_tenant >= WATCHERS_OF_TENANT_MAX {
            return None;
        }
        *of_tenant += 1;
        Some(Place {
            watchers: self.clone(),
            tenant,
        })
    }
}

impl Place {
    /// Waits until everybody is to end.
    pub(super) async fn ended(&self) {
        self.watchers.ending.cancelled().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let watching = &self.watchers.watching;
        let mut watching = watching.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = watching.get_mut(&self.tenant) {
            *count -= 1;
            if *count == 0 {
                watching.remove(&self.tenant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_so_many_places_and_gets_them_back() {
        let watchers = Watchers::default();
        let tenant = |number: u8| {
            let text = format!("{}_{number:032x}", TenantId::PREFIX);
            text.parse::<TenantId>().unwrap()
        };
        let (tenant, other) = (tenant(1), tenant(2));
        let places: Vec<_> = (0..WATCHERS_OF_TENANT_MAX)
            .map(|_| watchers.enter(tenant))
            .collect();
        assert!(places.iter().all(Option::is_some));
        assert!(watchers.enter(tenant).is_none());
        assert!(watchers.enter(other).is_some());
        drop(places);
        assert!(watchers.enter(tenant).is_some());
    }
}
