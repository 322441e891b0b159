//! Facts about URLs.

use super::*;
use crate::{Facts, Moment, sample, value::Value};
use proptest::prelude::*;

fn render(url: &str) -> String {
    let facts = sample::facts(Moment::AfterCall);
    render_with(url, &facts, &[])
}

fn render_with(url: &str, facts: &Facts, pairs: &[&str]) -> String {
    let pairs = pairs.iter().map(|pair| Rich(vec![Piece::name(*pair)]));
    CompiledUrl::of(url)
        .unwrap()
        .render(&Scope::new(facts, 1), pairs.collect())
        .text()
}

fn fault(url: &str) -> Fault {
    match CompiledUrl::of(url).unwrap_err() {
        UrlError::Fault(fault) => fault,
        UrlError::Template(error) => panic!("{error}"),
    }
}

#[test]
fn an_existing_query_is_kept_byte_for_byte() {
    for url in [
        "https://examplecrm.com/index.php?param1=abc&param2=def",
        "https://examplecrm.com/a%2Fb/?x=%20+&&y&z=%zz;[]|^`{}\\",
        "https://examplecrm.com/?f=name(a)&r=a\\b^c`d",
        "http://examplecrm.com:8080/?",
        "https://examplecrm.com/#top?x",
    ] {
        assert_eq!(render(url), url);
    }
    // The one exception: what every URL library would spell so is shown so.
    assert_eq!(
        render("https://examplecrm.com/?f='a'"),
        "https://examplecrm.com/?f=%27a%27"
    );
}

#[test]
fn pairs_are_added_behind_the_query_and_before_the_fragment() {
    let add = |url| render_with(url, &Facts::default(), &["a=1", "b=2"]);
    assert_eq!(add("https://x.com"), "https://x.com/?a=1&b=2");
    assert_eq!(add("https://x.com/p?q"), "https://x.com/p?q&a=1&b=2");
    assert_eq!(add("https://x.com/p?"), "https://x.com/p?a=1&b=2");
    assert_eq!(add("https://x.com/p?q&"), "https://x.com/p?q&a=1&b=2");
    assert_eq!(
        add("https://x.com/p?q=1#f"),
        "https://x.com/p?q=1&a=1&b=2#f"
    );
    assert_eq!(add("https://x.com#f?g"), "https://x.com/?a=1&b=2#f?g");
}

#[test]
fn a_value_is_encoded_wherever_it_stands() {
    assert_eq!(
        render("https://x.com/{{caller_number}}/{{utm_term}}?p={{caller_number | phone:digits}}"),
        "https://x.com/%2B380501112233/%D0%BA%D1%83%D0%BF%D0%B8%D1%82%D0%B8%20%D1%88%D0%B8%D0%BD%D0%B8?p=380501112233"
    );
    let facts: Facts = [("caller_name".to_owned(), Value::text("/?#&=% +\r\nї🙂"))]
        .into_iter()
        .collect();
    let encoded = "%2F%3F%23%26%3D%25%20%2B%0D%0A%D1%97%F0%9F%99%82";
    assert_eq!(
        render_with(
            "https://x.com/{{caller_name}}?{{caller_name}}#{{caller_name}}",
            &facts,
            &[]
        ),
        format!("https://x.com/{encoded}?{encoded}#{encoded}")
    );
}

#[test]
fn a_value_cannot_step_up_in_the_path() {
    let facts: Facts = [("caller_name".to_owned(), Value::text(".."))]
        .into_iter()
        .collect();
    assert_eq!(
        render_with("https://x.com/a/{{caller_name}}/b", &facts, &[]),
        "https://x.com/a//b"
    );
}

#[test]
fn what_is_no_url_is_refused() {
    for url in [
        "",
        "x",
        "x.com/a",
        "https://",
        "https:///x",
        "https://x.com:0/",
        "https://x.com:99999/",
        "https://x.com:a/",
        "https://x y.com/",
        "https://x_..com/",
        "https://1.2.3.4.5/",
        "https://%31.com/",
        "https://[::1/",
    ] {
        assert!(matches!(fault(url), Fault::UrlInvalid), "{url}");
    }
    assert_eq!(fault("ftp://x.com/"), Fault::UrlScheme);
    assert_eq!(fault("javascript://x.com/"), Fault::UrlScheme);
    assert_eq!(fault("https://user@x.com/"), Fault::UrlUserinfo);
    assert_eq!(
        fault("https://user:{{secret:key}}@x.com/"),
        Fault::UrlTemplateInHost
    );
    for url in [
        "https://{{caller_name}}/",
        "https://x.{{caller_name}}?",
        "{{caller_name}}://x.com/",
        "https://x.com:{{caller_name}}/",
        "https://x.com{{caller_name}}",
    ] {
        assert_eq!(fault(url), Fault::UrlTemplateInHost, "{url}");
    }
}

#[test]
fn an_address_cannot_hide_in_wide_digits() {
    let parts = UrlParts::of("https://１２７。0.0.１:8080/").unwrap();
    let host = parts.host_port().unwrap().host;
    assert_eq!(
        crate::address::literal(&host),
        Some("127.0.0.1".parse().unwrap())
    );
}

#[test]
fn the_position_of_a_fault_is_that_in_the_whole_field() {
    let Err(UrlError::Template(error)) = CompiledUrl::of("https://x.com/{{oops}}") else {
        panic!("a fault");
    };
    let (name, position) = ("oops".to_owned(), 15);
    assert_eq!(error, TemplateError::UnknownParameter { name, position });
}

proptest! {
    #[test]
    fn compiling_and_rendering_never_panic(url in ".*", value in ".*") {
        let facts: Facts = [("caller_name".to_owned(), Value::text(value))].into_iter().collect();
        if let Ok(compiled) = CompiledUrl::of(&url) {
            let _ = compiled.render(&Scope::new(&facts, 1), Vec::new());
        }
    }

    #[test]
    fn what_is_rendered_is_what_a_client_sends(rest in "[ -~їё]{0,40}", value in ".*") {
        let facts: Facts = [("caller_name".to_owned(), Value::text(value))].into_iter().collect();
        let source = format!("https://x.com/{rest}/{{{{caller_name}}}}");
        // Steps in the customer's own path are the customer's wish; clients take them.
        prop_assume!(!rest.contains('.') && !rest.to_lowercase().contains("%2e"));
        if let Ok(compiled) = CompiledUrl::of(&source) {
            let rendered = compiled.render(&Scope::new(&facts, 1), Vec::new()).text();
            let sent = url::Url::parse(&rendered).unwrap();
            // That library alone rewrites the quote of a query, which may stand there.
            let plain = |url: &str| url.replace("%27", "'");
            prop_assert_eq!(plain(sent.as_str()), plain(&rendered));
        }
    }
}
