//! Whose project the calls of a batch are; the first event that names one makes it.

use super::{Fault, calls::Calls};
use crate::{Store, projects};
use domain::{
    Project, Setup, TenantId,
    project::{Named, PROJECTS_MAX},
};
use sea_orm::ConnectionTrait;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

type Setups = HashMap<TenantId, Arc<Setup>>;

/// What a tenant's calls name for the first time, and when the last of them was accepted.
#[derive(Default)]
struct New<'a> {
    named: Vec<Named<'a>>,
    at: i64,
}

/// Gives each call that has grown its project, as far as its events name one.
pub(super) async fn assign(
    store: &Store,
    db: &impl ConnectionTrait,
    setups: &Setups,
    calls: &mut Calls,
) -> Result<(), Fault> {
    let mut learnt = HashMap::new();
    for (tenant, new) in new_ones(setups, calls) {
        let scope = store.tenant(tenant);
        let known = projects::learn(db, &scope, &new.named, new.at).await?;
        learnt.insert(tenant, known);
    }
    for ((tenant, _), call) in calls.iter_mut().filter(|(_, call)| call.has_grown) {
        let known = learnt.get(tenant).or_else(|| known(setups, *tenant));
        let named = Named::of(call.known.reported());
        let project = known
            .zip(named)
            .and_then(|(known, named)| named.find(known));
        // What is named without being known is beyond what there may be.
        if let Some(project) = project {
            call.project = Some(project.id.0);
        }
    }
    Ok(())
}

/// What is named for the first time, by tenant; a test makes nothing that stays.
fn new_ones<'a>(setups: &Setups, calls: &'a Calls) -> BTreeMap<TenantId, New<'a>> {
    let mut all: BTreeMap<TenantId, New<'a>> = BTreeMap::new();
    for ((tenant, _), call) in calls.iter().filter(|(_, call)| call.is_real) {
        let Some(known) = known(setups, *tenant).filter(|known| known.len() < PROJECTS_MAX) else {
            continue;
        };
        let named = Named::of(call.known.reported());
        if let Some(named) = named.filter(|named| named.find(known).is_none()) {
            let new = all.entry(*tenant).or_default();
            new.named.push(named);
            new.at = new.at.max(call.last_at);
        }
    }
    all
}

fn known(setups: &Setups, tenant: TenantId) -> Option<&Vec<Project>> {
    setups.get(&tenant).map(|setup| &setup.projects)
}
