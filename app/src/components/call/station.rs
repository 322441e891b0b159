//! What happened at one station: what was sent, and who did not want it.

use super::api::{CallView, UnmetView};
use crate::{
    components::{deliveries::line::DeliveryLine, fact, moment::moment_name, state::StateBadge},
    i18n::{Texts, text, use_texts},
};
use domain::{Moment, condition::Comparison};
use leptos::prelude::*;
use leptos_router::components::A;

/// The card below a station of the rail.
#[component]
pub fn StationCard(view: CallView, moment: Moment) -> impl IntoView {
    let t = use_texts();
    let times = view.events.iter().filter(|event| event.moment == moment);
    let times: Vec<String> = times.map(|event| event.occurred.text.clone()).collect();
    let name = moment_name(t, moment);
    let label = name.clone();
    let happened = view.events.iter().any(|event| event.moment == moment);
    let sends: Vec<DeliveryLine> = view
        .deliveries
        .into_iter()
        .filter(|line| line.moment == moment)
        .collect();
    let unmet: Vec<UnmetView> = view
        .events
        .into_iter()
        .filter(|event| event.moment == moment)
        .flat_map(|event| event.unmet)
        .collect();
    let nothing = match (happened, sends.is_empty() && unmet.is_empty()) {
        (false, _) => Some(text::CALLS_NOT_REACHED),
        (true, true) => Some(text::CALLS_NOBODY_WANTED),
        (true, false) => None,
    };
    view! {
        <section class="station-card" aria-label=label>
            <h2 class="station-head">{name}<small>{times.join(" · ")}</small></h2>
            {nothing.map(|key| view! { <p class="quiet-text">{t.get(key)}</p> })}
            {sends.into_iter().map(|line| view! { <Send line/> }).collect_view()}
            {unmet.into_iter().map(|unmet| view! { <NotWanted unmet/> }).collect_view()}
        </section>
    }
}

#[component]
fn Send(line: DeliveryLine) -> impl IntoView {
    view! {
        <A href=format!("/deliveries/{}", line.id) attr:class="station-send">
            <span>{line.integration_name}</span>
            <StateBadge standing=line.standing/>
        </A>
    }
}

#[component]
fn NotWanted(unmet: UnmetView) -> impl IntoView {
    let t = use_texts();
    let why = why_unmet(t, &unmet);
    view! {
        <div class="station-unmet">
            <A href=format!("/integrations/{}", unmet.integration_id)>{unmet.name}</A>
            <span class="state skipped">{t.get(text::STATE_NOT_NEEDED)}</span>
            <small>{why}</small>
        </div>
    }
}

/// The condition and what the call had there, in words.
#[must_use]
pub fn why_unmet(t: Texts, unmet: &UnmetView) -> String {
    let Some(condition) = &unmet.condition else {
        return t.get(text::CALLS_UNMET_UNKNOWN).to_owned();
    };
    let name = &condition.parameter;
    let wanted: Vec<String> = condition
        .values
        .iter()
        .map(|value| fact::plain(t, name, value))
        .collect();
    let had = if unmet.value.is_empty() {
        t.get(text::CALLS_UNMET_EMPTY).to_owned()
    } else {
        fact::plain(t, name, &unmet.value)
    };
    let comparison = t.named(&format!("comparison.{}", condition.comparison.key()));
    let wanted = match condition.comparison {
        Comparison::Is => wanted.join(", "),
        Comparison::IsNot | Comparison::AtLeast | Comparison::AtMost | Comparison::Contains => {
            format!("{comparison} {}", wanted.join(", "))
        }
    };
    let parameter = fact::label(t, name);
    t.with(
        text::CALLS_UNMET,
        &[
            ("parameter", &parameter),
            ("had", &had),
            ("wanted", &wanted),
        ],
    )
}
