//! How a person learns why a form was refused where no script runs: the browser is led back to the
//! page of the form, and the address of that page says why.
//!
//! What was typed is lost on that way. It may be a password or a number, which have no place in an
//! address, and nothing else would carry it; fields that the browser keeps by itself stay filled.

use crate::{error::AppError, i18n::Texts};
use domain::{FieldError, Language};
use leptos::{
    prelude::*,
    server_fn::{ServerFn, error::ServerFnUrlError},
};
use leptos_router::hooks::use_query_map;

/// Under which names Leptos writes the function and its error into an address.
const FUNCTION: &str = "__path";
const ERROR: &str = "__err";
/// Which of several forms of one function was sent, in the address of the function and of the page.
const FORM: &str = "__form";
/// Most faults that an address carries.
const FAULTS_MAX: usize = 20;
/// Most digits of a number that an address carries; a phone number has more.
const DIGITS_MAX: usize = 6;
/// Stands for what was typed.
const TYPED: &str = "…";

/// The fields of a connection and of a preset; those of other forms are known by their texts.
const FIELDS: [&str; 14] = [
    "auth",
    "auth.authorize_url",
    "auth.client_id",
    "auth.login",
    "auth.scope",
    "auth.token_url",
    "key",
    "key.name",
    "limits.parallel",
    "limits.per_second",
    "name",
    "reason",
    "url",
    "uses",
];

/// Whether what the address says was shown once.
#[derive(Clone, Copy)]
struct Heard(StoredValue<bool>);

/// Lets forms tell a refusal once, however often they are made anew; once, at the root of the page.
pub fn provide_refusals() {
    provide_context(Heard(StoredValue::new(false)));
}

/// The action of the one form of its function. It begins with the refusal that the address of the
/// page tells, where it tells one of this form.
#[must_use]
pub fn use_form<S>() -> ServerAction<S>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    use_form_of("")
}

/// The action of one form among several of its function, such as one in each row; its button leads
/// to [`address_of`] the same `form`.
#[must_use]
pub fn use_form_of<S>(form: &str) -> ServerAction<S>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let action = ServerAction::<S>::new();
    let refusal = told::<S>(form);
    if refusal.is_some() {
        let heard = use_context::<Heard>();
        Effect::new(move || {
            if let Some(heard) = heard {
                heard.0.set_value(true);
            }
        });
    }
    // Leptos has put in whatever the address says, at every form of the function.
    action.value().set(refusal.map(Err));
    action
}

/// Whether the address of the page tells a refusal of this form.
#[must_use]
pub fn is_refused<S>(form: &str) -> bool
where
    S: ServerFn<Error = AppError>,
{
    told::<S>(form).is_some()
}

/// Where one form among several of its function is sent, for the `formaction` of its button. The
/// form is named by an id, which needs no encoding.
#[must_use]
pub fn address_of<S>(form: &str) -> String
where
    S: ServerFn,
{
    format!("{}?{FORM}={form}", S::PATH)
}

fn told<S>(form: &str) -> Option<AppError>
where
    S: ServerFn<Error = AppError>,
{
    if use_context::<Heard>().is_some_and(|heard| heard.0.get_value()) {
        return None;
    }
    use_query_map().with_untracked(|query| {
        let is_of_form = query.get_str(FUNCTION) == Some(S::PATH)
            && query.get_str(FORM).unwrap_or_default() == form;
        let error = query.get_str(ERROR).filter(|_| is_of_form)?;
        Some(tidied(ServerFnUrlError::<AppError>::decode_err(error)))
    })
}

/// The refusal with nothing in it that a person wrote: anybody can make up an address, and what
/// stands in one is kept in histories and logs. What cannot be read is a form that is not right.
fn tidied(error: AppError) -> AppError {
    match error {
        AppError::Unavailable { reference } if is_reference(&reference) => {
            AppError::Unavailable { reference }
        }
        AppError::Broken { reference } if is_reference(&reference) => {
            AppError::Broken { reference }
        }
        AppError::Unavailable { .. } | AppError::Broken { .. } => {
            AppError::Invalid { errors: Vec::new() }
        }
        AppError::Taken { .. } => AppError::Taken {
            what: String::new(),
        },
        AppError::Invalid { errors } => {
            let known = errors.into_iter().filter(|error| is_field(&error.field));
            AppError::Invalid {
                errors: known.take(FAULTS_MAX).map(without_typed).collect(),
            }
        }
        error @ (AppError::SignIn
        | AppError::Forbidden
        | AppError::NotFound
        | AppError::Deleted
        | AppError::Conflict
        | AppError::TooManyNumbers
        | AppError::Offline) => error,
    }
}

fn is_reference(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a form has the field; every language has the same texts.
fn is_field(field: &str) -> bool {
    let has_text = |key: String| Texts::of(Language::En).find(&key).is_some();
    FIELDS.contains(&field)
        || has_text(format!("settings.{field}"))
        || field
            .strip_prefix("answers.")
            .is_some_and(|name| has_text(format!("preset.question.{name}.label")))
}

fn without_typed(mut error: FieldError) -> FieldError {
    for value in error.arguments.values_mut() {
        let is_count = value.len() <= DIGITS_MAX && value.bytes().all(|byte| byte.is_ascii_digit());
        if !is_count {
            TYPED.clone_into(value);
        }
    }
    error
}

/// The address of the page whose form was refused, where a browser sent that form by itself: it
/// asks for HTML, as Leptos takes it too, and names the page that it came from.
///
/// Nothing where it does not name one: then the status says what happened.
#[cfg(feature = "ssr")]
#[must_use]
pub fn way_back(error: &AppError) -> Option<http::HeaderValue> {
    let parts = use_context::<http::request::Parts>()?;
    let page = page_of_form(&parts)?;
    let form = pairs(&parts.uri).find_map(|(name, value)| (name == FORM).then_some(value));
    let place = place(&page, parts.uri.path(), &form.unwrap_or_default(), error)?;
    http::HeaderValue::from_str(&place).ok()
}

/// Whether a browser sent a form by itself, and is led back to its page without the answer.
#[cfg(feature = "ssr")]
#[must_use]
pub fn is_led_back() -> bool {
    let parts = use_context::<http::request::Parts>();
    parts.is_some_and(|parts| page_of_form(&parts).is_some())
}

/// The page of a form that a browser sent by itself.
#[cfg(feature = "ssr")]
fn page_of_form(parts: &http::request::Parts) -> Option<http::Uri> {
    let header = |name: http::HeaderName| parts.headers.get(name)?.to_str().ok();
    if !header(http::header::ACCEPT)?.contains("text/html") {
        return None;
    }
    header(http::header::REFERER)?.parse().ok()
}

/// The path and query that show a page again with a refusal, in place of an earlier one.
#[cfg(feature = "ssr")]
fn place(page: &http::Uri, function: &str, form: &str, error: &AppError) -> Option<String> {
    // A path that begins so would lead to another host.
    if page.path().get(1..)?.starts_with(['/', '\\']) {
        return None;
    }
    let told = ServerFnUrlError::new(function, tidied(error.clone()));
    // Any base serves: only the query that Leptos writes is taken.
    let told = told.to_url("http://localhost/").ok()?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(
        pairs(page).filter(|(name, _)| ![FUNCTION, ERROR, FORM].contains(&name.as_str())),
    );
    query.extend_pairs(told.query_pairs());
    if !form.is_empty() {
        query.append_pair(FORM, form);
    }
    Some(format!("{}?{}", page.path(), query.finish()))
}

#[cfg(feature = "ssr")]
fn pairs(address: &http::Uri) -> impl Iterator<Item = (String, String)> {
    let query = address.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::Fault;

    fn invalid(errors: &[FieldError]) -> AppError {
        AppError::Invalid {
            errors: errors.to_vec(),
        }
    }

    #[test]
    fn nothing_that_somebody_typed_is_told() {
        let typed =
            FieldError::new("networks", Fault::NetworkInvalid).with("text", "+380501112233");
        let long = FieldError::new("name", Fault::TooLong).with("max", 60);
        let made_up = FieldError::new("call +1 555 0100", Fault::Required);
        let kept = tidied(invalid(&[typed, long.clone(), made_up]));
        let hidden = FieldError::new("networks", Fault::NetworkInvalid).with("text", TYPED);
        assert_eq!(kept, invalid(&[hidden, long]));
    }

    #[test]
    fn a_reference_is_eight_digits_and_nothing_else() {
        let broken = |text: &str| AppError::Broken {
            reference: text.to_owned(),
        };
        assert_eq!(tidied(broken("0a1b2c3d")), broken("0a1b2c3d"));
        assert_eq!(tidied(broken("call us")), invalid(&[]));
        assert_eq!(tidied(broken("")), invalid(&[]));
    }

    #[test]
    fn a_page_is_shown_again_with_its_own_query_and_one_refusal() {
        let back = |page: &str, form: &str| {
            let page = page.parse().unwrap();
            place(&page, "/fn/change_member", form, &AppError::Conflict)
        };
        let first = back("https://portal.example/settings/people?tab=a%26b", "7").unwrap();
        assert!(
            first.starts_with("/settings/people?tab=a%26b&__path="),
            "{first}"
        );
        assert!(first.ends_with("&__form=7"), "{first}");
        let second = back(&format!("https://portal.example{first}"), "7");
        assert_eq!(second, Some(first));
    }

    #[test]
    fn no_page_is_another_host() {
        for page in ["https://portal.example//evil.example", "/\\evil.example/"] {
            let page = page.parse::<http::Uri>().unwrap();
            assert_eq!(place(&page, "/fn/invite", "", &AppError::Conflict), None);
        }
    }
}
