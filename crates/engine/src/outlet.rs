//! What is needed to send for an integration, kept ready until its tenant's set-up changes.

use crate::{
    Ledger, LedgerError,
    sender::sign::{Signer, SignerError},
};
use domain::{
    Integration, IntegrationId, TenantId,
    integration::{SIGNATURE_SECRET, SIGNATURE_SECRET_OLD},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

/// Above this many the cache starts anew.
const OUTLETS_KEPT: usize = 10_000;

/// An integration, ready to send.
pub(crate) struct Outlet {
    pub integration: Arc<Integration>,
    pub secrets: Arc<HashMap<String, String>>,
    /// `None` where the integration does not sign.
    pub signer: Option<Result<Signer, SignerError>>,
    /// Whether it needs what earlier answers left on the call.
    pub uses_kept: bool,
    revision: i64,
}

impl Outlet {
    pub fn new(
        integration: Arc<Integration>,
        secrets: Arc<HashMap<String, String>>,
        revision: i64,
    ) -> Self {
        let signer = integration.draft.signature.then(|| {
            let secret = |name| secrets.get(name).map(String::as_str);
            Signer::new(secret(SIGNATURE_SECRET), secret(SIGNATURE_SECRET_OLD))
        });
        let uses_kept = integration.uses_kept();
        Self {
            integration,
            secrets,
            signer,
            uses_kept,
            revision,
        }
    }

    /// One whose secrets cannot be opened: what needs none of them can still be sent.
    fn locked(integration: Arc<Integration>, revision: i64) -> Self {
        let signs = integration.draft.signature;
        let unsigned = Self::new(integration, Arc::default(), revision);
        Self {
            signer: signs.then_some(Err(SignerError::Unreadable)),
            ..unsigned
        }
    }

    /// The revision of the tenant's set-up that it was made of.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// Whose secrets sign in: the connection's, or the integration's own.
    pub fn auth_owner(&self) -> Uuid {
        match &self.integration.connection {
            Some(connection) if self.integration.draft.auth.is_none() => connection.id.0,
            _ => self.integration.id.0,
        }
    }
}

/// The outlets of recently sent integrations.
#[derive(Default)]
pub(crate) struct Outlets(Mutex<HashMap<IntegrationId, Arc<Outlet>>>);

impl Outlets {
    /// The integration as it stands now; `None` if it was deleted.
    pub async fn find(
        &self,
        ledger: &dyn Ledger,
        tenant: TenantId,
        id: IntegrationId,
    ) -> Result<Option<Arc<Outlet>>, LedgerError> {
        let setup = ledger.setup(tenant).await?;
        let revision = setup.tenant.revision;
        if let Some(outlet) = self.kept(id, revision) {
            return Ok(Some(outlet));
        }
        let mut integrations = setup.integrations.iter();
        let Some(integration) = integrations.find(|integration| integration.id == id) else {
            self.with(|outlets| outlets.remove(&id));
            return Ok(None);
        };
        let integration = Arc::clone(integration);
        let outlet = Arc::new(match ledger.secrets(tenant, id).await {
            Ok(secrets) => Outlet::new(integration, secrets, revision),
            Err(error @ LedgerError::Refused(_)) => {
                tracing::error!(integration = %id, %error, "its secrets cannot be opened");
                Outlet::locked(integration, revision)
            }
            Err(away @ LedgerError::Unavailable(_)) => return Err(away),
        });
        self.with(|outlets| {
            if outlets.len() >= OUTLETS_KEPT {
                outlets.clear();
            }
            outlets.insert(id, Arc::clone(&outlet))
        });
        Ok(Some(outlet))
    }

    fn kept(&self, id: IntegrationId, revision: i64) -> Option<Arc<Outlet>> {
        self.with(|outlets| {
            outlets
                .get(&id)
                .filter(|outlet| outlet.revision == revision)
                .map(Arc::clone)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<IntegrationId, Arc<Outlet>>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
