//! What a customer writes: templates, URLs and whole integrations.

use super::text;
use domain::{
    Facts, Integration, IntegrationDraft, IntegrationId, Moment, TenantId,
    request::{PlainRequest, render},
    sample,
    template::Template,
    validate::tidy_draft,
};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

/// A key that would lead elsewhere, end a text and open a tag, if it were not written as data.
const SECRET: &str = "s3cret@evil.example/../?#&\"</script>\\%\u{457}";

/// A text reads the same after it was written again, a fault of it stands within it, and a
/// JSON or XML body that is made of it stays so whatever is put in.
pub fn template(data: &[u8]) {
    let text = text(data);
    match Template::parse(text) {
        Ok(template) => {
            let written = template.to_string();
            assert_eq!(
                Template::parse(&written).as_ref(),
                Ok(&template),
                "{written}"
            );
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let patch = json!({"body_format": "json_template", "body_template": text});
    if let Some(integration) = compiled(&patch) {
        stays_json(&integration, &told());
    }
    let patch = json!({"body_format": "xml_template", "body_template": text});
    if let Some(integration) = compiled(&patch) {
        stays_xml(&integration, &told());
    }
    let rows = json!([{"name": "a", "value": {"template": text}}]);
    let header = json!([{"name": "x-a", "value": {"template": text}}]);
    for format in ["query", "form", "json"] {
        let patch = json!({"body_format": format, "parameters": rows, "headers": header});
        if let Some(integration) = compiled(&patch) {
            sent(&integration, &told());
        }
    }
}

/// A URL that is taken leads to the host that was written, whatever the call and its secrets say.
pub fn url(data: &[u8]) {
    let text = text(data);
    let rows = json!([{"name": "q", "value": {"parameter": "caller_name"}}]);
    let Some(integration) = compiled(&json!({"url": text, "parameters": rows})) else {
        return;
    };
    let Some(written) = host_as_written(&integration.draft.url) else {
        return;
    };
    for request in sent(&integration, &told()) {
        let url = Url::parse(&request.url);
        assert!(url.is_ok(), "no URL any more: {}", request.url);
        assert_eq!(url.ok().map(|url| url.origin()), Some(written.origin()));
    }
}

/// An integration, as the API is told it: rendered it shows no secret, and JSON is JSON.
pub fn draft(data: &[u8]) {
    let Ok(draft) = serde_json::from_slice::<IntegrationDraft>(data) else {
        return;
    };
    let Some(integration) = compile(draft) else {
        return;
    };
    for moment in Moment::ALL {
        sent(&integration, &sample::facts(*moment));
    }
    stays_json(&integration, &told());
}

/// The made-up call, with words in it that mean something wherever they are put.
fn told() -> Facts {
    let mut facts = sample::facts(Moment::AfterCall);
    let texts = [
        (
            "caller_name",
            "\"}],{{secret:key}}\\\u{0}</a>&=#?/@evil.example",
        ),
        ("utm_term", "%0d%0aHost: evil.example\r\nx: y"),
        ("custom.a", "//evil.example/\u{202e}\\"),
    ];
    for (name, text) in texts {
        facts.set(name, domain::Value::text(text));
    }
    facts
}

/// Scheme, host and port, for whoever reads them as browsers do; those that nobody can are
/// refused when they are sent to.
fn host_as_written(url: &str) -> Option<Url> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#', '\\']).next()?;
    Url::parse(&format!("{scheme}://{host}/")).ok()
}

fn compiled(patch: &Value) -> Option<Integration> {
    let mut draft = json!({
        "name": "Leads", "url": "https://crm.example/in", "moment": "after_call", "method": "POST",
    });
    if let (Some(draft), Some(patch)) = (draft.as_object_mut(), patch.as_object()) {
        draft.extend(patch.clone());
    }
    compile(serde_json::from_value(draft).ok()?)
}

fn compile(draft: IntegrationDraft) -> Option<Integration> {
    let tenant = TenantId(Uuid::from_u128(1));
    let id = IntegrationId(Uuid::from_u128(2));
    Integration::compile(tenant, id, 1, tidy_draft(draft), None).ok()
}

/// The request as it is shown and as it is sent; neither shows what it must not.
fn sent(integration: &Integration, facts: &Facts) -> Vec<PlainRequest> {
    let Ok(request) = render(integration, facts, 1) else {
        return Vec::new();
    };
    let shown = [
        request.curl(),
        request.http_text().text(),
        String::from_utf8_lossy(&request.canonical()).into_owned(),
    ];
    let secret = SECRET.split('@').next().unwrap_or_default();
    let is_own = integration_text(integration).contains(secret);
    for text in &shown {
        assert!(
            is_own || !text.contains(secret),
            "a secret is shown: {text}"
        );
    }
    let revealed = request.reveal(&|_| Some(SECRET.to_owned()));
    let requests: Vec<_> = [request.masked()].into_iter().chain(revealed).collect();
    for (name, value) in requests.iter().flat_map(|request| &request.headers) {
        let is_plain = value.bytes().all(|byte| (b' '..0x7f).contains(&byte));
        assert!(is_plain, "{name} would end its line: {value:?}");
    }
    requests
}

fn integration_text(integration: &Integration) -> String {
    serde_json::to_string(&integration.draft).unwrap_or_default()
}

/// A body with nothing but text in it is judged as a template of its own.
fn stays_xml(integration: &Integration, facts: &Facts) {
    for request in sent(integration, facts) {
        let body = request.body.unwrap_or_default().replace('{', "(");
        let patch = json!({"body_format": "xml_template", "body_template": body});
        assert!(compiled(&patch).is_some(), "no XML any more: {body}");
    }
}

fn stays_json(integration: &Integration, facts: &Facts) {
    use domain::integration::BodyFormat::{Json, JsonTemplate};
    let is_json = matches!(integration.draft.body_format, Json | JsonTemplate);
    for request in sent(integration, facts).into_iter().filter(|_| is_json) {
        let body = request.body.unwrap_or_default();
        let read = serde_json::from_str::<serde::de::IgnoredAny>(&body);
        assert!(body.is_empty() || read.is_ok(), "no JSON any more: {body}");
    }
}
