//! What is known of a call: the main things open, everything else folded.

use crate::{
    components::fact,
    i18n::{Texts, text, use_texts},
};
use domain::{Facts, Parameter};
use leptos::prelude::*;

/// So many facts of an event lie open.
pub const LEARNT_SHOWN: usize = 3;

/// A label and a value, ready to be read.
type Labelled = (String, String);

/// The facts under their labels.
#[component]
pub fn CallFacts(facts: Facts) -> impl IntoView {
    let t = use_texts();
    let (core, rest) = sorted(t, &facts);
    let count = i64::try_from(rest.len()).unwrap_or(i64::MAX);
    let folded = (!rest.is_empty()).then(|| {
        view! {
            <details class="call-more">
                <summary>{t.count(text::CALLS_ALL_FACTS, count)}</summary>
                <List facts=rest/>
            </details>
        }
    });
    view! { <section class="panel panel-body stack"><List facts=core/>{folded}</section> }
}

/// What an event told, the main things first; what would make it long is folded.
#[component]
pub fn Learnt(
    facts: Facts,
    /// So many lie open.
    open: usize,
) -> impl IntoView {
    let t = use_texts();
    let (mut shown, rest) = sorted(t, &facts);
    shown.extend(rest);
    let folded = shown.split_off(shown.len().min(open));
    let shown = (!shown.is_empty()).then(|| {
        view! { <p class="learnt-head">{t.get(text::CALLS_LEARNT)}</p><List facts=shown/> }
    });
    let folded = (!folded.is_empty()).then(|| {
        let count = t.number(i64::try_from(folded.len()).unwrap_or(i64::MAX));
        view! {
            <details>
                <summary class="link">{t.with(text::CALLS_LEARNT_MORE, &[("count", &count)])}</summary>
                <List facts=folded/>
            </details>
        }
    });
    view! { <div class="learnt">{shown}{folded}</div> }
}

#[component]
fn List(facts: Vec<Labelled>) -> impl IntoView {
    let lines = facts
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <dl class="facts">{lines}</dl> }
}

/// The core ones and the others, both in the order of the catalogue, the customer's own last.
fn sorted(t: Texts, facts: &Facts) -> (Vec<Labelled>, Vec<Labelled>) {
    let mut known: Vec<_> = facts
        .iter()
        .filter(|(_, value)| !value.plain().is_empty())
        .map(|(name, value)| {
            let place = Parameter::ALL
                .iter()
                .position(|parameter| parameter.name == name);
            let is_core = Parameter::find(name).is_some_and(|parameter| parameter.is_core);
            (
                place.unwrap_or(usize::MAX),
                is_core,
                (fact::heading(t, name), fact::value(t, name, value)),
            )
        })
        .collect();
    known.sort_by_key(|(place, _, _)| *place);
    let (core, rest): (Vec<_>, Vec<_>) = known.into_iter().partition(|(_, is_core, _)| *is_core);
    let bare =
        |facts: Vec<(usize, bool, Labelled)>| facts.into_iter().map(|(_, _, fact)| fact).collect();
    (bare(core), bare(rest))
}
