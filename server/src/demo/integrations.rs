//! The two integrations of the demo: the record of a call, and a card when somebody answers.

use super::DemoError;
use domain::{AddressPolicy, DraftSecrets, IntegrationDraft};
use serde_json::{Value, json};
use store::{Actor, TenantStore};

/// Makes them. Both send to the tenant's own inspector.
pub async fn create(
    tenant: &TenantStore,
    policy: &AddressPolicy,
    now: i64,
) -> Result<(), DemoError> {
    let token = tenant.inspector_token().await?;
    let inspector = format!("{}/inspect/{token}", policy.public_url);
    for draft in [leads(&inspector), client_card(&inspector)] {
        let draft: IntegrationDraft = serde_json::from_value(draft)?;
        let secrets = DraftSecrets::default();
        tenant
            .create_integration(&Actor::System, draft, secrets, policy, now)
            .await?;
    }
    Ok(())
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
