//! A moment in a row of a table: five dots, one of them filled, and its name.

use crate::i18n::{Texts, text, use_texts};
use domain::Moment;
use leptos::prelude::*;

/// The name of a moment.
#[must_use]
pub fn moment_name(t: Texts, moment: Moment) -> String {
    t.named(&format!("moment.name.{}", moment.key()))
}

/// The dots; with `named` the name stands beside them, otherwise it is read aloud and on hover.
#[component]
pub fn MomentDots(moment: Moment, #[prop(optional)] named: bool) -> impl IntoView {
    let t = use_texts();
    let name = moment_name(t, moment);
    let label = t.with(text::MOMENT_AT, &[("name", &name)]);
    // The small sixth is drawn only where it is meant.
    let dots = Moment::ALL
        .iter()
        .filter(|station| **station != Moment::CallUpdated || moment == Moment::CallUpdated)
        .map(|station| {
            let class = match (*station == moment, *station == Moment::CallUpdated) {
                (true, true) => "on small",
                (true, false) => "on",
                (false, _) => "",
            };
            view! { <i class=class></i> }
        })
        .collect_view();
    let title = (!named).then(|| label.clone());
    view! {
        <span class="moment" title=title>
            <span class="moment-dots" role="img" aria-label=label>{dots}</span>
            {named.then_some(view! { <span aria-hidden="true">{name}</span> })}
        </span>
    }
}

/// The dots of a call: those it reached are filled. Their names stand beside them where there is
/// room, and are read aloud and on hover where there is none.
#[component]
pub fn ReachedDots(moments: Vec<Moment>) -> impl IntoView {
    let t = use_texts();
    let names: Vec<String> = moments
        .iter()
        .map(|moment| moment_name(t, *moment))
        .collect();
    let label = names.join(" · ");
    let (title, shown) = (label.clone(), label.clone());
    let updated = moments.contains(&Moment::CallUpdated);
    let dots = Moment::ALL
        .iter()
        .filter(|station| **station != Moment::CallUpdated || updated)
        .map(|station| {
            let class = match (moments.contains(station), *station == Moment::CallUpdated) {
                (true, true) => "on small",
                (true, false) => "on",
                (false, _) => "",
            };
            view! { <i class=class></i> }
        })
        .collect_view();
    view! {
        <span class="moment" title=title>
            <span class="moment-dots" role="img" aria-label=label>{dots}</span>
            <span class="moment-names" aria-hidden="true">{shown}</span>
        </span>
    }
}
