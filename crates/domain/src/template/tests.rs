//! Facts about templates.

use super::*;
use crate::{
    Moment, sample,
    value::{Facts, Value},
};
use proptest::prelude::*;

fn render(text: &str) -> String {
    let facts = sample::facts(Moment::AfterCall);
    Template::parse(text)
        .unwrap()
        .render(&Scope::new(&facts, 2))
}

#[test]
fn parameters_formats_and_blanks_are_read() {
    assert_eq!(render("Call {{caller_number}}!"), "Call +380501112233!");
    assert_eq!(render("{{ caller_number|phone:digits }}"), "380501112233");
    assert_eq!(
        render("{{call_started_at | time:DD.MM HH:mm}}"),
        "07.03 10:20"
    );
    assert_eq!(render("{{talk_duration | duration:mm:ss}}"), "02:52");
    assert_eq!(render("{{attempt}}"), "2");
    assert_eq!(render("{{custom.order_no}}"), "");
    assert_eq!(render("no braces { } }}"), "no braces { } }}");
}

#[test]
fn braces_that_mean_themselves_can_be_written() {
    assert_eq!(render(r#"a {{"{{"}}x}} b"#), "a {{x}} b");
    assert_eq!(render("{{{direction}}}"), "{in}");
}

#[test]
fn a_secret_is_masked() {
    assert_eq!(render("key={{secret:crm_key}}"), "key=***");
    let template = Template::parse("{{ secret: crm_key }}").unwrap();
    assert_eq!(template.secrets().collect::<Vec<_>>(), ["crm_key"]);
}

#[test]
fn a_value_is_never_expanded_again() {
    let facts: Facts = [(
        "caller_name".to_owned(),
        Value::text("{{caller_number}} {{secret:key}}"),
    )]
    .into_iter()
    .collect();
    let template = Template::parse("<{{caller_name}}>").unwrap();
    assert_eq!(
        template.render(&Scope::new(&facts, 1)),
        "<{{caller_number}} {{secret:key}}>"
    );
}

#[test]
fn a_fault_tells_where_it_stands() {
    let parse = |text| Template::parse(text).unwrap_err();
    let position = 6;
    assert_eq!(parse("Київ {{"), TemplateError::Syntax { position });
    assert_eq!(parse("Київ {{ }}"), TemplateError::Syntax { position });
    assert_eq!(
        parse("Київ {{ | upper }}"),
        TemplateError::Syntax { position }
    );
    let name = "caller".to_owned();
    assert_eq!(
        parse("Київ {{caller}}"),
        TemplateError::UnknownParameter { name, position }
    );
    let format = "phone:e165".to_owned();
    assert_eq!(
        parse("Київ {{caller_number | phone:e165}}"),
        TemplateError::UnknownFormat { format, position }
    );
    let (format, name) = ("time:sql".to_owned(), "caller_number".to_owned());
    assert_eq!(
        parse("Київ {{caller_number | time:sql}}"),
        TemplateError::FormatUnfit {
            format,
            name,
            position
        }
    );
    let name = "a b".to_owned();
    assert_eq!(
        parse("Київ {{secret:a b}}"),
        TemplateError::SecretName { name, position }
    );
}

#[test]
fn a_constant_knows_nothing_but_secrets() {
    let facts = sample::facts(Moment::AfterCall);
    let text = "{{caller_number}} {{secret:key}} {{secret:a b}} {{";
    assert_eq!(
        Template::constant(text).render(&Scope::new(&facts, 1)),
        "{{caller_number}} *** {{secret:a b}} {{"
    );
}

/// Texts that look like templates more often than chance would have it.
fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("{{".to_owned()),
        Just("}}".to_owned()),
        Just("{".to_owned()),
        Just(r#"{{"{{"}}"#.to_owned()),
        Just("{{secret:key}}".to_owned()),
        Just("{{ caller_number | phone:last:9 }}".to_owned()),
        Just("{{call_started_at|time:[a]YYYY;utc;shift=-5}}".to_owned()),
        Just("{{custom.a}}".to_owned()),
        ".{0,5}",
    ];
    proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn parsing_and_printing_agree(text in texts()) {
        if let Ok(template) = Template::parse(&text) {
            prop_assert_eq!(Template::parse(&template.to_string()), Ok(template));
        }
    }

    #[test]
    fn a_constant_without_secrets_is_kept_as_it_is(text in ".*") {
        prop_assume!(!text.contains("secret:"));
        let facts = Facts::default();
        prop_assert_eq!(Template::constant(&text).render(&Scope::new(&facts, 1)), text);
    }
}
