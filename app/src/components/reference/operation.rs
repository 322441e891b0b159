//! One operation on the page, and the table of fields.

use super::{
    document::{Answer, Operation},
    prose::{line, paragraphs},
    schema::Field,
};
use crate::i18n::{Key, Texts, text};
use leptos::prelude::*;

/// The section of an operation. What is said of it is English; the headings are of the page.
pub fn section(t: Texts, operation: Operation) -> AnyView {
    let key = match &operation.scope {
        Some(scope) => t.named(&format!("reference.key.{scope}")),
        None => t.get(text::REFERENCE_NO_KEY).to_owned(),
    };
    let parameters = (!operation.parameters.is_empty()).then(|| {
        view! { {heading(t, text::REFERENCE_PARAMETERS)}{table(t, operation.parameters)} }
    });
    let body = operation.body.map(|(about, fields)| {
        let fields = (!fields.is_empty()).then(|| table(t, fields));
        view! { {heading(t, text::REFERENCE_BODY)}{paragraphs(&about)}{fields} }
    });
    let answer = operation.answer.map(|answer| {
        view! { {heading(t, text::REFERENCE_EXAMPLE_ANSWER)}{code(answer)} }
    });
    let refusals = paragraphs(&operation.refusals);
    view! {
        <article class="reference-operation" id=operation.anchor lang="en">
            <h3>{operation.summary}</h3>
            <p class="reference-address"><strong>{operation.method}</strong>" "<code>{operation.path}</code></p>
            {paragraphs(&operation.purpose)}
            <p class="quiet-text" lang=t.language().key()>{key}</p>
            {parameters}
            {body}
            {heading(t, text::REFERENCE_EXAMPLE_REQUEST)}
            {code(operation.request)}
            {heading(t, text::REFERENCE_ANSWERS)}
            {answers(t, operation.answers)}
            {refusals}
            {answer}
        </article>
    }
    .into_any()
}

fn heading(t: Texts, word: Key) -> impl IntoView {
    view! { <h4 lang=t.language().key()>{t.get(word)}</h4> }
}

fn code(text: String) -> impl IntoView {
    view! { <pre class="reference-code"><code>{text}</code></pre> }
}

/// What each field or parameter is.
pub fn table(t: Texts, fields: Vec<Field>) -> impl IntoView {
    let language = t.language().key();
    let rows = fields.into_iter().map(|field| row(t, field)).collect_view();
    view! {
        <table class="reference-table">
            <thead lang=language>
                <tr>
                    <th scope="col">{t.get(text::REFERENCE_NAME)}</th>
                    <th scope="col">{t.get(text::REFERENCE_TYPE)}</th>
                    <th scope="col">{t.get(text::REFERENCE_ABOUT)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(t: Texts, field: Field) -> impl IntoView {
    let language = t.language().key();
    let place = match field.place.as_str() {
        "" => None,
        place => Some(t.named(&format!("reference.place.{place}"))),
    };
    let required = field
        .required
        .then(|| t.get(text::REFERENCE_REQUIRED).to_owned());
    let range = field
        .range
        .as_ref()
        .map(|(min, max)| t.with(text::REFERENCE_RANGE, &[("min", min), ("max", max)]));
    let default = field
        .default
        .as_ref()
        .map(|value| t.with(text::REFERENCE_DEFAULT, &[("value", value)]));
    let limits: Vec<String> = [place, required, range, default]
        .into_iter()
        .flatten()
        .collect();
    view! {
        <tr>
            <th scope="row"><code>{field.name}</code></th>
            <td>{kind(field.kind, field.object)}" "<small lang=language>{limits.join(", ")}</small></td>
            <td>{line(&field.about)}</td>
        </tr>
    }
}

/// A type; one that is or holds an object leads there.
fn kind(kind: String, object: Option<String>) -> AnyView {
    match object {
        Some(object) => link(&object, kind),
        None => view! { <code>{kind}</code> }.into_any(),
    }
}

/// The way to an object.
fn link(object: &str, said: String) -> AnyView {
    let href = format!("#object-{object}");
    view! { <a class="link" rel="external" href=href><code>{said}</code></a> }.into_any()
}

fn answers(t: Texts, answers: Vec<Answer>) -> impl IntoView {
    let rows = answers.into_iter().map(|answer| {
        let object = answer.object.map(|object| link(&object, object.clone()));
        view! {
            <tr>
                <th scope="row"><code>{answer.status}</code></th>
                <td>{object}</td>
                <td>{line(&answer.about)}</td>
            </tr>
        }
    });
    view! {
        <table class="reference-table">
            <thead lang=t.language().key()>
                <tr>
                    <th scope="col">{t.get(text::REFERENCE_STATUS)}</th>
                    <th scope="col">{t.get(text::REFERENCE_TYPE)}</th>
                    <th scope="col">{t.get(text::REFERENCE_ABOUT)}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
