//! What tenants want sent: integrations, their versions and secrets.

mod background;
mod below;
mod cards;
mod change;
mod health;
mod history;
mod listed;
mod pause;
mod recipients;
mod restore;
mod stamp;
mod suspend;
mod versions;

pub use background::{Author, Background, LastChange};
pub use history::VersionRow;
pub use stamp::{NewStamp, OldStamp};

pub(crate) use below::{below, copies_below, recipients_below, renew_below};
pub(crate) use health::{failure_recipients, switch_off};
pub(crate) use recipients::{tell_instead, told_to};

use crate::{
    Actor, StoreError, TenantStore, audit,
    entity::integration::Entity,
    incidents::{self, Closed},
    recording, secrets, sql, tenants, tokens, wake,
};
use change::{Change, Current, Judge, Kept};
use domain::{
    AddressPolicy, ConnectionId, DeliveryId, DeliveryState, DraftSecrets, Integration,
    IntegrationDraft, IntegrationId, Method, Moment, Receivers,
    connection::needs_new_token,
    integration::{NAME_CHARS_MAX, is_signing_secret},
};
use sea_orm::{ConnectionTrait, EntityTrait};
use std::{collections::HashMap, sync::Arc};

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
    /// Whether it was switched off because it did nothing but fail.
    pub switched_off: bool,
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
    /// The connection it belongs to.
    pub connection: Option<ConnectionId>,
    /// Whether it sends.
    pub enabled: bool,
    /// Whether it was switched off because it did nothing but fail.
    pub switched_off: bool,
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
    /// How long its last try took, in milliseconds.
    pub took_ms: Option<i64>,
}

/// Makes an integration within a transaction.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    draft: IntegrationDraft,
    secrets: DraftSecrets,
    policy: &AddressPolicy,
    now: i64,
) -> Result<IntegrationRow, StoreError> {
    let judge = Judge::of(db, tenant, &draft, policy).await?;
    let change = Change::checked(draft, secrets, Kept::default(), &judge)?;
    insert_change(db, tenant, actor, change, now).await
}

/// Makes a copy of an integration for another receiver within a transaction; it may wait for
/// secrets.
pub(crate) async fn insert_copy(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    (draft, secrets): (IntegrationDraft, DraftSecrets),
    policy: &AddressPolicy,
    now: i64,
) -> Result<IntegrationRow, StoreError> {
    let judge = Judge::of(db, tenant, &draft, policy).await?;
    let change = Change::waiting(draft, secrets, &judge)?;
    insert_change(db, tenant, actor, change, now).await
}

async fn insert_change(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    change: Change,
    now: i64,
) -> Result<IntegrationRow, StoreError> {
    let id = IntegrationId(tenant.store.inner.ids.at(now));
    let row = versions::insert_first(db, tenant, actor, id, change, now).await?;
    audit::note(
        db,
        tenant,
        actor,
        "integration.create",
        &id.to_string(),
        now,
    )
    .await?;
    Ok(row)
}

impl TenantStore {
    /// Makes an integration, its first version and its secrets; makes the `signature` secret
    /// where it signs and none was given.
    ///
    /// # Errors
    /// `Invalid` with every fault of the draft, `NotFound` without the tenant.
    pub async fn create_integration(
        &self,
        actor: &Actor,
        draft: IntegrationDraft,
        secrets: DraftSecrets,
        policy: &AddressPolicy,
        now: i64,
    ) -> Result<IntegrationRow, StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let row = insert(&db, self, actor, draft, secrets, policy, now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(row)
    }

    /// Makes a new version, unless nothing changes. Only secrets that come with it change; an
    /// empty one is removed, as are those that were typed for another receiver.
    ///
    /// # Errors
    /// `Invalid`, `NotFound`, and `Conflict` where the current version is not the expected one.
    #[expect(
        clippy::too_many_arguments,
        reason = "who, what, against which version, with which words, under which rule, when"
    )]
    pub async fn update_integration(
        &self,
        actor: &Actor,
        id: IntegrationId,
        expected_version: Option<i32>,
        draft: IntegrationDraft,
        secrets: DraftSecrets,
        policy: &AddressPolicy,
        now: i64,
    ) -> Result<IntegrationRow, StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let current = Current::get(&db, self, id).await?;
        if expected_version.is_some_and(|expected| expected != current.row.version) {
            return Err(StoreError::Conflict);
        }
        let judge = Judge::of(&db, self, &draft, policy).await?;
        let before = current.draft(&db).await?;
        let kept = current.kept(&db).await?;
        let mut change = Change::checked(draft, secrets, kept, &judge)?;
        health::revive(&mut change, &current.row, &before);
        if !change.is_any(&db, self, &current).await? {
            return current.shown(&db).await;
        }
        let (auth, kept) = (change.draft.auth.as_ref(), before.auth.as_ref());
        if needs_new_token(auth, kept, &change.secrets) {
            tokens::forget(&db, self.id, id.0).await?;
        }
        let waits_no_more = before.recording_wait_minutes.is_some()
            && change.draft.recording_wait_minutes.is_none();
        let row = versions::insert_next(&db, self, actor, &current.row, change, now).await?;
        if waits_no_more {
            recording::go(&db, self.id, id, now).await?;
        }
        audit::note(&db, self, actor, "integration.update", &id.to_string(), now).await?;
        wake::changed(&db, self.id, id).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(row)
    }

    /// Starts or pauses it: a new version, unless it stands so already.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_enabled(
        &self,
        actor: &Actor,
        id: IntegrationId,
        enabled: bool,
        now: i64,
    ) -> Result<IntegrationRow, StoreError> {
        let db = self.store.write().await?;
        let row = switch(&db, self, actor, id, enabled, now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(row)
    }

    /// Makes a paused copy with the same secrets and a signature secret of its own.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for one more than there may be.
    pub async fn duplicate_integration(
        &self,
        actor: &Actor,
        id: IntegrationId,
        name: &str,
        now: i64,
    ) -> Result<IntegrationRow, StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let current = Current::get(&db, self, id).await?;
        let mut draft = current.draft(&db).await?;
        draft.name = copy_name(name, &draft.name);
        draft.enabled = false;
        let mut copied = secrets::open_all(&self.store, &db, self.id, id.0).await?;
        copied.retain(|name, _| !is_signing_secret(name));
        let change = Change::copied(draft, copied);
        let copy = IntegrationId(self.store.inner.ids.at(now));
        let row = versions::insert_first(&db, self, actor, copy, change, now).await?;
        audit::note(
            &db,
            self,
            actor,
            "integration.duplicate",
            &copy.to_string(),
            now,
        )
        .await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(row)
    }

    /// Takes it away: nothing of it is sent any more. What is still open becomes cancelled once
    /// this cannot be taken back; what is in the log stays.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delete_integration(
        &self,
        actor: &Actor,
        id: IntegrationId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let current = Current::get(&db, self, id).await?;
        let mark = "UPDATE integration SET deleted_at = ? WHERE tenant_id = ? AND id = ?";
        let values = vec![now.into(), self.id.0.into(), current.row.id.into()];
        sql::execute(&db, mark, values).await?;
        incidents::close(&db, self, id, Closed::Deleted, now).await?;
        audit::note(&db, self, actor, "integration.delete", &id.to_string(), now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        self.store.note_deletion(now);
        Ok(())
    }

    /// One integration that is not deleted.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_integration(&self, id: IntegrationId) -> Result<IntegrationRow, StoreError> {
        let db = self.store.reader();
        Current::get(db, self, id).await?.shown(db).await
    }

    /// For whom the secrets of an integration were typed.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn receivers(&self, id: IntegrationId) -> Result<Receivers, StoreError> {
        let db = self.store.reader();
        let kept = Current::get(db, self, id).await?.kept(db).await?;
        Ok(kept.receivers)
    }

    /// The words of a version, of deleted integrations too.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_version(
        &self,
        id: IntegrationId,
        version: i32,
    ) -> Result<Option<IntegrationDraft>, StoreError> {
        let found = versions::find(self.store.reader(), self.id, id, version).await?;
        found.map(|version| version.draft()).transpose()
    }

    /// A version as it was sent, with its connection as that stood then; of deleted ones too.
    ///
    /// # Errors
    /// `Broken` where it cannot be read.
    pub(crate) async fn find_sent(
        &self,
        id: IntegrationId,
        version: i32,
    ) -> Result<Option<Integration>, StoreError> {
        let db = self.store.reader();
        let Some(found) = versions::find(db, self.id, id, version).await? else {
            return Ok(None);
        };
        let connection = found.connection(db, self.id).await?.map(Arc::new);
        Integration::compile(self.id, id, version, found.draft()?, connection)
            .map(Some)
            .map_err(|_| StoreError::Broken(format!("version {version} of {id} cannot be read")))
    }

    /// The plain text of a secret.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_secret(&self, id: IntegrationId, name: &str) -> Result<String, StoreError> {
        let mut opened = self.own_secrets(id).await?;
        opened.remove(name).ok_or(StoreError::NotFound)
    }

    /// The plain texts of an integration's own secrets, without those of its connection, for a
    /// test.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn own_secrets(
        &self,
        id: IntegrationId,
    ) -> Result<HashMap<String, String>, StoreError> {
        let db = self.store.reader();
        let current = Current::get(db, self, id).await?;
        secrets::open_all(&self.store, db, self.id, current.row.id).await
    }
}

impl TenantStore {
    /// The number of the current version, of deleted integrations too.
    pub(crate) async fn current_version(&self, id: IntegrationId) -> Result<i32, StoreError> {
        let row = Entity::find_by_id((self.id.0, id.0))
            .one(self.store.reader())
            .await?;
        Ok(row.ok_or(StoreError::NotFound)?.version)
    }
}

/// Starts an integration in a larger transaction, unless it sends already.
pub(crate) async fn enable(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    id: IntegrationId,
    now: i64,
) -> Result<(), StoreError> {
    switch(db, tenant, actor, id, true, now).await.map(drop)
}

async fn switch(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    id: IntegrationId,
    enabled: bool,
    now: i64,
) -> Result<IntegrationRow, StoreError> {
    tenants::raise_revision(db, tenant.id).await?;
    let current = Current::get(db, tenant, id).await?;
    let mut draft = current.draft(db).await?;
    if draft.enabled == enabled {
        return current.shown(db).await;
    }
    draft.enabled = enabled;
    let change = Change::unchecked(draft, current.secret_names);
    let row = versions::insert_next(db, tenant, actor, &current.row, change, now).await?;
    let action = if enabled {
        "integration.enable"
    } else {
        "integration.pause"
    };
    audit::note(db, tenant, actor, action, &id.to_string(), now).await?;
    wake::changed(db, tenant.id, id).await?;
    Ok(row)
}

/// The name of a copy, cut to what a name may be; that of the original where none was given.
fn copy_name(wished: &str, original: &str) -> String {
    let name: String = wished.trim().chars().take(NAME_CHARS_MAX).collect();
    if name.is_empty() {
        original.to_owned()
    } else {
        name
    }
}
