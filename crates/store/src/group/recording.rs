//! What events say of recordings: deliveries that wait for one go.

use super::{Fault, events::Recorded, owed::Owed};
use crate::{
    BatchIn,
    recording::{self, Freed, Told},
};
use domain::{Integration, Setup, TenantId, ownership::slot_of, recording as rule};
use sea_orm::ConnectionTrait;
use std::{collections::HashMap, sync::Arc};

type Setups = HashMap<TenantId, Arc<Setup>>;

/// Lets the deliveries go that wait for what these events say; the worker is told of those in
/// its slots with what the events owe.
pub(super) async fn free(
    db: &impl ConnectionTrait,
    batch: &BatchIn<'_>,
    may_claim: bool,
    setups: &Setups,
    recorded: &[Recorded<'_>],
    owed: &mut [Owed],
) -> Result<(), Fault> {
    let told = told(recorded);
    if told.is_empty() {
        return Ok(());
    }
    let Some(owed) = owed.first_mut() else {
        return Ok(());
    };
    for freed in recording::free(db, &told).await? {
        let Some(integration) = integration(setups, &freed).filter(|it| it.draft.enabled) else {
            continue;
        };
        if !may_claim || !batch.slots.contains(slot_of(integration.shared_id())) {
            owed.is_for_others = true;
        } else if freed.waits_for.is_none() {
            owed.left.push(integration.id);
        }
    }
    Ok(())
}

/// What became known of recordings: of each call what its last event says.
fn told(recorded: &[Recorded<'_>]) -> Told {
    let said = recorded
        .iter()
        .filter(|one| rule::is_told(&one.event.facts) && !rule::is_awaited(&one.snapshot.facts));
    said.map(|one| {
        let call = (one.event.tenant_id.0, one.call_key.0);
        (call, (one.snapshot.facts.clone(), one.event.accepted_at))
    })
    .collect()
}

fn integration<'a>(setups: &'a Setups, freed: &Freed) -> Option<&'a Integration> {
    let setup = setups.get(&TenantId(freed.tenant_id))?;
    let mut known = setup.integrations.iter();
    let found = known.find(|known| known.id.0 == freed.integration_id);
    found.map(Arc::as_ref)
}
