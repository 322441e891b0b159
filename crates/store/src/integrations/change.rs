//! What a change starts from and what it comes to.

use super::{IntegrationRow, versions};
use crate::{
    StoreError, TenantStore, connections,
    entity::integration::{Entity, Model},
    secrets,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    AddressPolicy, Connection, ConnectionDraft, DraftSecrets, Fault, FieldError, IntegrationDraft,
    IntegrationId, Receivers, TenantId,
    integration::SIGNATURE_SECRET,
    lift::lift_draft,
    receivers::tell_withheld,
    validate::{Surroundings, tidy_draft, too_many_secrets, validate, validate_secrets},
};
use sea_orm::{ConnectionTrait, EntityTrait};
use std::collections::{BTreeMap, HashMap};

/// How long a made signing secret is, in bytes.
const SIGNATURE_BYTES: usize = 32;

/// An integration as it stands.
pub(super) struct Current {
    /// Its row.
    pub(super) row: Model,
    /// The names of its secrets, sorted.
    pub(super) secret_names: Vec<String>,
}

impl Current {
    /// One that is there and not deleted.
    pub(super) async fn get(
        db: &impl ConnectionTrait,
        tenant: &TenantStore,
        id: IntegrationId,
    ) -> Result<Self, StoreError> {
        let row = Entity::find_by_id((tenant.id.0, id.0)).one(db).await?;
        let live = row.filter(|row| row.deleted_at.is_none());
        Self::of(db, live.ok_or(StoreError::NotFound)?).await
    }

    /// The one of a row.
    pub(super) async fn of(db: &impl ConnectionTrait, row: Model) -> Result<Self, StoreError> {
        let secret_names = secrets::names(db, TenantId(row.tenant_id), row.id).await?;
        Ok(Self { row, secret_names })
    }

    /// What is kept of its secrets, and for whom.
    pub(super) async fn kept(&self, db: &impl ConnectionTrait) -> Result<Kept, StoreError> {
        let version = self.version(db).await?;
        let connection = version.connection(db, TenantId(self.row.tenant_id)).await?;
        let base = connection.as_ref().map(|connection| &connection.draft);
        Ok(Kept {
            names: self.secret_names.clone(),
            receivers: Receivers::of(&version.draft()?, base),
        })
    }

    /// Its words.
    pub(super) async fn draft(
        &self,
        db: &impl ConnectionTrait,
    ) -> Result<IntegrationDraft, StoreError> {
        self.version(db).await?.draft()
    }

    /// As it is shown.
    pub(super) async fn shown(
        self,
        db: &impl ConnectionTrait,
    ) -> Result<IntegrationRow, StoreError> {
        let version = self.version(db).await?;
        Ok(IntegrationRow {
            id: IntegrationId(self.row.id),
            version: self.row.version,
            draft: version.draft()?,
            secret_names: self.secret_names,
            switched_off: self.row.switched_off.is_some(),
            created_at: self.row.created_at,
            updated_at: self.row.updated_at,
            author: version.author,
        })
    }

    async fn version(&self, db: &impl ConnectionTrait) -> Result<versions::Version, StoreError> {
        let (tenant, id) = (TenantId(self.row.tenant_id), IntegrationId(self.row.id));
        let version = versions::find(db, tenant, id, self.row.version).await?;
        version.ok_or_else(|| StoreError::Broken(format!("{id} has no current version")))
    }
}

/// The secrets that are there before a change.
#[derive(Default)]
pub(super) struct Kept {
    /// Their names, sorted.
    pub(super) names: Vec<String>,
    /// For whom they were typed.
    pub(super) receivers: Receivers,
}

/// What an integration becomes.
pub(super) struct Change {
    /// Its words.
    pub(super) draft: IntegrationDraft,
    /// The secrets to write; an empty one is removed.
    pub(super) secrets: BTreeMap<String, String>,
    /// The names of its secrets after the change, sorted.
    pub(super) secret_names: Vec<String>,
    /// Why it is switched off after the change, where that was not a person's doing.
    pub(super) switched_off: Option<String>,
}

/// What a change is judged by beside its own words.
pub(super) struct Judge<'a> {
    /// Which addresses may be sent to.
    pub(super) policy: &'a AddressPolicy,
    /// The connection that the draft names, with the names of its secrets.
    pub(super) connection: Option<(Connection, Vec<String>)>,
}

impl<'a> Judge<'a> {
    /// The judge of a draft, with the connection that it names.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        tenant: &TenantStore,
        draft: &IntegrationDraft,
        policy: &'a AddressPolicy,
    ) -> Result<Self, StoreError> {
        let connection = match draft.connection {
            Some(id) => connections::find_current(db, tenant.id, id).await?,
            None => None,
        };
        Ok(Self { policy, connection })
    }

    fn base(&self) -> Option<&ConnectionDraft> {
        let connection = self.connection.as_ref();
        connection.map(|(connection, _)| &connection.draft)
    }

    /// A draft as it is kept; a key that stands in an address comes to the secrets.
    fn kept(&self, draft: IntegrationDraft, secrets: &mut DraftSecrets) -> IntegrationDraft {
        let mut draft = tidy_draft(draft);
        let shared = self.connection.as_ref();
        let elsewhere = shared.map_or(&[][..], |(_, names)| names.as_slice());
        lift_draft(&mut draft, secrets, elsewhere);
        draft
    }

    fn faults(&self, draft: &IntegrationDraft, own: &[String]) -> Vec<FieldError> {
        let mut secret_names = own.to_vec();
        let connection = self.connection.as_ref();
        secret_names.extend(
            connection
                .iter()
                .flat_map(|(_, names)| names.iter().cloned()),
        );
        let around = Surroundings {
            secret_names: &secret_names,
            policy: self.policy,
            connection: self.base(),
        };
        validate(draft, around)
    }
}

impl Change {
    /// A draft with what was typed of secrets, over those that are there. These are taken away
    /// where the draft sends to others than they were typed for. A key that stands in an address
    /// is kept as a secret, whoever writes it there.
    pub(super) fn checked(
        draft: IntegrationDraft,
        mut secrets: DraftSecrets,
        kept: Kept,
        judge: &Judge<'_>,
    ) -> Result<Self, StoreError> {
        let draft = judge.kept(draft, &mut secrets);
        let mut typed = secrets.clone();
        typed.0.retain(|_, plain| !plain.is_empty());
        let DraftSecrets(mut secrets) = secrets;
        let receivers = Receivers::of(&draft, judge.base());
        let withheld = kept.receivers.withheld(&receivers, &kept.names, &secrets);
        secrets.extend(withheld.iter().map(|name| (name.clone(), String::new())));
        let change = Self::new(draft, secrets, kept.names);
        let mut faults = judge.faults(&change.draft, &change.secret_names);
        tell_withheld(&mut faults, &withheld, change.draft.auth.as_ref());
        faults.extend(validate_secrets(&typed));
        faults.extend(too_many_secrets(&change.secret_names));
        if faults.is_empty() {
            Ok(change)
        } else {
            Err(StoreError::Invalid(faults))
        }
    }

    /// Whether anything of an integration becomes other than it is.
    pub(super) async fn is_any(
        &self,
        db: &impl ConnectionTrait,
        tenant: &TenantStore,
        current: &Current,
    ) -> Result<bool, StoreError> {
        if self.draft != current.draft(db).await? {
            return Ok(true);
        }
        if self.secrets.is_empty() {
            return Ok(false);
        }
        let kept = secrets::open_all(&tenant.store, db, tenant.id, current.row.id).await;
        // What cannot be opened is mended by whatever is written over it.
        let Ok(kept) = kept else {
            return Ok(true);
        };
        let is_other = |(name, plain): (&String, &String)| {
            kept.get(name).map_or("", String::as_str) != plain.as_str()
        };
        Ok(self.secrets.iter().any(is_other))
    }

    /// Words that were checked before, with their secrets as they are.
    pub(super) fn unchecked(draft: IntegrationDraft, before: Vec<String>) -> Self {
        Self::new(draft, BTreeMap::new(), before)
    }

    /// A copy for another receiver, which waits for the secrets that are not for that one.
    pub(super) fn waiting(
        draft: IntegrationDraft,
        mut secrets: DraftSecrets,
        judge: &Judge<'_>,
    ) -> Result<Self, StoreError> {
        let draft = judge.kept(draft, &mut secrets);
        let change = Self::new(draft, secrets.0, Vec::new());
        let mut faults = judge.faults(&change.draft, &change.secret_names);
        faults.retain(|fault| fault.fault != Fault::SecretMissing);
        if faults.is_empty() {
            Ok(change)
        } else {
            Err(StoreError::Invalid(faults))
        }
    }

    /// Words and secrets of another integration.
    pub(super) fn copied(draft: IntegrationDraft, secrets: HashMap<String, String>) -> Self {
        Self::new(draft, secrets.into_iter().collect(), Vec::new())
    }

    fn new(
        draft: IntegrationDraft,
        mut secrets: BTreeMap<String, String>,
        mut names: Vec<String>,
    ) -> Self {
        for (name, plain) in &secrets {
            names.retain(|known| known != name);
            if !plain.is_empty() {
                names.push(name.clone());
            }
        }
        if draft.signature && !names.iter().any(|name| name == SIGNATURE_SECRET) {
            secrets.insert(SIGNATURE_SECRET.to_owned(), made_signature());
            names.push(SIGNATURE_SECRET.to_owned());
        }
        names.sort();
        Self {
            draft,
            secrets,
            secret_names: names,
            switched_off: None,
        }
    }
}

/// A signing secret as Standard Webhooks writes one.
pub(super) fn made_signature() -> String {
    let random = rand::random::<[u8; SIGNATURE_BYTES]>();
    format!("whsec_{}", BASE64_STANDARD.encode(random))
}
