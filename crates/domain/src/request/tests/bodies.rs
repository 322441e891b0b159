//! Every body format, with the made-up call.

use super::*;

fn body(patch: &Value) -> String {
    request(patch).masked().body.unwrap()
}

/// The JSON that rows with these names and parameters build.
fn json_of(rows: &[(&str, &str)]) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, parameter)| json!({"name": name, "value": {"parameter": parameter}}))
        .collect();
    body(&json!({"body_format": "json", "parameters": rows}))
}

#[test]
fn every_body_format_reads_as_agreed() {
    let mut shown = String::new();
    for format in ["query", "form", "json"] {
        let request = request(&json!({"body_format": format, "parameters": rows()}));
        shown += &format!("{format}\n{}\n\n", request.http_text().text());
    }
    for (format, template) in [("json_template", TEMPLATE), ("xml_template", XML_TEMPLATE)] {
        let request = request(&json!({"body_format": format, "body_template": template}));
        shown += &format!("{format}\n{}\n\n", request.http_text().text());
    }
    insta::assert_snapshot!(shown);
}

const TEMPLATE: &str = r#"{
  "fields": {
    "TITLE": "Call {{caller_number | phone:international}} \"{{caller_name}}\"",
    "PHONE": [{"VALUE": {{caller_number}}, "VALUE_TYPE": "WORK"}],
    "DURATION": {{talk_duration}},
    "MS": {{talk_duration | duration:ms}},
    "CLOCK": {{talk_duration | duration:mm:ss}},
    "TEST": {{is_test}},
    "COST": {{call_cost}},
    "TAGS": {{tags}},
    "NONE": {{custom.a}},
    "EMPTY": "{{custom.a}}"
  }
}"#;

const XML_TEMPLATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<lead source="{{utm_source}} &amp; more">
  <title>Call {{caller_number | phone:international}} "{{caller_name}}"</title>
  <duration>{{talk_duration | duration:mm:ss}}</duration>
  <tags>{{tags}}</tags>
  <none>{{custom.a}}</none>
  <key>{{secret:key}}</key>
</lead>"#;

#[test]
fn dotted_names_make_objects_and_arrays() {
    assert_eq!(
        json_of(&[
            ("fields.TITLE", "direction"),
            ("fields.PHONE.0.VALUE", "caller_number"),
            ("fields.PHONE.0.TYPE", "call_type"),
            ("params.n", "step_number"),
            ("fields.PHONE.1.VALUE", "tracking_number"),
        ]),
        concat!(
            r#"{"fields":{"TITLE":"in","PHONE":[{"VALUE":"+380501112233","TYPE":"dynamic"},"#,
            r#"{"VALUE":"+380443334455"}]},"params":{"n":2}}"#
        )
    );
    let array = json_of(&[("1.a", "direction"), ("0.a", "score")]);
    assert_eq!(array, r#"[null,{"a":"in"}]"#);
    let odd = json_of(&[("00", "direction"), ("a\"b", "direction")]);
    assert_eq!(odd, r#"{"00":"in","a\"b":"in"}"#);
}

#[test]
fn what_is_left_out_takes_its_group_with_it() {
    let group = json_of(&[("a.b.c", "custom.x"), ("d", "direction")]);
    assert_eq!(group, r#"{"d":"in"}"#);
    assert_eq!(json_of(&[("a", "custom.x")]), "{}");
    assert_eq!(json_of(&[("0", "custom.x")]), "[]");
    let holes = json_of(&[("a.2", "direction"), ("a.3", "custom.x")]);
    assert_eq!(holes, r#"{"a":[null,null,"in"]}"#);
    assert_eq!(json_of(&[]), "{}");
}

#[test]
fn an_odd_decimal_is_a_text() {
    for (digits, expected) in [
        ("1500.00", "1500.00"),
        ("-0.5", "-0.5"),
        ("0", "0"),
        ("01", "\"01\""),
        (".5", "\".5\""),
        ("1.", "\"1.\""),
        ("1e5", "\"1e5\""),
        ("+1", "\"+1\""),
    ] {
        let decimal = crate::Decimal {
            decimal: digits.into(),
        };
        let facts = [("call_cost".to_owned(), Fact::Decimal(decimal))];
        let patch = json!({
            "body_format": "json",
            "parameters": [{"name": "a", "value": {"parameter": "call_cost"}}],
        });
        let request = request_with(&patch, &facts.into_iter().collect());
        let body = request.masked().body.unwrap();
        assert_eq!(body, format!("{{\"a\":{expected}}}"));
    }
}

#[test]
fn a_template_that_could_break_is_refused() {
    let fault = |template: &str| {
        let patch = json!({"body_format": "json_template", "body_template": template});
        let faults = try_integration(&patch).unwrap_err();
        (
            faults[0].fault.key(),
            faults[0].arguments["position"].clone(),
        )
    };
    for (template, position) in [
        (r#"{"a": 1{{step_number}}}"#, "8"),
        (r#"{"a": -{{step_number}}}"#, "8"),
        (r#"{"a": {{step_number}}{{step_number}}}"#, "22"),
        (r#"{{{caller_name}}: 1}"#, "2"),
        (r#"{"a": "\{{caller_name}}"}"#, "9"),
        (r#"{"a": "\u00{{caller_name}}"}"#, "12"),
        (r#"{"a": "{{caller_name}}}"#, "23"),
        ("[1,\n {{caller_name}},]", "22"),
    ] {
        let expected = ("body_template_invalid", position.to_owned());
        assert_eq!(fault(template), expected, "{template}");
    }
}

#[test]
fn an_xml_template_that_could_break_is_refused_with_its_place() {
    let fault = |template: &str| {
        let patch = json!({"body_format": "xml_template", "body_template": template});
        let faults = try_integration(&patch).unwrap_err();
        let place = ["line", "column"].map(|name| faults[0].arguments[name].clone());
        (faults[0].fault.key(), place.join(":"))
    };
    for (template, place) in [
        ("{{call_id}}<a/>", "1:1"),
        ("<a>\n <{{call_id}}/></a>", "2:3"),
        ("<a {{call_id}}=\"1\"/>", "1:4"),
        ("<a b={{call_id}}/>", "1:6"),
        ("<a>&{{call_id}};</a>", "1:4"),
        ("<a>{{call_id}}\n<!-- {{call_id}} --></a>", "2:6"),
        ("<a><![CDATA[{{call_id}}]]></a>", "1:13"),
        ("<a>]]{{call_id}}></a>", "1:4"),
        ("<a>{{call_id}}</b>", "1:17"),
        ("<a>\u{1}</a>", "1:4"),
        ("<a><br></a>", "1:10"),
    ] {
        let expected = ("body_template_no_xml", place.to_owned());
        assert_eq!(fault(template), expected, "{template}");
    }
}

#[test]
fn a_value_in_xml_is_text_and_nothing_else() {
    let patch = json!({
        "body_format": "xml_template",
        "body_template": r#"<a b="{{caller_name}}">]{{caller_name}}></a>"#,
        "headers": [{"name": "x-a", "value": {"constant": "b"}}],
    });
    let evil = "</a>\"'&\r\n\t\u{1}\u{fffe}{{call_id}}]\u{0}]";
    let request = request_with(&patch, &facts("caller_name", evil)).masked();
    let written = "&lt;/a&gt;&quot;&#39;&amp;&#13;&#10;&#9;{{call_id}}&#93;&#93;";
    let expected = format!(r#"<a b="{written}">]{written}></a>"#);
    assert_eq!(request.body.unwrap(), expected);
    let (name, value) = &request.headers[0];
    assert_eq!(
        (name.as_str(), value.as_str()),
        ("content-type", "application/xml")
    );
}

#[test]
fn a_value_cannot_leave_its_string() {
    let patch = json!({
        "body_format": "json_template",
        "body_template": r#"{"a": "{{caller_name}}", "b": {{caller_name}}, "c": "\\{{caller_name}}"}"#,
    });
    let evil = "\", \"x\": \"\\\n\u{1}{{call_id}}";
    let request = request_with(&patch, &facts("caller_name", evil));
    let read: Value = serde_json::from_str(&request.masked().body.unwrap()).unwrap();
    assert_eq!(
        read,
        json!({"a": evil, "b": evil, "c": format!("\\{evil}")})
    );
}
