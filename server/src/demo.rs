//! `hookline demo`: a tenant to look around in, with two integrations that point at the built-in
//! inspector and a few calls. Needs no running server: what it owes is left unclaimed, and the
//! server sends it when it runs.

mod calls;
mod integrations;

use crate::{auth::password, http::problem::ApiError, ids};
use domain::{
    Adapter, AddressPolicy, KeyScope, Language, Role, SenderDraft, SourceId, TenantId, WorkerId,
};
use serde::Serialize;
use std::collections::HashSet;
use store::{AcceptanceIn, Actor, BatchIn, NewTenant, Store, StoreError, TenantStore};

/// By what the owner of the demo signs in; whether it exists decides whether there is a demo.
pub const DEMO_EMAIL: &str = "demo@hookline.local";
/// What the demo's tenant is called.
const DEMO_NAME: &str = "Shop Kyiv";

/// What the command prints. Password, keys and secret are known only now, and never again.
#[derive(Debug, Serialize)]
pub struct Demo {
    /// The tenant.
    pub id: TenantId,
    /// Whether it was made by this run.
    pub created: bool,
    /// Where people reach the server.
    pub address: String,
    /// By what its owner signs in.
    pub email: &'static str,
    /// What only the run that made it knows.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub once: Option<ShownOnce>,
}

/// What is told once.
#[derive(Debug, Serialize)]
pub struct ShownOnce {
    /// The owner's password.
    pub password: String,
    /// A key that reports events.
    pub ingest_key: String,
    /// A key that manages integrations.
    pub manage_key: String,
    /// A source of Zadarma's notifications.
    pub source: DemoSource,
}

/// A source as telephony is told of it.
#[derive(Debug, Serialize)]
pub struct DemoSource {
    /// Which.
    pub id: SourceId,
    /// Whose payloads it takes.
    pub adapter: Adapter,
    /// Where they are sent.
    pub url: String,
    /// By which they are signed.
    pub secret: String,
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database did not do what was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The owner's password could not be hashed.
    #[error(transparent)]
    Password(#[from] password::PasswordError),
    /// An integration or an event of the demo does not fit the program any more.
    #[error("the demo itself is wrong: {0}")]
    Content(String),
}

impl From<serde_json::Error> for DemoError {
    fn from(error: serde_json::Error) -> Self {
        Self::Content(error.to_string())
    }
}

impl From<ApiError> for DemoError {
    fn from(error: ApiError) -> Self {
        Self::Content(error.to_string())
    }
}

/// Makes the demo, or says that it is there. `now` is in milliseconds since 1970.
///
/// The owner is made last: a demo that was cut short is made anew. One that is there follows the
/// server to another address, and is not changed otherwise.
///
/// # Errors
/// See [`DemoError`].
pub async fn run(store: &Store, policy: &AddressPolicy, now: i64) -> Result<Demo, DemoError> {
    let demo = |id, once: Option<ShownOnce>| Demo {
        id,
        created: once.is_some(),
        address: policy.public_url.clone(),
        email: DEMO_EMAIL,
        once,
    };
    if let Some(id) = existing(store, now).await? {
        integrations::follow(&store.tenant(id), policy, now).await?;
        return Ok(demo(id, None));
    }
    let new = NewTenant {
        name: DEMO_NAME.to_owned(),
        zone: "Europe/Kyiv".to_owned(),
        country: "UA".to_owned(),
        language: Language::Uk,
    };
    let id = store.create_tenant(&Actor::System, new, now).await?.id;
    let tenant = store.tenant(id);
    integrations::create(&tenant, policy, now).await?;
    record_calls(store, id, policy, now).await?;
    let once = keys_and_owner(&tenant, policy, now).await?;
    Ok(demo(id, Some(once)))
}

async fn existing(store: &Store, now: i64) -> Result<Option<TenantId>, StoreError> {
    let Some(owner) = store.find_sign_in(DEMO_EMAIL).await? else {
        return Ok(None);
    };
    let memberships = store.memberships(owner.id, now).await?;
    Ok(memberships.first().map(|membership| membership.tenant.id))
}

async fn record_calls(
    store: &Store,
    id: TenantId,
    policy: &AddressPolicy,
    now: i64,
) -> Result<(), DemoError> {
    let setup = store.setup(id).await?;
    let events = calls::events(&setup.tenant, &policy.public_url, now)?;
    let acceptance = AcceptanceIn {
        tenant_id: id,
        events: &events,
        idempotency: None,
    };
    // Without room for claims nothing is claimed: this worker sends nothing.
    let worker = WorkerId(ids::new(now));
    let batch = BatchIn {
        worker,
        acceptances: &[acceptance],
        settlements: &[],
        claim_room: 0,
        slots: domain::Slots::NONE,
        closed: &HashSet::new(),
    };
    store.commit(&batch).await?;
    Ok(())
}

/// A key or source that may come from everywhere.
fn called(name: &str) -> SenderDraft {
    SenderDraft {
        name: name.to_owned(),
        ..SenderDraft::default()
    }
}

async fn keys_and_owner(
    tenant: &TenantStore,
    policy: &AddressPolicy,
    now: i64,
) -> Result<ShownOnce, DemoError> {
    let actor = Actor::System;
    let (_, ingest_key) = tenant
        .create_key(
            &actor,
            called("Telephony of the shop"),
            KeyScope::Ingest,
            now,
        )
        .await?;
    let (_, manage_key) = tenant
        .create_key(&actor, called("Reports"), KeyScope::Manage, now)
        .await?;
    let adapter = Adapter::Zadarma;
    let secret = password::generate();
    let draft = called("Zadarma of the shop");
    let source = tenant
        .create_source(&actor, draft, adapter, &secret, now)
        .await?;
    let password = password::generate();
    let hash = password::hash(&password)?;
    tenant
        .create_member(&actor, DEMO_EMAIL, Role::Owner, Some(hash), now)
        .await?;
    Ok(ShownOnce {
        password,
        ingest_key,
        manage_key,
        source: DemoSource {
            id: source,
            adapter,
            url: format!(
                "{}/api/v1/ingest/{}/{source}",
                policy.public_url,
                adapter.key()
            ),
            secret,
        },
    })
}
