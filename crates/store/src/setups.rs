//! What is sent for a tenant: its integrations, compiled, and their secrets, both remembered
//! as long as the tenant's revision stands.

mod cache;

pub(crate) use cache::SetupCache;

use crate::{Store, StoreError, batch::Batch, projects, secrets, sql, tenants};
use domain::{
    Connection, ConnectionId, Integration, IntegrationDraft, IntegrationId, Setup, TenantId,
    integration::SIGNATURE_SECRET_OLD,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

const LOAD: &str = "SELECT i.id, i.version, i.connection_id, v.definition, v.connection_version,
        c.definition AS connection
    FROM integration i
    JOIN integration_version v
        ON v.tenant_id = i.tenant_id AND v.integration_id = i.id AND v.version = i.version
    LEFT JOIN connection_version c
        ON c.tenant_id = i.tenant_id AND c.connection_id = i.connection_id
            AND c.version = v.connection_version
    WHERE i.tenant_id = ? AND i.deleted_at IS NULL ORDER BY i.id";

static REVISIONS: Batch = Batch::new(
    "WITH k(id) AS (VALUES",
    1,
    ") SELECT t.id, t.revision FROM k CROSS JOIN tenant t WHERE t.id = k.id",
);

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    version: i32,
    connection_id: Option<Uuid>,
    definition: String,
    connection_version: Option<i32>,
    connection: Option<String>,
}

impl Store {
    /// A tenant's integrations as they stand now; at most a second old where another process
    /// changed them.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn setup(&self, tenant: TenantId) -> Result<Arc<Setup>, StoreError> {
        if let Some(fresh) = self.inner.setups.find_fresh(tenant) {
            return Ok(fresh);
        }
        let revision = "SELECT revision FROM tenant WHERE id = ?";
        let revision = sql::number(self.reader(), revision, vec![tenant.0.into()]).await?;
        match self.inner.setups.find(tenant, revision) {
            Some(setup) => Ok(setup),
            None => self.load_setup(self.reader(), tenant).await,
        }
    }

    /// The plain texts of an integration's secrets and of its connection's, by name.
    ///
    /// # Errors
    /// `NotFound` without the tenant; `Broken` where they were sealed with another key.
    pub async fn secrets(
        &self,
        tenant: TenantId,
        integration: IntegrationId,
    ) -> Result<Arc<HashMap<String, String>>, StoreError> {
        let revision = self.setup(tenant).await?.tenant.revision;
        let cache = &self.inner.setups;
        if let Some(known) = cache.find_secrets(tenant, integration, revision) {
            return Ok(known);
        }
        let setup = self.setup(tenant).await?;
        let known = setup
            .integrations
            .iter()
            .find(|known| known.id == integration);
        let connection = known.and_then(|known| known.draft.connection);
        let db = self.reader();
        let mut opened = match connection {
            Some(connection) => secrets::open_all(self, db, tenant, connection.0).await?,
            None => HashMap::new(),
        };
        // Its own go over those of its connection.
        opened.extend(secrets::open_all(self, db, tenant, integration.0).await?);
        if opened.contains_key(SIGNATURE_SECRET_OLD) {
            self.note_old_stamp();
        }
        let opened = Arc::new(opened);
        cache.keep_secrets(tenant, integration, revision, Arc::clone(&opened));
        Ok(opened)
    }

    /// The set-ups of tenants as a transaction sees them.
    pub(crate) async fn setups_within(
        &self,
        db: &impl ConnectionTrait,
        tenants: &BTreeSet<TenantId>,
    ) -> Result<HashMap<TenantId, Arc<Setup>>, StoreError> {
        let keys: Vec<_> = tenants.iter().map(|tenant| [tenant.0.into()]).collect();
        let mut setups = HashMap::with_capacity(tenants.len());
        for row in REVISIONS.query(db, &keys).await? {
            let tenant = TenantId(row.try_get_by_index(0)?);
            if setups.contains_key(&tenant) {
                continue;
            }
            let setup = match self.inner.setups.find(tenant, row.try_get_by_index(1)?) {
                Some(setup) => setup,
                None => self.load_setup(db, tenant).await?,
            };
            setups.insert(tenant, setup);
        }
        Ok(setups)
    }

    async fn load_setup(
        &self,
        db: &impl ConnectionTrait,
        id: TenantId,
    ) -> Result<Arc<Setup>, StoreError> {
        // The revision first: what is read after it is at least as new.
        let tenant = tenants::find(db, id).await?.ok_or(StoreError::NotFound)?;
        let rows: Vec<Row> = sql::rows(db, LOAD, vec![id.0.into()]).await?;
        let sends = tenant.suspended.is_none();
        let compiled = rows.iter().filter_map(|row| compiled(id, row, sends));
        let integrations = compiled.collect();
        let setup = Arc::new(Setup {
            tenant,
            integrations,
            projects: projects::load(db, id).await?,
        });
        self.inner.setups.keep(Arc::clone(&setup));
        Ok(setup)
    }
}

/// The integration of a row. One that cannot be read is left out, so that it does not stop the
/// others of its tenant. Nothing of a suspended tenant sends.
fn compiled(tenant: TenantId, row: &Row, sends: bool) -> Option<Arc<Integration>> {
    let id = IntegrationId(row.id);
    let integration = read(tenant, id, row, sends);
    if integration.is_none() {
        tracing::error!(integration = %id, version = row.version, "the version cannot be read");
    }
    integration.map(Arc::new)
}

fn read(tenant: TenantId, id: IntegrationId, row: &Row, sends: bool) -> Option<Integration> {
    let mut draft: IntegrationDraft = serde_json::from_str(&row.definition).ok()?;
    draft.enabled &= sends;
    let connection = match (row.connection_id, row.connection_version, &row.connection) {
        (Some(id), Some(version), Some(definition)) => Some(Arc::new(Connection {
            id: ConnectionId(id),
            version,
            draft: serde_json::from_str(definition).ok()?,
        })),
        (None, _, _) => None,
        (Some(_), _, _) => return None,
    };
    Integration::compile(tenant, id, row.version, draft, connection).ok()
}
