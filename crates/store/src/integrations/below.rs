//! The integrations below a connection, and what its change makes of them.

use super::{
    change::{Change, Current, Judge},
    health, versions,
};
use crate::{
    Actor, StoreError, TenantStore,
    entity::integration::{Column, Entity, Model},
    secrets,
};
use domain::{
    AddressPolicy, ConnectionDraft, ConnectionId, DraftSecrets, Fault, FieldError,
    IntegrationDraft, IntegrationId, MemberId, Receivers, TenantId,
    integration::{NAME_CHARS_MAX, is_signing_secret},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// The integrations that belong to a connection.
pub(crate) async fn below(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
) -> Result<Vec<IntegrationId>, StoreError> {
    let rows = rows_below(db, tenant, id).await?;
    Ok(rows.into_iter().map(|row| IntegrationId(row.id)).collect())
}

/// Who is told by name of failures of the integrations below a connection; nobody in particular
/// where one of them names nobody.
pub(crate) async fn recipients_below(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
) -> Result<Vec<MemberId>, StoreError> {
    let mut told = Vec::new();
    for integration in below(db, tenant, id).await? {
        let named = health::failure_recipients(db, tenant, integration).await?;
        if named.is_empty() {
            return Ok(Vec::new());
        }
        told.extend(named);
    }
    Ok(told)
}

/// Makes a new version of each integration below a connection that was changed.
///
/// # Errors
/// `Invalid` where one of them cannot be sent with the connection as it is now.
pub(crate) async fn renew_below(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    id: ConnectionId,
    policy: &AddressPolicy,
    now: i64,
) -> Result<Vec<IntegrationId>, StoreError> {
    let mut renewed = Vec::new();
    for row in rows_below(db, tenant.id, id).await? {
        let current = Current::of(db, row).await?;
        let draft = current.draft(db).await?;
        let judge = Judge::of(db, tenant, &draft, policy).await?;
        let (name, kept) = (draft.name.clone(), current.kept(db).await?);
        let change = Change::checked(draft, DraftSecrets::default(), kept, &judge);
        let mut change = change.map_err(|error| told_above(error, &name))?;
        health::switch_on_again(&mut change, &current.row);
        versions::insert_next(db, tenant, actor, &current.row, change, now).await?;
        renewed.push(IntegrationId(current.row.id));
    }
    Ok(renewed)
}

/// The faults of an integration, as those of the connection above it that was changed.
fn told_above(error: StoreError, name: &str) -> StoreError {
    match error {
        StoreError::Invalid(faults)
            if faults.iter().any(|it| it.fault == Fault::SecretWithheld) =>
        {
            let fault = FieldError::new("url", Fault::SecretsBelow).with("name", name);
            StoreError::Invalid(vec![fault])
        }
        other => other,
    }
}

/// Copies of the integrations below a connection for another one: switched off, with its name
/// behind their own. Their own secrets, but for the one of their stamp, come along where the
/// other one leads to the same receiver.
///
/// # Errors
/// `Broken` where a secret was sealed with another key.
pub(crate) async fn copies_below(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    (id, from): (ConnectionId, &ConnectionDraft),
    to: &ConnectionDraft,
) -> Result<Vec<(IntegrationDraft, DraftSecrets)>, StoreError> {
    let mut copies = Vec::new();
    for row in rows_below(db, tenant.id, id).await? {
        let owner = row.id;
        let mut draft = Current::of(db, row).await?.draft(db).await?;
        let kept_for = Receivers::of(&draft, Some(from));
        draft.name = named_after(&draft.name, &to.name);
        draft.enabled = false;
        draft.url = behind(&draft.url, &from.url);
        for step in &mut draft.steps {
            step.url = behind(&step.url, &from.url);
        }
        let mut own = secrets::open_all(&tenant.store, db, tenant.id, owner).await?;
        let is_same = Receivers::of(&draft, Some(to)).are_among(&kept_for);
        own.retain(|name, _| is_same && !is_signing_secret(name));
        copies.push((draft, DraftSecrets(own.into_iter().collect())));
    }
    Ok(copies)
}

/// What stands behind the address of the connection, where the whole of it was written.
fn behind(url: &str, base: &str) -> String {
    let rest = url.strip_prefix(base.trim_end_matches('/'));
    let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    rest.map_or(url, |rest| rest.trim_start_matches('/'))
        .to_owned()
}

/// `name (connection)`, where the end of a long name gives way.
fn named_after(name: &str, connection: &str) -> String {
    let room = NAME_CHARS_MAX.saturating_sub(connection.chars().count() + 3);
    let name: String = name.chars().take(room).collect();
    let whole = format!("{} ({connection})", name.trim_end());
    whole.chars().take(NAME_CHARS_MAX).collect()
}

async fn rows_below(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ConnectionId,
) -> Result<Vec<Model>, StoreError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tenant.0))
        .filter(Column::ConnectionId.eq(id.0))
        .filter(Column::DeletedAt.is_null())
        .all(db)
        .await?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_says_what_stands_behind_the_address_alone() {
        for (url, copied) in [
            ("leads?a=1", "leads?a=1"),
            ("https://crm.example/api/leads", "leads"),
            ("https://crm.example/api?a=1", "?a=1"),
            ("https://crm.example/apis", "https://crm.example/apis"),
        ] {
            assert_eq!(behind(url, "https://crm.example/api/"), copied);
        }
    }

    #[test]
    fn the_name_of_the_connection_stands_behind_a_name_however_long() {
        assert_eq!(named_after("New lead", "Kommo"), "New lead (Kommo)");
        let long = named_after(&"x".repeat(200), "Kommo");
        assert_eq!(long.chars().count(), NAME_CHARS_MAX);
        assert!(long.ends_with("x (Kommo)"));
        let longest = named_after("New lead", &"y".repeat(200));
        assert_eq!(longest.chars().count(), NAME_CHARS_MAX);
    }
}
