//! Integrations that do nothing but fail: switched off by Hookline, and on again by a person or
//! by what mends them.

use super::{change::Change, change::Current, versions};
use crate::{Actor, StoreError, TenantStore, entity::integration::Model};
use domain::{IntegrationDraft, IntegrationId, MemberId, TenantId};
use sea_orm::ConnectionTrait;

/// Switches an integration off; false where it does not send anyway.
pub(crate) async fn switch_off(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    id: IntegrationId,
    reason: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let current = match Current::get(db, tenant, id).await {
        Ok(current) if current.row.enabled => current,
        Ok(_) | Err(StoreError::NotFound) => return Ok(false),
        Err(error) => return Err(error),
    };
    let mut draft = current.draft(db).await?;
    draft.enabled = false;
    let mut change = Change::unchecked(draft, current.secret_names);
    change.switched_off = Some(reason.to_owned());
    versions::insert_next(db, tenant, &Actor::System, &current.row, change, now).await?;
    Ok(true)
}

/// Who is told of failures of an integration, by its current version; nobody in particular
/// where it is gone.
pub(crate) async fn failure_recipients(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: IntegrationId,
) -> Result<Vec<MemberId>, StoreError> {
    let found = versions::find_newest(db, tenant, id).await?;
    let draft = found.map(|version| version.draft()).transpose()?;
    Ok(draft
        .map(|draft| draft.failure_recipients)
        .unwrap_or_default())
}

/// One that was switched off goes on where its address, key or sign-in is changed: that is what
/// was wrong.
pub(super) fn revive(change: &mut Change, before: &Model, was: &IntegrationDraft) {
    let now = &change.draft;
    let is_mended = now.url != was.url
        || now.method != was.method
        || now.connection != was.connection
        || now.key != was.key
        || now.auth != was.auth
        || !change.secrets.is_empty();
    if is_mended {
        switch_on_again(change, before);
    } else if !now.enabled {
        change.switched_off.clone_from(&before.switched_off);
    }
}

/// One that was switched off goes on.
pub(super) fn switch_on_again(change: &mut Change, before: &Model) {
    if before.switched_off.is_some() {
        change.draft.enabled = true;
    }
}
