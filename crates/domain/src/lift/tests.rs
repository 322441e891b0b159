//! What is lifted, what is left, and that the same is sent.

use super::*;
use crate::request::encoding::Encoding;
use proptest::prelude::*;
use serde_json::json;

const BITRIX_KEY: &str = "9x8y7z6w5v4u3t2s";
const BOT_KEY: &str = "123456:ABC-DEF1234ghIkl-zyx57W2v1u";

fn draft(patch: serde_json::Value) -> IntegrationDraft {
    let mut whole = json!({"name": "CRM", "url": "https://crm.example", "moment": "after_call",
        "method": "GET"});
    if let (Some(whole), serde_json::Value::Object(patch)) = (whole.as_object_mut(), patch) {
        whole.extend(patch);
    }
    serde_json::from_value(whole).unwrap()
}

/// The address after lifting, with the secrets that were made.
fn lifted(url: &str) -> (String, BTreeMap<String, String>) {
    let mut draft = draft(json!({"url": url}));
    let mut secrets = DraftSecrets::default();
    lift_draft(&mut draft, &mut secrets, &[]);
    (draft.url, secrets.0)
}

#[test]
fn a_key_is_lifted_out_of_an_address_where_its_shape_is_known() {
    for (pasted, address, key) in [
        (
            "https://shop.bitrix24.ru/rest/12/9x8y7z6w5v4u3t2s/crm.lead.add.json?a=1",
            "https://shop.bitrix24.ru/rest/12/{{secret:address_key}}/crm.lead.add.json?a=1",
            BITRIX_KEY,
        ),
        (
            "rest/12/9x8y7z6w5v4u3t2s/crm.lead.add",
            "rest/12/{{secret:address_key}}/crm.lead.add",
            BITRIX_KEY,
        ),
        (
            "https://api.telegram.org/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u/sendMessage",
            "https://api.telegram.org/bot{{secret:address_key}}/sendMessage",
            BOT_KEY,
        ),
        (
            "https://api.telegram.org/bot123456%3AABC-DEF1234ghIkl-zyx57W2v1u/sendMessage",
            "https://api.telegram.org/bot{{secret:address_key}}/sendMessage",
            BOT_KEY,
        ),
        (
            "https://hooks.slack.com/services/T012345/B012345/abcdefghijklmnopqrstuvwx",
            "https://hooks.slack.com/services/T012345/B012345/{{secret:address_key}}",
            "abcdefghijklmnopqrstuvwx",
        ),
        (
            "https://crm.example/in.php?phone={{caller_number}}&api_key=a%2Fb45678#top",
            "https://crm.example/in.php?phone={{caller_number}}&api_key={{secret:address_api_key}}#top",
            "a/b45678",
        ),
        (
            "?access_token=abc12345&b",
            "?access_token={{secret:address_access_token}}&b",
            "abc12345",
        ),
    ] {
        let (url, secrets) = lifted(pasted);
        assert_eq!(url, address);
        let keys: Vec<&String> = secrets.values().collect();
        assert_eq!(keys, [key], "{pasted}");
    }
}

#[test]
fn what_is_no_key_is_left() {
    for plain in [
        "",
        "https://crm.example",
        "https://crm.example/rest/12/contacts",
        "https://crm.example/api/v4/leads?param1=abc&param2=def",
        "https://crm.example/bots/bot123/messages",
        "https://crm.example/services/T012345/B012345/abcdefghijklmnopqrstuvwx",
        "https://crm.example/?key=1&token=&sig",
        "https://crm.example/?token={{secret:token}}&key={{call_id}}",
        "https://crm.example/?token=a+b+c+d+e",
        "https://crm.example/?token=%FF%FF%FF%FF%FF%FF",
        "https://crm.example/#token=abcdefgh",
        "https://shop.bitrix24.ru/rest/12/{{secret:key}}/crm.lead.add",
    ] {
        assert_eq!(lifted(plain), (plain.to_owned(), BTreeMap::new()));
    }
}

#[test]
fn one_key_is_one_secret_and_two_keys_are_two() {
    let mut draft = draft(json!({
        "url": "https://a.example/rest/1/9x8y7z6w5v4u3t2s/crm.contact.add",
        "steps": [
            {"name": "Task", "url": "https://a.example/rest/1/9x8y7z6w5v4u3t2s/task", "method": "POST"},
            {"name": "Other", "url": "https://b.example/rest/1/aaaabbbbcccc1111/task", "method": "POST"},
        ],
    }));
    let mut secrets = DraftSecrets::default();
    assert!(lift_draft(&mut draft, &mut secrets, &[]));
    assert!(
        !lift_draft(&mut draft, &mut secrets, &[]),
        "nothing is left"
    );
    let urls: Vec<&str> = draft.steps.iter().map(|step| step.url.as_str()).collect();
    assert_eq!(
        draft.url,
        "https://a.example/rest/1/{{secret:address_key}}/crm.contact.add"
    );
    assert_eq!(
        urls,
        [
            "https://a.example/rest/1/{{secret:address_key}}/task",
            "https://b.example/rest/1/{{secret:address_key_2}}/task",
        ]
    );
    assert_eq!(secrets.0["address_key"], BITRIX_KEY);
    assert_eq!(secrets.0["address_key_2"], "aaaabbbbcccc1111");
}

#[test]
fn a_secret_that_something_refers_to_is_not_written_over() {
    let url = "https://a.example/rest/1/9x8y7z6w5v4u3t2s/";
    let header = json!([{"name": "x-a", "value": {"template": "{{secret:address_key}}"}}]);
    let mut own = draft(json!({"url": url, "headers": header}));
    let mut secrets = DraftSecrets::default();
    lift_draft(&mut own, &mut secrets, &["address_key_2".to_owned()]);
    assert_eq!(
        own.url,
        "https://a.example/rest/1/{{secret:address_key_3}}/"
    );
    // Whoever pastes a new webhook over the old one changes the key.
    let mut again = draft(json!({"url": url}));
    let mut secrets = DraftSecrets([("address_key".to_owned(), "old".to_owned())].into());
    lift_draft(&mut again, &mut secrets, &[]);
    assert_eq!(secrets.0["address_key"], BITRIX_KEY);
}

#[test]
fn the_key_of_a_connection_is_its_key() {
    let draft = json!({"name": "CRM", "url": "https://a.example/rest/1/9x8y7z6w5v4u3t2s"});
    let plain: ConnectionDraft = serde_json::from_value(draft).unwrap();
    let (mut first, mut secrets) = (plain.clone(), DraftSecrets::default());
    lift_connection(&mut first, &mut secrets);
    assert_eq!(first.url, "https://a.example/rest/1/{{secret:key}}");
    assert_eq!(secrets.0["key"], BITRIX_KEY);
    let (mut second, mut secrets) = (plain, DraftSecrets::default());
    second.key = serde_json::from_value(json!({"place": "header", "name": "x-key"})).unwrap();
    lift_connection(&mut second, &mut secrets);
    assert_eq!(
        second.url,
        "https://a.example/rest/1/{{secret:address_key}}"
    );
}

#[test]
fn the_only_key_of_a_base_address_is_lifted_as_the_key() {
    let pasted = "https://shop.bitrix24.ru/rest/12/9x8y7z6w5v4u3t2s/";
    let address = "https://shop.bitrix24.ru/rest/12/{{secret:key}}".to_owned();
    assert_eq!(lift_key(pasted), Some((address, BITRIX_KEY.to_owned())));
    assert_eq!(lift_key("https://crm.example/api/v4"), None);
}

#[test]
fn a_value_looks_like_a_key_by_its_name_or_by_itself() {
    for (name, value, is) in [
        ("token", "abc123", true),
        ("auth[access_token]", "abc123", true),
        ("fields.api-key", "abc123", true),
        ("Authorization", "Bearer abc123", true),
        ("x-a", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx", true),
        ("token", "abc", false),
        ("token", "{{secret:token}}", false),
        ("keyword", "telephony", false),
        ("content-type", "application/x-www-form-urlencoded", false),
        ("title", "A call from 2026 that was missed", false),
        ("at", "2026-11-26T10:00:00+02:00", false),
    ] {
        assert_eq!(is_key(name, value), is, "{name}: {value}");
    }
}

#[test]
fn a_value_keeps_the_word_before_its_credential() {
    let mut secrets = DraftSecrets::default();
    let own = draft(json!({}));
    let header = (Place::Header, "Authorization");
    let value = lift_value(header, "Bearer abc123", &own, &mut secrets, &[]);
    assert_eq!(value, "Bearer {{secret:header_Authorization}}");
    let row = lift_value(
        (Place::Row, "a.token[]"),
        " t-12345 ",
        &own,
        &mut secrets,
        &[],
    );
    assert_eq!(row, "{{secret:row_a_token__}}");
    let texts: Vec<&str> = secrets.0.values().map(String::as_str).collect();
    assert_eq!(texts, ["abc123", "t-12345"]);
    assert_eq!(referred(&value), ["header_Authorization"]);
}

/// An address with its secrets put in, as the engine does.
fn revealed(url: &str, secrets: &BTreeMap<String, String>) -> String {
    let put_in = |url: String, (name, text): (&String, &String)| {
        url.replace(&reference(name), &Encoding::Percent.write(text))
    };
    secrets.iter().fold(url.to_owned(), put_in)
}

proptest! {
    #[test]
    fn the_same_is_sent_and_no_key_is_left(
        person in 1..9_999_u32, code in "[a-z0-9]{16}", method in "[a-z.]{0,20}",
        name in "(token|key|api_key|sig|access_token|a|phone)", text in "[!-~]{0,24}",
    ) {
        let text = Encoding::Percent.write(&text);
        let url = format!("https://a.example/rest/{person}/{code}/{method}?{name}={text}");
        let (address, secrets) = lifted(&url);
        prop_assert!(!address.contains(&code));
        prop_assert_eq!(revealed(&address, &secrets), url);
    }

    #[test]
    fn lifting_takes_any_text_and_is_done_at_once(url in ".{0,80}") {
        let (address, secrets) = lifted(&url);
        let (again, none) = lifted(&address);
        prop_assert_eq!(&again, &address);
        prop_assert!(none.is_empty());
        prop_assert_eq!(address == url, secrets.is_empty());
    }
}
