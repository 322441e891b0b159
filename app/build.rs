//! Turns `locales/<language>/<namespace>.json` into constants and tables.
//!
//! The three languages must have the same keys, the same forms and the same arguments; what
//! differs stops the build with the key's name.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const LANGUAGES: [&str; 3] = ["en", "ru", "uk"];
/// Texts that the browser never shows, and does not carry.
const OF_THE_SERVER: [&str; 6] = [
    "audit",
    "explain",
    "incoming_fault",
    "mail",
    "reference",
    "withheld",
];
/// What ends a text among others.
const END: &str = "\u{1f}";
const FORMS: [&str; 4] = ["one", "few", "many", "other"];

/// A text, or the forms of a plural in the order of `FORMS`.
enum Text {
    Plain(String),
    Plural(Vec<Option<String>>),
}

type Texts = BTreeMap<String, Text>;

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(fault) = generate() {
        println!("cargo::error={fault}");
        std::process::exit(1);
    }
}

fn generate() -> Result<(), String> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("locales");
    let languages: Vec<Texts> = LANGUAGES
        .iter()
        .map(|language| read_language(&root.join(language)))
        .collect::<Result<_, _>>()?;
    let [english, others @ ..] = languages.as_slice() else {
        return Err("no languages".into());
    };
    for (other, language) in others.iter().zip(LANGUAGES.iter().skip(1)) {
        compare(english, other, language)?;
    }
    let code = write_code(&languages)?;
    let out = PathBuf::from(variable("OUT_DIR")?).join("texts.rs");
    fs::write(&out, code).map_err(|error| format!("{}: {error}", out.display()))
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}

fn read_language(folder: &Path) -> Result<Texts, String> {
    let mut texts = Texts::new();
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let Some(namespace) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        if OF_THE_SERVER.contains(&namespace) && std::env::var_os("CARGO_FEATURE_SSR").is_none() {
            continue;
        }
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let value: Value =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        flatten(namespace, &value, &mut texts)?;
    }
    Ok(texts)
}

fn flatten(key: &str, value: &Value, texts: &mut Texts) -> Result<(), String> {
    match value {
        Value::String(text) => {
            texts.insert(key.to_owned(), Text::Plain(text.clone()));
        }
        Value::Object(fields)
            if fields.keys().all(|name| FORMS.contains(&name.as_str())) && !fields.is_empty() =>
        {
            let form = |name: &&str| fields.get(*name).and_then(Value::as_str).map(str::to_owned);
            texts.insert(
                key.to_owned(),
                Text::Plural(FORMS.iter().map(form).collect()),
            );
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                flatten(&format!("{key}.{name}"), field, texts)?;
            }
        }
        _ => return Err(format!("{key}: expected a text or an object of texts")),
    }
    Ok(())
}

/// Says which key differs between English and another language.
fn compare(english: &Texts, other: &Texts, language: &str) -> Result<(), String> {
    for key in other.keys() {
        if !english.contains_key(key) {
            return Err(format!("`{key}` is in {language}, but not in en"));
        }
    }
    for (key, text) in english {
        let Some(translated) = other.get(key) else {
            return Err(format!("`{key}` is missing in {language}"));
        };
        match (text, translated) {
            (Text::Plain(_), Text::Plain(_)) => {}
            (Text::Plural(_), Text::Plural(forms)) => {
                if forms.iter().any(Option::is_none) {
                    return Err(format!("`{key}` in {language} needs the forms {FORMS:?}"));
                }
            }
            _ => {
                return Err(format!(
                    "`{key}` is a plural in one of en and {language} only"
                ));
            }
        }
        if arguments(text) != arguments(translated) {
            return Err(format!(
                "`{key}` has other arguments in {language} than in en"
            ));
        }
    }
    Ok(())
}

fn arguments(text: &Text) -> BTreeSet<String> {
    match text {
        Text::Plain(text) => arguments_of(text),
        // The form for one may spell the number out.
        Text::Plural(forms) => {
            let mut names: BTreeSet<String> = forms
                .iter()
                .flatten()
                .flat_map(|form| arguments_of(form))
                .collect();
            names.remove("count");
            names
        }
    }
}

/// The names in single braces; `{{...}}` is shown as it stands.
fn arguments_of(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        if let Some(inner) = after.strip_prefix('{') {
            rest = inner.split_once("}}").map_or("", |(_, tail)| tail);
            continue;
        }
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        names.insert(name.to_owned());
        rest = tail;
    }
    names
}

fn write_code(languages: &[Texts]) -> Result<String, String> {
    let [english, ..] = languages else {
        return Err("no languages".into());
    };
    let mut code = String::new();
    let mut seen = BTreeSet::new();
    let (mut plain, mut plural) = (Vec::new(), Vec::new());
    for (key, text) in english {
        let name = constant(key);
        if !seen.insert(name.clone()) {
            return Err(format!("`{key}` gives the constant {name} a second time"));
        }
        let (kind, number, list) = match text {
            Text::Plain(_) => ("Key", plain.len(), &mut plain),
            Text::Plural(_) => ("PluralKey", plural.len(), &mut plural),
        };
        list.push(key);
        line(
            &mut code,
            &format!("/// `{key}`\npub const {name}: super::{kind} = super::{kind}({number});"),
        );
    }
    block(&mut code, "NAMES", &plain)?;
    for (texts, language) in languages.iter().zip(LANGUAGES) {
        let language = language.to_uppercase();
        let texts_of: Vec<&str> = plain
            .iter()
            .filter_map(|key| plain_text(texts, key))
            .collect();
        let forms_of: Vec<&str> = plural
            .iter()
            .filter_map(|key| forms(texts, key))
            .flatten()
            .collect();
        block(&mut code, &language, &texts_of)?;
        block(&mut code, &format!("{language}_PLURALS"), &forms_of)?;
    }
    Ok(code)
}

/// Writes texts as one, each behind the end of the one before: a table of their addresses would
/// be a good part of what the browser loads.
fn block(code: &mut String, name: &str, texts: &[impl AsRef<str>]) -> Result<(), String> {
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    if let Some(text) = texts.iter().find(|text| text.contains(END)) {
        return Err(format!("a text holds what ends one: {text:?}"));
    }
    let joined = texts.join(END);
    line(
        code,
        &format!("pub(super) static {name}: &str = {joined:?};"),
    );
    Ok(())
}

fn line(code: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(code, "{text}");
}

fn constant(key: &str) -> String {
    key.chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect()
}

fn plain_text<'a>(texts: &'a Texts, key: &str) -> Option<&'a str> {
    match texts.get(key)? {
        Text::Plain(text) => Some(text),
        Text::Plural(_) => None,
    }
}

/// The four forms; English, which has two, repeats its last.
fn forms<'a>(texts: &'a Texts, key: &str) -> Option<[&'a str; 4]> {
    match texts.get(key)? {
        Text::Plain(_) => None,
        Text::Plural(forms) => {
            let other = forms.last()?.as_deref()?;
            let form = |index: usize| forms.get(index).and_then(Option::as_deref).unwrap_or(other);
            Some([form(0), form(1), form(2), other])
        }
    }
}
