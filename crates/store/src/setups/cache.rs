//! The memory of set-ups and secrets.

use crate::lock::lock;
use domain::{IntegrationId, Setup, TenantId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// How long a set-up counts without asking for its revision.
const FRESH: Duration = Duration::from_secs(1);
/// Most tenants that are remembered; beyond it all are forgotten and read again.
const TENANTS_MAX: usize = 4_096;
/// Most integrations whose secrets are remembered; beyond it likewise.
const SECRETS_MAX: usize = 16_384;

type Secrets = Arc<HashMap<String, String>>;

struct Kept {
    setup: Arc<Setup>,
    checked: Instant,
}

/// Set-ups by tenant, and secrets by integration with the revision they belong to.
#[derive(Default)]
pub(crate) struct SetupCache {
    setups: Mutex<HashMap<TenantId, Kept>>,
    secrets: Mutex<HashMap<(TenantId, IntegrationId), (i64, Secrets)>>,
}

impl SetupCache {
    /// A set-up that was checked within the last second.
    pub(crate) fn find_fresh(&self, tenant: TenantId) -> Option<Arc<Setup>> {
        let setups = lock(&self.setups);
        let kept = setups.get(&tenant)?;
        (kept.checked.elapsed() < FRESH).then(|| Arc::clone(&kept.setup))
    }

    /// The set-up of a revision that was just read; it counts as checked.
    pub(crate) fn find(&self, tenant: TenantId, revision: i64) -> Option<Arc<Setup>> {
        let mut setups = lock(&self.setups);
        let kept = setups.get_mut(&tenant)?;
        if kept.setup.tenant.revision != revision {
            return None;
        }
        kept.checked = Instant::now();
        Some(Arc::clone(&kept.setup))
    }

    /// Remembers a set-up, unless a newer one is known.
    pub(crate) fn keep(&self, setup: Arc<Setup>) {
        let mut setups = lock(&self.setups);
        if setups.len() >= TENANTS_MAX {
            setups.clear();
        }
        let known = setups.get(&setup.tenant.id);
        if known.is_some_and(|known| known.setup.tenant.revision > setup.tenant.revision) {
            return;
        }
        let checked = Instant::now();
        setups.insert(setup.tenant.id, Kept { setup, checked });
    }

    /// Forgets what this process just changed.
    pub(crate) fn forget(&self, tenant: TenantId) {
        lock(&self.setups).remove(&tenant);
    }

    /// The secrets of an integration at a revision.
    pub(crate) fn find_secrets(
        &self,
        tenant: TenantId,
        integration: IntegrationId,
        revision: i64,
    ) -> Option<Secrets> {
        let secrets = lock(&self.secrets);
        let (known, secrets) = secrets.get(&(tenant, integration))?;
        (*known == revision).then(|| Arc::clone(secrets))
    }

    /// Remembers the secrets of an integration.
    pub(crate) fn keep_secrets(
        &self,
        tenant: TenantId,
        integration: IntegrationId,
        revision: i64,
        opened: Secrets,
    ) {
        let mut secrets = lock(&self.secrets);
        if secrets.len() >= SECRETS_MAX {
            secrets.clear();
        }
        secrets.insert((tenant, integration), (revision, opened));
    }
}
