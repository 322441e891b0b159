//! What holds for every value.

use super::*;

/// Facts of every kind with any content.
fn any_facts() -> impl Strategy<Value = Facts> {
    let value = prop_oneof![
        ".*".prop_map(Fact::Text),
        any::<bool>().prop_map(Fact::Boolean),
        any::<i64>().prop_map(Fact::Integer),
        "[-+.0-9e]{0,6}".prop_map(|decimal| Fact::Decimal(crate::Decimal { decimal })),
        proptest::collection::vec(".*", 0..3).prop_map(Fact::List),
        (any::<i64>(), any::<i32>())
            .prop_map(|(at_ms, offset_s)| Fact::Time(crate::Time { at_ms, offset_s })),
        ".*".prop_map(|raw| Fact::Phone(crate::Phone {
            raw,
            e164: None,
            national: None,
            international: None,
            country: None,
        })),
    ];
    let name = proptest::sample::select(NAMES);
    proptest::collection::vec((name.prop_map(str::to_owned), value), 0..8)
        .prop_map(|values| values.into_iter().collect())
}

const NAMES: &[&str] = &[
    "caller_number",
    "caller_name",
    "talk_duration",
    "call_started_at",
    "tags",
    "is_test",
    "call_cost",
    "status",
    "custom.a",
    "utm_term",
];

/// What a template of a JSON body may be made of, sensible or not.
const JSON_PARTS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "u",
    "0",
    "a",
    "-",
    " ",
    "null",
    "\"a\":",
    "{{caller_name}}",
    "{{talk_duration}}",
    "{{secret:key}}",
];

/// The same for XML.
const XML_PARTS: &[&str] = &[
    "<",
    ">",
    "/",
    "</",
    "/>",
    "a",
    "<a>",
    "</a>",
    "<a b=\"",
    " c='",
    "\"",
    "'",
    " ",
    "]",
    "]]",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?p ",
    "?>",
    "&",
    "amp;",
    "{{caller_name}}",
    "{{tags}}",
    "{{secret:key}}",
];

/// Reads a document as others do: every tag, attribute and reference.
fn read_xml(text: &str) -> Result<(), String> {
    use quick_xml::{Reader, events::Event};
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let (mut depth, mut roots) = (0, 0);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                roots += i32::from(depth == 0);
                depth += i32::from(matches!(event, Event::Start(_)));
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    read_text(&String::from_utf8_lossy(&attribute.value))?;
                }
            }
            Event::End(_) => depth -= 1,
            Event::GeneralRef(name) => read_text(&format!("&{};", String::from_utf8_lossy(name)))?,
            Event::Text(text) if text.windows(3).any(|part| part == b"]]>") => {
                return Err("`]]>` in a text".to_owned());
            }
            Event::Eof if depth == 0 && roots == 1 => return Ok(()),
            Event::Eof => return Err(format!("{roots} roots, {depth} of the tags open")),
            _ => {}
        }
    }
}

/// Whether XML has no way to say a letter, or a reader would take it for a blank.
fn is_unsaid(letter: char) -> bool {
    letter < ' ' || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

fn read_text(text: &str) -> Result<(), String> {
    let read = quick_xml::escape::unescape(text);
    read.map(drop).map_err(|error| error.to_string())
}

proptest! {
    #[test]
    fn xml_is_always_xml(facts in any_facts(), secret in ".*") {
        let elements: Vec<_> = NAMES
            .iter()
            .map(|name| format!("<e a=\"{{{{{name}}}}}\" b='{{{{{name}}}}}'>]{{{{{name}}}}}></e>"))
            .collect();
        let template = format!("<r k=\"{{{{secret:key}}}}\">{}</r>", elements.concat());
        let patch = json!({"body_format": "xml_template", "body_template": template});
        let request = request_with(&patch, &facts);
        let sent = request.reveal(&|_| Some(secret.clone())).unwrap().body.unwrap();
        for body in [request.masked().body.unwrap(), sent] {
            prop_assert_eq!(read_xml(&body), Ok(()), "{}", body);
            let unsaid = body.find(is_unsaid);
            prop_assert_eq!(unsaid, None);
        }
    }

    #[test]
    fn a_template_that_is_taken_stays_xml(
        parts in proptest::collection::vec(proptest::sample::select(XML_PARTS), 0..12),
        facts in any_facts(), secret in ".*",
    ) {
        let parts = parts.concat();
        for template in [format!("<r>{parts}</r>"), format!("<r q=\"{parts}</r>"), parts] {
            let patch = json!({"body_format": "xml_template", "body_template": template});
            let Ok(integration) = try_integration(&patch) else { continue };
            let request = render(&integration, &facts, 1).unwrap();
            let sent = request.reveal(&|_| Some(secret.clone())).unwrap().body.unwrap();
            for body in [request.masked().body.unwrap(), sent] {
                prop_assert_eq!(read_xml(&body), Ok(()), "{}", body);
            }
        }
    }

    #[test]
    fn a_form_reads_back_what_went_in(
        names in proptest::collection::btree_set(".{1,9}", 1..5), text in ".*",
    ) {
        prop_assume!(names.iter().all(|name| !name.trim().is_empty()));
        let rows: Vec<_> = names
            .iter()
            .map(|name| json!({
                "name": name, "value": {"parameter": "caller_name"}, "when_empty": "empty",
            }))
            .collect();
        let facts = facts("caller_name", &text);
        let read = |bytes: &str| -> Vec<(String, String)> {
            form_urlencoded::parse(bytes.as_bytes()).into_owned().collect()
        };
        let expected: Vec<_> = names.iter().map(|name| (name.clone(), text.clone())).collect();
        let form = json!({"body_format": "form", "parameters": rows});
        let body = request_with(&form, &facts).masked().body.unwrap();
        prop_assert_eq!(read(&body), expected.clone());
        let query = json!({"url": "https://x.com/", "method": "GET", "parameters": rows});
        let url = request_with(&query, &facts).masked().url;
        let sent = url::Url::parse(&url).unwrap();
        prop_assert_eq!(read(sent.query().unwrap()), expected);
    }

    #[test]
    fn facts_survive_storage(facts in any_facts()) {
        let stored = serde_json::to_string(&facts).unwrap();
        prop_assert_eq!(serde_json::from_str::<Facts>(&stored).unwrap(), facts);
    }

    #[test]
    fn json_is_always_json(facts in any_facts()) {
        let mut rows: Vec<_> = NAMES
            .iter()
            .map(|name| {
                let name_in_json = format!("a.{}", name.replace('.', "_"));
                json!({"name": name_in_json, "value": {"parameter": name}})
            })
            .collect();
        rows.push(json!({"name": "b.1", "value": {"template": "<{{caller_name}}>"}}));
        let patch = json!({"body_format": "json", "parameters": rows});
        let body = request_with(&patch, &facts).masked().body.unwrap();
        prop_assert!(serde_json::from_str::<Value>(&body).is_ok(), "{}", body);
        let slots: Vec<_> = NAMES
            .iter()
            .map(|name| format!("\"{name}\": {{{{{name}}}}}, \"_{name}\": \"\\\"{{{{{name}}}}}\""))
            .collect();
        let template = format!("{{{}}}", slots.join(","));
        let patch = json!({"body_format": "json_template", "body_template": template});
        let body = request_with(&patch, &facts).masked().body.unwrap();
        prop_assert!(serde_json::from_str::<Value>(&body).is_ok(), "{}", body);
    }

    #[test]
    fn a_template_that_is_taken_stays_json(
        parts in proptest::collection::vec(proptest::sample::select(JSON_PARTS), 0..12),
        facts in any_facts(), secret in ".*",
    ) {
        let patch = json!({"body_format": "json_template", "body_template": parts.concat()});
        if let Ok(integration) = try_integration(&patch) {
            let request = render(&integration, &facts, 1).unwrap();
            let masked = request.masked().body.unwrap();
            let sent = request.reveal(&|_| Some(secret.clone())).unwrap().body.unwrap();
            for body in [masked, sent] {
                prop_assert!(serde_json::from_str::<Value>(&body).is_ok(), "{}", body);
            }
        }
    }

    #[test]
    fn a_header_is_printable_ascii(facts in any_facts(), text in "[^{]*", secret in ".*") {
        let patch = json!({"headers": [
            {"name": "a", "value": {"parameter": "caller_name"}},
            {"name": "b", "value": {"template": format!("{text}{{{{utm_term}}}}")}},
            {"name": "c", "value": {"constant": "{{secret:key}}"}},
        ]});
        let request = request_with(&patch, &facts);
        let revealed = request.reveal(&|_| Some(secret.clone()));
        // Nothing but a control character keeps a secret out of a header.
        prop_assert_eq!(revealed.is_err(), secret.chars().any(char::is_control));
        for (_, value) in revealed.map(|plain| plain.headers).unwrap_or_default() {
            prop_assert!(value.bytes().all(|byte| (b' '..0x7f).contains(&byte)), "{}", value);
        }
    }

    #[test]
    fn a_value_is_never_expanded(text in "\\{\\{[a-z_:]{0,12}\\}\\}") {
        let patch = json!({
            "body_format": "json_template",
            "body_template": "[\"{{caller_name}}\"]",
        });
        let body = request_with(&patch, &facts("caller_name", &text)).masked().body.unwrap();
        prop_assert_eq!(body, format!("[\"{text}\"]"));
    }

    #[test]
    fn rendering_never_panics(facts in any_facts(), url in ".*", text in ".*", attempt: i32) {
        let patch = json!({
            "url": format!("https://x.com/{url}"),
            "parameters": [{"name": text, "value": {"template": text}}],
        });
        if let Ok(integration) = try_integration(&patch) {
            let request = render(&integration, &facts, attempt).unwrap();
            prop_assert!(!request.curl().is_empty());
            prop_assert!(!request.http_text().is_empty());
            prop_assert!(!request.canonical().is_empty());
            let words = in_words(&integration, 0, &facts, attempt);
            prop_assert_eq!(words.is_empty(), text.trim().is_empty());
        }
    }
}
