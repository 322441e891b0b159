//! The two integrations of the demo: the record of a call, and a card when somebody answers.

use super::DemoError;
use domain::{AddressPolicy, DraftSecrets, IntegrationDraft};
use serde_json::{Value, json};
use store::{Actor, StoreError, TenantStore};

/// Makes them. Both send to the tenant's own inspector.
pub async fn create(
    tenant: &TenantStore,
    policy: &AddressPolicy,
    now: i64,
) -> Result<(), DemoError> {
    let inspector = format!("{}{}", policy.public_url, place(tenant).await?);
    for draft in [leads(&inspector), client_card(&inspector)] {
        let draft: IntegrationDraft = serde_json::from_value(draft)?;
        let secrets = DraftSecrets::default();
        tenant
            .create_integration(&Actor::System, draft, secrets, policy, now)
            .await?;
    }
    Ok(())
}

/// Points the integrations that send to the tenant's own inspector to where it is now: whoever
/// changes the server's address shall not find a demo that fails.
pub async fn follow(
    tenant: &TenantStore,
    policy: &AddressPolicy,
    now: i64,
) -> Result<(), DemoError> {
    let place = place(tenant).await?;
    for row in tenant.list_integrations().await? {
        let Some(url) = followed(&row.draft.url, &place, &policy.public_url) else {
            continue;
        };
        let draft = IntegrationDraft { url, ..row.draft };
        let (actor, secrets) = (Actor::System, DraftSecrets::default());
        let (id, version) = (row.id, Some(row.version));
        let change = tenant.update_integration(&actor, id, version, draft, secrets, policy, now);
        match change.await {
            Ok(_) => {}
            // Somebody is at work on it: no reason for a start to fail.
            Err(StoreError::Conflict | StoreError::Invalid(_)) => {
                tracing::warn!(%id, "the integration still sends to the old address");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Where the tenant's inspector lies below the server's address. Its token is nobody else's.
async fn place(tenant: &TenantStore) -> Result<String, StoreError> {
    Ok(format!("/inspect/{}", tenant.inspector_token().await?))
}

/// The URL of the inspector at its present address; nothing where it is that already, or leads
/// elsewhere.
fn followed(url: &str, place: &str, public_url: &str) -> Option<String> {
    let (address, rest) = url.split_once(place)?;
    let is_address = address
        .split_once("://")
        .is_some_and(|(_, host)| !host.contains(['/', '?']));
    (is_address && address != public_url).then(|| format!("{public_url}{place}{rest}"))
}

/// What a CRM is told when a call is over, in the shape of a lead.
fn leads(inspector: &str) -> Value {
    let row = |name: &str, value: Value, format: Option<&str>| json!({ "name": name, "value": value, "format": format });
    json!({
        "name": "Leads after each call",
        "url": inspector,
        "moment": "after_call",
        "method": "POST",
        "body_format": "json",
        "parameters": [
            row("fields.TITLE", json!({ "template": "Call {{caller_number}}" }), None),
            row("fields.PHONE.0.VALUE", json!({ "parameter": "caller_number" }), Some("phone:e164")),
            row("fields.PHONE.0.VALUE_TYPE", json!({ "constant": "WORK" }), None),
            row("fields.SOURCE_DESCRIPTION", json!({ "parameter": "utm_source" }), None),
            row("fields.UF_CALL_ID", json!({ "parameter": "call_id" }), None),
            row("fields.UF_STATUS", json!({ "parameter": "status" }), None),
            row("fields.UF_TALK_SECONDS", json!({ "parameter": "talk_duration" }), None),
            row("fields.UF_EMPLOYEE", json!({ "parameter": "employee_name" }), None),
        ],
    })
}

/// What pops up a client card the moment somebody picks up.
fn client_card(inspector: &str) -> Value {
    json!({
        "name": "Client card on answer",
        "url": format!("{inspector}?from=hookline"),
        "moment": "answered",
        "method": "GET",
        "parameters": [
            { "name": "phone", "value": { "parameter": "caller_number" }, "format": "phone:digits" },
            { "name": "call_id", "value": { "parameter": "call_id" } },
            { "name": "employee", "value": { "parameter": "employee_name" }, "when_empty": "empty" },
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_inspector_at_an_old_address_is_followed() {
        let follow = |url| followed(url, "/inspect/abc", "http://127.0.0.1:4000");
        assert_eq!(
            follow("http://127.0.0.1:3000/inspect/abc?from=hookline").as_deref(),
            Some("http://127.0.0.1:4000/inspect/abc?from=hookline")
        );
        for url in [
            "http://127.0.0.1:4000/inspect/abc",
            "http://127.0.0.1:3000/inspect/abd",
            "https://crm.example/?to=http://127.0.0.1:3000/inspect/abc",
        ] {
            assert_eq!(follow(url), None, "{url}");
        }
    }
}
