//! Keys that somebody pasted in plain text: found by where they stand, kept as secrets, with a
//! reference in their place.
//!
//! In an address a key is lifted without asking, since what is sent stays the same. In a row or
//! header it is a person's choice: [`is_key`] tells where it is offered.

use crate::{
    connection::{ConnectionDraft, is_absolute},
    integration::{
        DraftSecrets, IntegrationDraft, KEY_SECRET, SECRET_BYTES_MAX, is_reserved_secret,
    },
    request::encoding::{has_control, percent_decoded},
    template::{SECRET_NAME_BYTES_MAX, Template},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Shortest text that is a key under a name of keys, in bytes.
const NAMED_BYTES_MIN: usize = 6;
/// Shortest code in a path, in bytes; shorter ones are names of methods.
const CODE_BYTES_MIN: usize = 12;
/// Shortest text that is a key by its look alone, in bytes.
const RANDOM_BYTES_MIN: usize = 20;
/// Bytes of a secret's name that are left for a number at its end.
const NUMBER_BYTES: usize = 4;

/// Names of keys, in small letters and without what joins their words.
const NAMES: [&str; 8] = [
    "key",
    "sig",
    "signature",
    "auth",
    "pwd",
    "pass",
    "passwd",
    "hapikey",
];
/// What other names of keys end with.
const ENDINGS: [&str; 8] = [
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "authkey",
    "secret",
    "password",
    "authorization",
];
/// Words before a credential in a header.
const SCHEMES: [&str; 4] = ["Bearer ", "Basic ", "Token ", "OAuth "];

/// Where a key was lifted from; the names of its secrets begin so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An address.
    Address,
    /// A header.
    Header,
    /// A row of the table of parameters.
    Row,
}

impl Place {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Header => "header",
            Self::Row => "row",
        }
    }
}

/// Lifts the keys out of the addresses of an integration; whether there were any. `elsewhere`
/// are the names of its connection's secrets, which stay free.
pub fn lift_draft(
    draft: &mut IntegrationDraft,
    secrets: &mut DraftSecrets,
    elsewhere: &[String],
) -> bool {
    let mut keeper = Keeper::of(&*draft, secrets, elsewhere);
    let urls = draft.steps.iter_mut().map(|step| &mut step.url);
    let mut is_any = false;
    for url in std::iter::once(&mut draft.url).chain(urls) {
        if let Some(lifted) = lift_url(url, &mut |name, key| keeper.keep(Place::Address, name, key))
        {
            *url = lifted;
            is_any = true;
        }
    }
    is_any
}

/// Lifts the key out of the base address of a connection, where the cabinet shows it as the key.
pub fn lift_connection(draft: &mut ConnectionDraft, secrets: &mut DraftSecrets) {
    let is_free = draft.key.is_none() && !names_in(&*draft).contains(KEY_SECRET);
    let mut keeper = Keeper::of(&*draft, secrets, &[]);
    let lifted = lift_url(&draft.url, &mut |name, key| {
        if is_free && !keeper.secrets.contains_key(KEY_SECRET) {
            keeper.secrets.insert(KEY_SECRET.to_owned(), key);
            return KEY_SECRET.to_owned();
        }
        keeper.keep(Place::Address, name, key)
    });
    if let Some(url) = lifted {
        draft.url = url;
    }
}

/// Lifts the key out of the value of a row or header: the value with a reference in its place,
/// the word before a credential kept.
#[must_use]
pub fn lift_value(
    (place, name): (Place, &str),
    value: &str,
    draft: &IntegrationDraft,
    secrets: &mut DraftSecrets,
    elsewhere: &[String],
) -> String {
    let (scheme, key) = split_scheme(value.trim());
    let secret = Keeper::of(draft, secrets, elsewhere).keep(place, name, key.to_owned());
    format!("{scheme}{}", reference(&secret))
}

/// Takes the only key out of a base address: the address with a reference to the secret `key`
/// in its place, and the key.
#[must_use]
pub fn lift_key(url: &str) -> Option<(String, String)> {
    let mut keys = Vec::new();
    let address = lift_url(url.trim_end_matches('/'), &mut |_, key| {
        keys.push(key);
        KEY_SECRET.to_owned()
    })?;
    let [key] = <[String; 1]>::try_from(keys).ok()?;
    Some((address, key))
}

/// Whether a value of a row or header looks like a key in plain text: by its name, or by itself.
#[must_use]
pub fn is_key(name: &str, value: &str) -> bool {
    let (_, key) = split_scheme(value.trim());
    is_plain(key) && ((is_key_name(name) && key.len() >= NAMED_BYTES_MIN) || is_random(key))
}

/// Whether receivers take keys under such a name; of a dotted one its last part counts.
#[must_use]
pub fn is_key_name(name: &str) -> bool {
    let last = name.rsplit(['.', '[']).next().unwrap_or(name);
    let plain: String = last
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    NAMES.contains(&plain.as_str()) || ENDINGS.iter().any(|ending| plain.ends_with(ending))
}

/// How a text refers to a secret.
#[must_use]
pub fn reference(secret: &str) -> String {
    format!("{{{{secret:{secret}}}}}")
}

/// The secrets that a text refers to, by name.
#[must_use]
pub fn referred(text: &str) -> Vec<String> {
    let names: BTreeSet<_> = Template::constant(text)
        .secrets()
        .map(str::to_owned)
        .collect();
    names.into_iter().collect()
}

/// Gives keys to secrets of names that are free.
struct Keeper<'a> {
    taken: BTreeSet<String>,
    secrets: &'a mut BTreeMap<String, String>,
}

impl<'a> Keeper<'a> {
    fn of(
        draft: &impl Serialize,
        DraftSecrets(secrets): &'a mut DraftSecrets,
        elsewhere: &[String],
    ) -> Self {
        let mut taken = names_in(draft);
        taken.extend(elsewhere.iter().cloned());
        Self { taken, secrets }
    }

    /// Keeps a key and tells its name: the one that it has already, else the first that nothing
    /// refers to. A secret that nothing refers to any more is written over.
    fn keep(&mut self, place: Place, name: &str, key: String) -> String {
        let known = self.secrets.iter().find(|(_, text)| **text == key);
        let known = known.map(|(name, _)| name.clone());
        if let Some(known) = known.filter(|name| !is_reserved_secret(name)) {
            return known;
        }
        let base = base_name(place, name);
        let numbered = (2..).map(|number: u32| format!("{base}_{number}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        let name = names.find(|name| !self.taken.contains(name));
        let name = name.unwrap_or(base);
        self.taken.insert(name.clone());
        self.secrets.insert(name.clone(), key);
        name
    }
}

/// The secrets that any text of a draft refers to.
fn names_in(draft: &impl Serialize) -> BTreeSet<String> {
    // JSON leaves the braces and the name between them as they are.
    let text = serde_json::to_string(draft).unwrap_or_default();
    referred(&text).into_iter().collect()
}

/// The name of a secret after the place and name of what it stood in.
fn base_name(place: Place, name: &str) -> String {
    let name = name.chars().map(|letter| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => letter,
        _ => '_',
    });
    let whole = place.prefix().chars().chain(['_']).chain(name);
    whole.take(SECRET_NAME_BYTES_MAX - NUMBER_BYTES).collect()
}

/// What keeps a key that stood under a name, and tells the name of its secret.
type Keep<'a> = &'a mut dyn FnMut(&str, String) -> String;

/// The address with references in place of its keys; none where it has no key.
fn lift_url(url: &str, keep: Keep<'_>) -> Option<String> {
    let (front, fragment) = match url.split_once('#') {
        Some((front, fragment)) => (front, Some(fragment)),
        None => (url, None),
    };
    let (path, query) = match front.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (front, None),
    };
    let mut lifted = lift_path(path, keep);
    if let Some(query) = query {
        let pairs = query.split('&').map(|pair| lift_pair(pair, keep));
        let pairs: Vec<String> = pairs.collect();
        lifted.push('?');
        lifted.push_str(&pairs.join("&"));
    }
    if let Some(fragment) = fragment {
        lifted.push('#');
        lifted.push_str(fragment);
    }
    (lifted != url).then_some(lifted)
}

fn lift_path(path: &str, keep: Keep<'_>) -> String {
    let is_whole = is_absolute(path);
    let pieces: Vec<&str> = path.split('/').collect();
    let mut lifted = Vec::with_capacity(pieces.len());
    for (place, piece) in pieces.iter().enumerate() {
        let before = pieces.get(..place).unwrap_or_default();
        // Scheme and host hold no key.
        let key = (!is_whole || place > 2)
            .then(|| path_key(before, piece))
            .flatten();
        lifted.push(match key {
            Some((start, key)) => {
                format!(
                    "{start}{}",
                    reference(&keep(KEY_SECRET, percent_decoded(key)))
                )
            }
            None => (*piece).to_owned(),
        });
    }
    lifted.join("/")
}

/// The key in a piece of a path and what stands before it there, after Bitrix24, Telegram and
/// Slack.
fn path_key<'a>(before: &[&str], piece: &'a str) -> Option<(&'static str, &'a str)> {
    if let Some(key) = piece.strip_prefix("bot").filter(|key| is_bot_key(key)) {
        return Some(("bot", key));
    }
    let is_known = match before {
        [.., "rest", person] => is_number(person),
        [_, _, "hooks.slack.com", "services" | "triggers", _, _]
        | [_, _, "hooks.slack.com", "workflows", _, _, _] => true,
        _ => false,
    };
    (is_known && is_code(piece)).then_some(("", piece))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_code(text: &str) -> bool {
    text.len() >= CODE_BYTES_MIN && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_bot_key(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    percent_decoded(text)
        .split_once(':')
        .is_some_and(|(number, rest)| {
            is_number(number) && rest.len() >= RANDOM_BYTES_MIN && rest.bytes().all(is_letter)
        })
}

/// A pair of the query. What would be spelled otherwise as a secret is left: a plus is a space
/// to some receivers and a plus to others.
fn lift_pair(pair: &str, keep: Keep<'_>) -> String {
    let Some((name, text)) = pair.split_once('=') else {
        return pair.to_owned();
    };
    let (plain_name, key) = (percent_decoded(name), percent_decoded(text));
    let is_lifted = is_key_name(&plain_name)
        && key.len() >= NAMED_BYTES_MIN
        && is_plain(&key)
        && !text.contains('+')
        && !key.contains('\u{fffd}');
    if is_lifted {
        format!("{name}={}", reference(&keep(&plain_name, key)))
    } else {
        pair.to_owned()
    }
}

/// Whether a text can be a secret and has no reference in it.
fn is_plain(text: &str) -> bool {
    !text.contains(['{', '}']) && !has_control(text) && text.len() <= SECRET_BYTES_MAX
}

/// Long, without blanks, of letters and digits, as only machines write it.
fn is_random(text: &str) -> bool {
    let may_be = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.=+/".contains(&byte);
    let has = |is: fn(&u8) -> bool| text.bytes().any(|byte| is(&byte));
    text.len() >= RANDOM_BYTES_MIN
        && text.bytes().all(may_be)
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

/// The word before a credential with its blank, and the credential.
fn split_scheme(value: &str) -> (&str, &str) {
    SCHEMES
        .iter()
        .find_map(|scheme| {
            let start = value.get(..scheme.len())?;
            let rest = value.get(scheme.len()..)?.trim_start();
            start.eq_ignore_ascii_case(scheme).then_some((start, rest))
        })
        .unwrap_or(("", value))
}

#[cfg(test)]
mod tests;
