//! What happened at one station: what was sent, and who did not want it.

use super::{
    facts::{LEARNT_SHOWN, Learnt},
    view::{CallView, EventView, UnmetView},
};
use crate::{
    components::{deliveries::line::DeliveryLine, fact, moment::moment_name, state::StateBadge},
    i18n::{Texts, text, use_texts},
};
use domain::{Moment, condition::Comparison};
use leptos::prelude::*;
use leptos_router::components::A;

/// The card below a station of the rail: a block for each time that the call came to it.
#[component]
pub fn StationCard(
    view: CallView,
    moment: Moment,
    /// So many facts of an event lie open.
    #[prop(default = LEARNT_SHOWN)]
    open: usize,
) -> impl IntoView {
    let t = use_texts();
    let events = view.events.into_iter();
    let events: Vec<EventView> = events.filter(|event| event.moment == moment).collect();
    let times: Vec<String> = events.iter().map(|it| it.occurred.text.clone()).collect();
    let name = moment_name(t, moment);
    let label = name.clone();
    let is_one = events.len() == 1;
    let sends = view.deliveries.into_iter();
    let mut sends: Vec<DeliveryLine> = sends.filter(|line| line.moment == moment).collect();
    let was_wanted = !sends.is_empty() || events.iter().any(|event| !event.unmet.is_empty());
    let is_reported = !events.is_empty() || !sends.is_empty();
    let nothing = match (is_reported, was_wanted) {
        (false, _) => Some(text::CALLS_NOT_REACHED),
        (true, false) => Some(text::CALLS_NOBODY_WANTED),
        (true, true) => None,
    };
    let class = if is_reported {
        "station-card"
    } else {
        "station-card unreported"
    };
    let blocks: Vec<_> = events
        .into_iter()
        .map(|event| {
            let (own, rest) = std::mem::take(&mut sends)
                .into_iter()
                .partition(|line: &DeliveryLine| event.deliveries.contains(&line.id));
            sends = rest;
            view! { <Occurrence event sends=own is_one open/> }
        })
        .collect();
    view! {
        <section class=class aria-label=label>
            <h2 class="station-head">{name}<small>{times.join(" · ")}</small></h2>
            {blocks}
            {sends.into_iter().map(|line| view! { <Send line/> }).collect_view()}
            {nothing.map(|key| view! { <p class="quiet-text">{t.get(key)}</p> })}
        </section>
    }
}

/// One time that the call came to a station: what that told, what was sent, and who did not want it.
#[component]
fn Occurrence(
    event: EventView,
    sends: Vec<DeliveryLine>,
    /// Whether it is the only one of its station, whose time stands above.
    is_one: bool,
    /// So many facts lie open.
    open: usize,
) -> impl IntoView {
    let step = event.learnt.text("step_name").map(str::to_owned);
    let title = std::iter::once(event.occurred.text).chain(step);
    let title: Vec<String> = title.collect();
    let head = (!is_one).then(|| view! { <h3 class="occurrence-head">{title.join(" · ")}</h3> });
    view! {
        <div class="occurrence">
            {head}
            {sends.into_iter().map(|line| view! { <Send line/> }).collect_view()}
            {event.unmet.into_iter().map(|unmet| view! { <NotWanted unmet/> }).collect_view()}
            <Learnt facts=event.learnt open/>
        </div>
    }
}

#[component]
fn Send(line: DeliveryLine) -> impl IntoView {
    let why = line.why.map(|why| view! { <small>{why}</small> });
    view! {
        <A href=format!("/deliveries/{}", line.id) attr:class="station-send">
            <span>{line.integration_name}</span>
            <StateBadge standing=line.standing/>
            {why}
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
    let parameter = fact::heading(t, name);
    t.with(
        text::CALLS_UNMET,
        &[
            ("parameter", &parameter),
            ("had", &had),
            ("wanted", &wanted),
        ],
    )
}
