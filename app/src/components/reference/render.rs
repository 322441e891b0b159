//! The whole reference as HTML: contents, operations by group, and the objects of their bodies.

use super::{
    document::{Group, Object, groups, objects},
    operation::{section, table},
    prose::paragraphs,
    schema::text as said,
};
use crate::i18n::{Texts, text};
use domain::Language;
use leptos::prelude::*;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// What stands between texts for a page that comes to life; this one does not, and no text of it
/// holds one unescaped.
const MARKER: &str = "<!>";
/// Where programs read the document.
const DOCUMENT_PATH: &str = "/api/v1/openapi.json";

/// By language and by where the server is reached, which is one place.
type Kept = BTreeMap<(&'static str, String), String>;

static KEPT: Mutex<Kept> = Mutex::new(Kept::new());

/// The reference of the one document of this process: rendered for its first reader, and the same
/// for whoever comes later. `base` is where the server is reached.
#[must_use]
pub fn kept(t: Texts, document: &Value, base: &str) -> String {
    // Whoever panics leaves a map that is whole.
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (t.language().key(), base.to_owned());
    let page = kept.entry(key).or_insert_with(|| html(t, document, base));
    page.clone()
}

fn html(t: Texts, document: &Value, base: &str) -> String {
    let (groups, objects) = (groups(document, base), objects(document));
    let contents = contents(t, &groups);
    let info = document.get("info").unwrap_or(&Value::Null);
    let intro = paragraphs(said(info, "description"));
    let english = (t.language() != Language::En)
        .then(|| view! { <p class="note">{t.get(text::REFERENCE_ENGLISH)}</p> });
    let groups = groups
        .into_iter()
        .map(|group| part(t, group))
        .collect_view();
    let objects = objects
        .into_iter()
        .map(|object| of(t, object))
        .collect_view();
    view! {
        {contents}
        <main class="reference-main">
            <h1>{t.get(text::NAV_REFERENCE)}</h1>
            {english}
            <div class="reference-intro" lang="en">{intro}</div>
            <p><a class="link" rel="external" href=DOCUMENT_PATH>{t.get(text::REFERENCE_DOCUMENT)}</a></p>
            {groups}
            <section class="reference-group" id="objects">
                <h2>{t.get(text::REFERENCE_OBJECTS)}</h2>
                {objects}
            </section>
        </main>
    }
    .into_any()
    .to_html()
    .replace(MARKER, "")
}

fn contents(t: Texts, groups: &[Group]) -> impl IntoView + use<> {
    let groups = groups.iter().map(|group| {
        let operations = group.operations.iter().map(|operation| {
            let href = format!("#{}", operation.anchor);
            view! { <li><a rel="external" href=href>{operation.summary.clone()}</a></li> }
        });
        let operations = operations.collect_view();
        view! {
            <li>
                <a rel="external" href=format!("#{}", group.name)>{title(&group.name)}</a>
                <ul lang="en">{operations}</ul>
            </li>
        }
    });
    view! {
        <nav class="reference-contents" aria-label=t.get(text::REFERENCE_CONTENTS)>
            <ul>
                {groups.collect_view()}
                <li><a rel="external" href="#objects">{t.get(text::REFERENCE_OBJECTS)}</a></li>
            </ul>
        </nav>
    }
}

fn part(t: Texts, group: Group) -> impl IntoView {
    let operations = group.operations.into_iter();
    let operations = operations
        .map(|operation| section(t, operation))
        .collect_view();
    view! {
        <section class="reference-group" id=group.name.clone()>
            <h2 lang="en">{title(&group.name)}</h2>
            {operations}
        </section>
    }
}

fn of(t: Texts, object: Object) -> impl IntoView {
    let fields = (!object.fields.is_empty()).then(|| table(t, object.fields));
    view! {
        <article class="reference-operation" id=format!("object-{}", object.name) lang="en">
            <h3>{object.name.clone()}</h3>
            {paragraphs(&object.about)}
            {fields}
        </article>
    }
}

/// The name of a group with a capital.
fn title(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
