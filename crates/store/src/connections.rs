//! CRM accounts that integrations share: base address, key, sign-in and limits, with versions.
//!
//! A change of a connection makes a new version of each integration below it, so that a delivery
//! that names a version names all that was sent.

mod versions;

pub(crate) use versions::{current_version, find, find_current};

use crate::{
    Actor, StoreError, TenantStore, audit,
    entity::{
        connection::{ActiveModel, Entity, Model},
        connection_version,
    },
    integrations, secrets, sql, tenants, text, tokens,
    undo::is_undoable,
    wake,
};
use domain::{
    AddressPolicy, Connection, ConnectionDraft, ConnectionId, DraftSecrets, FieldError,
    IntegrationId, Receivers, TenantId,
    connection::{CONNECTIONS_MAX, needs_new_token},
    fault::Fault,
    lift::lift_connection,
    preset::Filled,
    receivers::tell_withheld,
    validate::{tidy_connection, too_many_secrets, validate_connection, validate_secrets},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, FromQueryResult, Set};
use std::collections::BTreeMap;
use uuid::Uuid;
use versions::live;

/// How many connections a tenant has.
const COUNT: &str = "SELECT COUNT(*) FROM connection WHERE tenant_id = ? AND deleted_at IS NULL";

/// All of a tenant that are not deleted, with their current versions.
const STANDING: &str = "SELECT c.id, c.version, c.created_at, c.updated_at, v.definition
    FROM connection c JOIN connection_version v
        ON v.tenant_id = c.tenant_id AND v.connection_id = c.id AND v.version = c.version
    WHERE c.tenant_id = ? AND c.deleted_at IS NULL";

#[derive(FromQueryResult)]
struct Standing {
    id: Uuid,
    version: i32,
    created_at: i64,
    updated_at: i64,
    definition: String,
}

impl Standing {
    fn shown(self, secret_names: Vec<String>) -> Result<ConnectionRow, StoreError> {
        Ok(ConnectionRow {
            id: ConnectionId(self.id),
            version: self.version,
            draft: text::parsed("a version", &self.definition)?,
            secret_names,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// A connection as it stands now.
#[derive(Debug, Clone)]
pub struct ConnectionRow {
    /// Which.
    pub id: ConnectionId,
    /// Its current version; the first is 1.
    pub version: i32,
    /// The words of that version.
    pub draft: ConnectionDraft,
    /// The names of its secrets, sorted.
    pub secret_names: Vec<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When its current version was made, in milliseconds since 1970.
    pub updated_at: i64,
}

/// What a connection becomes.
struct Change {
    draft: ConnectionDraft,
    /// The secrets to write; an empty one is removed.
    secrets: BTreeMap<String, String>,
    secret_names: Vec<String>,
}

impl Change {
    /// A draft with what was typed of secrets, over the words and names of what is there. Its
    /// secrets are taken away where the draft sends to others than they were typed for.
    fn checked(
        draft: ConnectionDraft,
        mut secrets: DraftSecrets,
        kept: Option<(&ConnectionDraft, Vec<String>)>,
        policy: &AddressPolicy,
    ) -> Result<Self, StoreError> {
        let mut draft = tidy_connection(draft);
        lift_connection(&mut draft, &mut secrets);
        let mut typed = secrets.clone();
        typed.0.retain(|_, plain| !plain.is_empty());
        let DraftSecrets(mut secrets) = secrets;
        let (before, names) = kept.unzip();
        let mut names = names.unwrap_or_default();
        let kept_for = before.map(Receivers::of_connection).unwrap_or_default();
        let receivers = Receivers::of_connection(&draft);
        let withheld = kept_for.withheld(&receivers, &names, &secrets);
        secrets.extend(withheld.iter().map(|name| (name.clone(), String::new())));
        for (name, plain) in &secrets {
            names.retain(|known| known != name);
            if !plain.is_empty() {
                names.push(name.clone());
            }
        }
        names.sort();
        let mut faults = validate_connection(&draft, &names, policy);
        tell_withheld(&mut faults, &withheld, draft.auth.as_ref());
        faults.extend(validate_secrets(&typed));
        faults.extend(too_many_secrets(&names));
        if !faults.is_empty() {
            return Err(StoreError::Invalid(faults));
        }
        Ok(Self {
            draft,
            secrets,
            secret_names: names,
        })
    }
}

impl TenantStore {
    /// Makes a connection, its first version and its secrets.
    ///
    /// # Errors
    /// `Invalid` with every fault of the draft, `NotFound` without the tenant.
    pub async fn create_connection(
        &self,
        actor: &Actor,
        draft: ConnectionDraft,
        secrets: DraftSecrets,
        policy: &AddressPolicy,
        now: i64,
    ) -> Result<ConnectionRow, StoreError> {
        let change = Change::checked(draft, secrets, None, policy)?;
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let row = insert(&db, self, actor, change, now).await?;
        db.commit().await?;
        Ok(row)
    }

    /// Makes a connection with integrations that belong to it, all or nothing.
    ///
    /// # Errors
    /// `Invalid` with every fault of the connection, or of the first integration that has some,
    /// below `integrations.<place>`; `NotFound` without the tenant.
    pub async fn create_set(
        &self,
        actor: &Actor,
        set: Filled,
        policy: &AddressPolicy,
        now: i64,
    ) -> Result<(ConnectionId, Vec<IntegrationId>), StoreError> {
        let change = Change::checked(set.connection, set.secrets, None, policy)?;
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let connection = insert(&db, self, actor, change, now).await?.id;
        let mut made = Vec::with_capacity(set.integrations.len());
        for (place, mut draft) in set.integrations.into_iter().enumerate() {
            draft.connection = Some(connection);
            let secrets = DraftSecrets::default();
            let row = integrations::insert(&db, self, actor, draft, secrets, policy, now).await;
            made.push(row.map_err(|error| below(error, place))?.id);
        }
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok((connection, made))
    }

    /// Makes a connection to another CRM, with copies of the integrations below one: switched
    /// off, and named after it. All or nothing; what is copied stays as it is.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` as for a set.
    pub async fn copy_connection(
        &self,
        actor: &Actor,
        from: ConnectionId,
        (draft, secrets): (ConnectionDraft, DraftSecrets),
        policy: &AddressPolicy,
        now: i64,
    ) -> Result<(ConnectionId, Vec<IntegrationId>), StoreError> {
        let change = Change::checked(draft, secrets, None, policy)?;
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let row = live(&db, self.id, from)
            .await?
            .ok_or(StoreError::NotFound)?;
        let source = shown(&db, row).await?.draft;
        let row = insert(&db, self, actor, change, now).await?;
        let connection = row.id;
        let copies = integrations::copies_below(&db, self, (from, &source), &row.draft).await?;
        let mut made = Vec::with_capacity(copies.len());
        for (place, (mut draft, secrets)) in copies.into_iter().enumerate() {
            draft.connection = Some(connection);
            let copy = (draft, secrets);
            let row = integrations::insert_copy(&db, self, actor, copy, policy, now).await;
            made.push(row.map_err(|error| below(error, place))?.id);
        }
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok((connection, made))
    }

    /// Makes a new version, and one of each integration below it; those that were switched off
    /// are switched on again. Only secrets that come with it change; an empty one is removed, as
    /// are those that were typed for another receiver.
    ///
    /// # Errors
    /// `Invalid`, `NotFound`, and `Conflict` where the current version is not the expected one.
    #[expect(
        clippy::too_many_arguments,
        reason = "who, what, against which version, with which words, under which rule, when"
    )]
    pub async fn update_connection(
        &self,
        actor: &Actor,
        id: ConnectionId,
        expected_version: Option<i32>,
        draft: ConnectionDraft,
        secrets: DraftSecrets,
        policy: &AddressPolicy,
        now: i64,
    ) -> Result<ConnectionRow, StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let current = live(&db, self.id, id).await?.ok_or(StoreError::NotFound)?;
        if expected_version.is_some_and(|expected| expected != current.version) {
            return Err(StoreError::Conflict);
        }
        let kept = shown(&db, current.clone()).await?;
        let before = Some((&kept.draft, kept.secret_names));
        let change = Change::checked(draft, secrets, before, policy)?;
        let (auth, kept) = (change.draft.auth.as_ref(), kept.draft.auth.as_ref());
        if needs_new_token(auth, kept, &change.secrets) {
            tokens::forget(&db, self.id, id.0).await?;
        }
        let version = current.version + 1;
        let mut row = ActiveModel::from(current);
        row.version = Set(version);
        row.name = Set(change.draft.name.clone());
        row.updated_at = Set(now);
        let row = write(&db, self, actor, row.update(&db).await?, change).await?;
        let below = integrations::renew_below(&db, self, actor, id, policy, now).await?;
        audit::note(&db, self, actor, "connection.update", &id.to_string(), now).await?;
        for integration in below {
            wake::changed(&db, self.id, integration).await?;
        }
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(row)
    }

    /// Takes a connection away that no integration belongs to any more.
    ///
    /// # Errors
    /// `NotFound`, and `Conflict` where an integration belongs to it.
    pub async fn delete_connection(
        &self,
        actor: &Actor,
        id: ConnectionId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let current = live(&db, self.id, id).await?.ok_or(StoreError::NotFound)?;
        if !integrations::below(&db, self.id, id).await?.is_empty() {
            return Err(StoreError::Conflict);
        }
        let mut row = ActiveModel::from(current);
        row.deleted_at = Set(Some(now));
        row.update(&db).await?;
        audit::note(&db, self, actor, "connection.delete", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Takes the deletion of a connection back.
    ///
    /// # Errors
    /// `NotFound` where it was not deleted, or too long ago.
    pub async fn restore_connection(
        &self,
        actor: &Actor,
        id: ConnectionId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let row = Entity::find_by_id((self.id.0, id.0)).one(&db).await?;
        let row = row.filter(|row| is_undoable(row.deleted_at, now));
        let mut row = ActiveModel::from(row.ok_or(StoreError::NotFound)?);
        row.deleted_at = Set(None);
        row.update(&db).await?;
        audit::note(&db, self, actor, "connection.restore", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// One connection that is not deleted.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_connection(&self, id: ConnectionId) -> Result<ConnectionRow, StoreError> {
        let db = self.store.reader();
        let row = live(db, self.id, id).await?.ok_or(StoreError::NotFound)?;
        shown(db, row).await
    }

    /// The connections that are not deleted, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_connections(&self) -> Result<Vec<ConnectionRow>, StoreError> {
        let db = self.store.reader();
        let rows: Vec<Standing> = sql::rows(db, STANDING, vec![self.id.0.into()]).await?;
        let mut names = secrets::names_by_owner(db, self.id).await?;
        let shown = rows.into_iter().map(|row| {
            let secret_names = names.remove(&row.id).unwrap_or_default();
            row.shown(secret_names)
        });
        let mut listed: Vec<ConnectionRow> = shown.collect::<Result<_, _>>()?;
        listed.sort_by_cached_key(|row| (row.draft.name.to_lowercase(), row.id));
        Ok(listed)
    }

    /// The integrations that belong to a connection.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_below(&self, id: ConnectionId) -> Result<Vec<IntegrationId>, StoreError> {
        integrations::below(self.store.reader(), self.id, id).await
    }

    /// The connection that an integration's draft names, as it stands now, and the plain texts
    /// of its secrets, for a test.
    ///
    /// # Errors
    /// `Invalid` at the field where it is not there.
    pub async fn get_connection_to_send(
        &self,
        id: ConnectionId,
    ) -> Result<(Connection, std::collections::HashMap<String, String>), StoreError> {
        let db = self.store.reader();
        let found = find_current(db, self.id, id).await?;
        let missing = || {
            let fault = FieldError::new("connection", Fault::ConnectionMissing);
            StoreError::Invalid(vec![fault])
        };
        let (connection, _) = found.ok_or_else(missing)?;
        let opened = secrets::open_all(&self.store, db, self.id, id.0).await?;
        Ok((connection, opened))
    }
}

/// The faults of an integration of a set, at its place in it.
fn below(error: StoreError, place: usize) -> StoreError {
    let StoreError::Invalid(mut faults) = error else {
        return error;
    };
    for fault in &mut faults {
        fault.field.insert_str(0, &format!("integrations.{place}."));
    }
    StoreError::Invalid(faults)
}

/// Writes a new connection, unless there are as many as there may be. Whoever calls holds the
/// tenant's row.
async fn insert(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    change: Change,
    now: i64,
) -> Result<ConnectionRow, StoreError> {
    if sql::number(db, COUNT, vec![tenant.id.0.into()]).await? >= CONNECTIONS_MAX {
        let fault = FieldError::new("name", Fault::TooManyHere).with("max", CONNECTIONS_MAX);
        return Err(StoreError::Invalid(vec![fault]));
    }
    let id = ConnectionId(tenant.store.inner.ids.at(now));
    let row = ActiveModel {
        tenant_id: Set(tenant.id.0),
        id: Set(id.0),
        version: Set(1),
        name: Set(change.draft.name.clone()),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
    };
    let row = write(db, tenant, actor, row.insert(db).await?, change).await?;
    audit::note(db, tenant, actor, "connection.create", &id.to_string(), now).await?;
    Ok(row)
}

async fn write(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    row: Model,
    change: Change,
) -> Result<ConnectionRow, StoreError> {
    let version = connection_version::ActiveModel {
        tenant_id: Set(row.tenant_id),
        connection_id: Set(row.id),
        version: Set(row.version),
        author: Set(actor.to_string()),
        definition: Set(text::json("a version", &change.draft)?),
        created_at: Set(row.updated_at),
    };
    connection_version::Entity::insert(version)
        .exec_without_returning(db)
        .await?;
    secrets::write(db, tenant, row.id, &change.secrets, row.updated_at).await?;
    Ok(ConnectionRow {
        id: ConnectionId(row.id),
        version: row.version,
        draft: change.draft,
        secret_names: change.secret_names,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

async fn shown(db: &impl ConnectionTrait, row: Model) -> Result<ConnectionRow, StoreError> {
    let (tenant, id) = (TenantId(row.tenant_id), ConnectionId(row.id));
    let found = find(db, tenant, id, row.version).await?;
    let found = found.ok_or_else(|| StoreError::Broken(format!("{id} has no current version")))?;
    Ok(ConnectionRow {
        id,
        version: row.version,
        draft: found.draft,
        secret_names: secrets::names(db, tenant, row.id).await?,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
