//! What a person sees of a request.

use super::*;

#[test]
fn a_shell_takes_nothing_for_a_command() {
    let request = request_with(
        &json!({
            "body_format": "json",
            "headers": [{"name": "x-a", "value": {"constant": "it's"}}],
            "parameters": [{"name": "a", "value": {"parameter": "caller_name"}}],
        }),
        &facts("caller_name", "'; rm -rf / #"),
    );
    assert_eq!(
        request.curl(),
        concat!(
            "curl -X POST 'https://examplecrm.com/index.php?param1=abc&param2=def' \\\n",
            "  -H 'content-type: application/json' \\\n",
            "  -H 'x-a: it'\\''s' \\\n",
            "  --data-raw '{\"a\":\"'\\''; rm -rf / #\"}'"
        )
    );
}

#[test]
fn a_get_needs_no_method_in_curl() {
    let curl = request(&json!({"method": "GET"})).curl();
    let expected = "curl 'https://examplecrm.com/index.php?param1=abc&param2=def'";
    assert_eq!(curl, expected);
}

#[test]
fn curl_is_told_to_take_the_url_as_it_is() {
    let curl = |url: &str| request(&json!({"method": "GET", "url": url})).curl();
    for (url, command) in [
        ("https://x.com/?a[]={1}", "curl -g 'https://x.com/?a[]={1}'"),
        (
            "https://x.com/a/../b?c=/../",
            "curl --path-as-is 'https://x.com/a/../b?c=/../'",
        ),
        (
            "https://x.com/%2E/[a]",
            "curl -g --path-as-is 'https://x.com/%2E/[a]'",
        ),
        (
            "https://x.com/a..b?c=/../",
            "curl 'https://x.com/a..b?c=/../'",
        ),
    ] {
        assert_eq!(curl(url), command);
    }
}

#[test]
fn pieces_know_where_they_come_from() {
    let request = request(&json!({
        "method": "GET",
        "url": "https://x.com/p?a=1#top",
        "parameters": [{"name": "phone", "value": {"parameter": "caller_number"}}],
        "key": {"place": "query", "name": "key"},
    }));
    let origins: Vec<_> = request
        .http_text()
        .0
        .into_iter()
        .map(|piece| match piece.origin {
            Origin::Constant => format!("constant {}", piece.text),
            Origin::Name => format!("name {}", piece.text),
            Origin::Structure => format!("structure {:?}", piece.text),
            Origin::Added => format!("added {}", piece.text),
            Origin::Parameter(name) => format!("{name} {}", piece.text),
            Origin::Secret { name, .. } => format!("secret {name} {}", piece.text),
        })
        .collect();
    assert_eq!(
        origins,
        [
            "structure \"GET \"",
            "constant /p",
            "structure \"?\"",
            "constant a=1",
            "structure \"&\"",
            "name phone",
            "structure \"=\"",
            "caller_number %2B380501112233",
            "structure \"&\"",
            "name key",
            "structure \"=\"",
            "secret key ***",
            "structure \" HTTP/1.1\\n\"",
            "name host",
            "structure \": \"",
            "constant x.com",
        ]
    );
}

fn this_try(signs: bool) -> SentTry {
    SentTry {
        delivery_id: DeliveryId(Uuid::from_u128(1)),
        step: 0,
        started_at: 1_772_871_785_999,
        signs,
    }
}

#[test]
fn a_try_adds_its_headers_around_those_of_the_integration() {
    let request = request(&json!({
        "method": "GET",
        "headers": [{"name": "X-A", "value": {"constant": "b"}}],
    }));
    let text = request.clone().sent(&this_try(true)).http_text().text();
    assert_eq!(
        text,
        concat!(
            "GET /index.php?param1=abc&param2=def HTTP/1.1\n",
            "host: examplecrm.com\n",
            "user-agent: Hookline/1\n",
            "accept: */*\n",
            "x-a: b\n",
            "webhook-id: dlv_00000000000000000000000000000001\n",
            "webhook-timestamp: 1772871785\n",
            "webhook-signature: v1,***\n",
            "accept-encoding: identity"
        )
    );
    let unsigned = request.sent(&this_try(false));
    assert!(!unsigned.curl().contains("webhook-signature"));
    assert!(
        unsigned
            .curl()
            .contains("-H 'webhook-timestamp: 1772871785'")
    );
}

#[test]
fn an_integration_names_itself_as_it_likes() {
    let request = request(&json!({
        "headers": [{"name": "User-Agent", "value": {"constant": "Shop"}}],
    }));
    let sent = request.sent(&this_try(false)).masked();
    let named = |wanted: &str| {
        let headers = sent.headers.iter().filter(|(name, _)| name == wanted);
        headers.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(named("user-agent"), ["Shop"]);
    assert_eq!(named("accept"), ["*/*"]);
}

#[test]
fn in_words_says_what_is_left_out_and_why() {
    let integration = integration(&json!({
        "moment": "before_call",
        "method": "GET",
        "parameters": [
            {"name": "phone", "value": {"parameter": "caller_number"}, "format": "phone:international"},
            {"name": "talk", "value": {"parameter": "talk_duration"}},
            {"name": "order", "value": {"parameter": "custom.order"}},
            {"name": "rating", "value": {"parameter": "score"}, "when_empty": {"default": "0"}},
        ],
        "headers": [{"name": "X-A", "value": {"constant": "b"}}],
        "key": {"place": "header", "name": "X-Key"},
    }));
    let words = in_words(&integration, 0, &sample::facts(Moment::BeforeCall), 1);
    let told: Vec<_> = words
        .iter()
        .map(|word| {
            let value = word.value.as_ref().map_or("-".to_owned(), Rich::text);
            (word.name.as_str(), value, word.absence)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("phone", "+380 50 111 2233".to_owned(), None),
            ("talk", "-".to_owned(), Some(Absence::NotYet)),
            ("order", "-".to_owned(), Some(Absence::Empty)),
            ("rating", "0".to_owned(), Some(Absence::NotYet)),
            ("x-a", "b".to_owned(), None),
            ("X-Key", "***".to_owned(), None),
        ]
    );
    assert_eq!(words[3].place, Place::Row(3));
}
